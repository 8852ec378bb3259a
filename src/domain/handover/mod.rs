//! The handover: how one family comes from the contact point into the hands of one service, without being dropped.
//!
//! The codes stand here; who may take which step is in [`state`], what a partner may see in [`visibility`]. No names, no
//! texts: guards ask whether something was given, not what it says.

pub mod filter;
pub mod state;
pub mod visibility;

pub use state::{Facts, Offer, Request, Step, allowed, step};
pub use visibility::{PartnerView, partner_view};

use crate::domain::casework::state::Tally;

codes! {
    /// Where a handover stands.
    HandoverStatus {
        /// Concept: a route was chosen, nothing was sent.
        Draft = "draft",
        /// Aangehouden: the family is not ready, the source stays responsible until the review.
        Held = "held",
        /// Aangeboden: sent to one named service, consent frozen.
        Offered = "offered",
        /// Ontvangen: the partner opened it.
        Acknowledged = "acknowledged",
        /// Aanvaard: the partner said yes and named a person.
        Accepted = "accepted",
        /// Kennismaking gepland.
        IntroPlanned = "intro_planned",
        /// Kennismaking gebeurd: family and partner met.
        Introduced = "introduced",
        /// Overgenomen: the partner confirmed that it carries the guidance.
        TakenOver = "taken_over",
        /// Gepauzeerd, until the review.
        OnHold = "on_hold",
        /// Afgerond, with an outcome.
        Completed = "completed",
        /// Geweigerd by the partner.
        Rejected = "rejected",
        /// Niet gelukt.
        Failed = "failed",
        /// Ingetrokken.
        Withdrawn = "withdrawn",
        /// Foutief: should never have been there.
        EnteredInError = "entered_in_error",
    }
}

codes! {
    /// Why a route was chosen that was not proposed first.
    NotFirstReason {
        /// The first had no room.
        NoCapacity = "no_capacity",
        /// It was too far.
        TooFar = "too_far",
        /// It speaks no language of the family.
        Language = "language",
        /// The family knows the one that was chosen.
        KnownToFamily = "known_to_family",
        /// The family wished it so.
        FamilyPreference = "family_preference",
        /// It did not go well before.
        BadExperience = "bad_experience",
        /// The first does not do what was asked.
        WrongService = "wrong_service",
        /// Another reason.
        Other = "other",
    }
}

codes! {
    /// Who goes along to the introduction.
    Accompaniment {
        /// Nobody.
        None = "none",
        /// The contact point.
        Netsterk = "netsterk",
        /// A bridge figure of the school.
        Brugfiguur = "brugfiguur",
        /// Somebody of the school.
        School = "school",
        /// Somebody of the CLB.
        Clb = "clb",
    }
}

codes! {
    /// What became of the guidance.
    HandoverOutcome {
        /// Support has started and goes on.
        SupportStarted = "support_started",
        /// Support has come to its end.
        SupportCompleted = "support_completed",
        /// Referred on to another service.
        ReferredOn = "referred_on",
        /// Not needed any more.
        NotNeededAnymore = "not_needed_anymore",
    }
}

codes! {
    /// Why a partner says no. Short on purpose: declining has to be easy.
    RejectionReason {
        /// No place.
        NoCapacity = "no_capacity",
        /// Only a waiting list.
        WaitingList = "waiting_list",
        /// The family does not meet the conditions.
        NotEligible = "not_eligible",
        /// The family lives outside the area.
        OutOfArea = "out_of_area",
        /// Another service is meant.
        WrongService = "wrong_service",
        /// Something else.
        Other = "other",
    }
}

codes! {
    /// How people meet.
    IntroductionMode {
        /// In one room.
        InPerson = "in_person",
        /// By phone.
        Phone = "phone",
        /// By video.
        Video = "video",
    }
}

codes! {
    /// Who was there at an introduction.
    Attendee {
        /// The family.
        Family = "family",
        /// The contact point.
        Source = "source",
        /// The partner.
        Partner = "partner",
        /// Whoever goes along.
        Accompanier = "accompanier",
    }
}

