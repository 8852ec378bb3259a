//! The case: one question of a professional in education, from the phone call to the end of aftercare.
//!
//! Codes, the number that people say on the phone, the states, and the refusal of national numbers in free text.
//! Nothing here knows a person: a case can be opened, answered and closed without any identity.

pub mod filter;
pub mod national_number;
pub mod number;
pub mod state;

pub use number::CaseNumber;
pub use state::{CaseOutcome, CaseStatus};

codes! {
    /// How a question came in.
    Channel {
        /// A phone call.
        Phone = "phone",
        /// A mail to the contact point.
        Mail = "mail",
        /// Somebody at the desk.
        Desk = "desk",
        /// The web form.
        Web = "web",
        /// Another system.
        Api = "api",
    }
}

codes! {
    /// How soon somebody has to act, as judged at intake.
    Urgency {
        /// In the normal order.
        Routine = "routine",
        /// Within days.
        Soon = "soon",
        /// Today.
        Urgent = "urgent",
    }
}

codes! {
    /// Stage of school of a child, where the age is not known.
    SchoolStage {
        /// Kleuter: 2½ to 5.
        Nursery = "nursery",
        /// Lager: 6 to 11.
        Primary = "primary",
        /// Secundair: 12 to 18.
        Secondary = "secondary",
    }
}

codes! {
    /// What is told about a child's age to somebody who may not know the child.
    AgeBand {
        /// Not yet at school.
        Under3 = "0-2",
        /// Kleuter.
        From3To5 = "3-5",
        /// Lager.
        From6To11 = "6-11",
        /// Secundair, a minor.
        From12To17 = "12-17",
        /// Of age.
        From18 = "18+",
    }
}

impl AgeBand {
    /// The band of an age in years, or else of a stage of school; `None` when neither is known.
    #[must_use]
    pub fn of(age: Option<f64>, stage: Option<SchoolStage>) -> Option<Self> {
        match (age, stage) {
            (Some(age), _) if age < 3.0 => Some(Self::Under3),
            (Some(age), _) if age < 6.0 => Some(Self::From3To5),
            (Some(age), _) if age < 12.0 => Some(Self::From6To11),
            (Some(age), _) if age < 18.0 => Some(Self::From12To17),
            (Some(_), _) => Some(Self::From18),
            (None, Some(SchoolStage::Nursery)) => Some(Self::From3To5),
            (None, Some(SchoolStage::Primary)) => Some(Self::From6To11),
            (None, Some(SchoolStage::Secondary)) => Some(Self::From12To17),
            (None, None) => None,
        }
    }
}