codes! {
    /// On whose side a step was taken.
    Side {
        /// The contact point.
        Source = "source",
        /// The partner.
        Partner = "partner",
        /// The family, whose wish somebody recorded.
        Family = "family",
        /// The system, when a consent was withdrawn.
        System = "system",
    }
}

codes! {
    /// Who takes a step.
    Actor {
        /// The contact point.
        Source = "source",
        /// The partner to whom it was offered.
        Partner = "partner",
        /// The system itself.
        System = "system",
    }
}

codes! {
    /// Who is accountable for the family: exactly one, always.
    Owner {
        /// The contact point.
        Source = "source",
        /// The partner.
        Partner = "partner",
    }
}

impl HandoverStatus {
    /// Whether nothing more can happen to it, except being marked as entered in error.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        match self {
            Self::Completed | Self::Rejected | Self::Failed | Self::Withdrawn | Self::EnteredInError => true,
            Self::Draft
            | Self::Held
            | Self::Offered
            | Self::Acknowledged
            | Self::Accepted
            | Self::IntroPlanned
            | Self::Introduced
            | Self::TakenOver
            | Self::OnHold => false,
        }
    }
}

impl Actor {
    /// The side on which the actor stands by itself.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Self::Source => Side::Source,
            Self::Partner => Side::Partner,
            Self::System => Side::System,
        }
    }
}

/// The states in which a partner has it in hands: sent, and not ended.
#[must_use]
pub fn sent_and_open() -> Vec<HandoverStatus> {
    let preparing = [HandoverStatus::Draft, HandoverStatus::Held];
    HandoverStatus::ALL.iter().copied().filter(|status| !status.is_ended() && !preparing.contains(status)).collect()
}

/// Whether a place that was taken on acceptance becomes free: the handover ends before the partner has taken over.
#[must_use]
pub const fn frees_place(standing: Standing, to: HandoverStatus) -> bool {
    use HandoverStatus::{Accepted, EnteredInError, Failed, IntroPlanned, Introduced, OnHold, Withdrawn};
    matches!(standing, (Accepted | IntroPlanned | Introduced, _) | (OnHold, Some(Accepted | IntroPlanned | Introduced)))
        && matches!(to, Failed | Withdrawn | EnteredInError)
}

/// A handover as its case counts it: its status, and where it was before it was paused.
pub type Standing = (HandoverStatus, Option<HandoverStatus>);

/// Who is accountable: the source until the partner has taken over, and again when that came to nothing.
#[must_use]
pub const fn owner(standing: Standing) -> Owner {
    match standing {
        (HandoverStatus::TakenOver | HandoverStatus::Completed, _)
        | (HandoverStatus::OnHold, Some(HandoverStatus::TakenOver)) => Owner::Partner,
        (
            HandoverStatus::Draft
            | HandoverStatus::Held
            | HandoverStatus::Offered
            | HandoverStatus::Acknowledged
            | HandoverStatus::Accepted
            | HandoverStatus::IntroPlanned
            | HandoverStatus::Introduced
            | HandoverStatus::OnHold
            | HandoverStatus::Rejected
            | HandoverStatus::Failed
            | HandoverStatus::Withdrawn
            | HandoverStatus::EnteredInError,
            _,
        ) => Owner::Source,
    }
}

/// What the handovers of one case come down to; [`crate::domain::casework::state::status_after`] makes a status of it.
#[must_use]
pub fn tally(standings: &[Standing]) -> Tally {
    let mut tally = Tally::default();
    for standing in standings {
        match standing.0 {
            HandoverStatus::Draft | HandoverStatus::Held => tally.preparing = true,
            HandoverStatus::Offered
            | HandoverStatus::Acknowledged
            | HandoverStatus::Accepted
            | HandoverStatus::IntroPlanned
            | HandoverStatus::Introduced
            | HandoverStatus::OnHold
            | HandoverStatus::TakenOver
            | HandoverStatus::Completed => match owner(*standing) {
                Owner::Partner => tally.carried = true,
                Owner::Source => tally.underway = true,
            },
            HandoverStatus::Rejected
            | HandoverStatus::Failed
            | HandoverStatus::Withdrawn
            | HandoverStatus::EnteredInError => {}
        }
    }
    tally
}
