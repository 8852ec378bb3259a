//! Consent: what a family allows to be told to one organisation, and until when.
//!
//! Consent is given per recipient and can be withdrawn at any time (GDPR articles 6(1)(a) and 7(3)). Everything here is
//! about whether it holds; who the person is stands elsewhere.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::Id;
use crate::domain::moment::Moment;

codes! {
    /// Who gave it. A pupil gives his own from twelve on, when he is presumed competent (Decreet rechtspositie minderjarigen, art. 4).
    ConsentGiver {
        /// A parent.
        Parent = "parent",
        /// A guardian.
        Guardian = "guardian",
        /// The pupil.
        Pupil = "pupil",
    }
}

codes! {
    /// How it was given.
    ConsentForm {
        /// Said.
        Oral = "oral",
        /// Signed.
        Written = "written",
        /// By mail.
        Mail = "mail",
    }
}

codes! {
    /// What may be told.
    ConsentCategory {
        /// Name, phone, mail, address.
        Contact = "contact",
        /// What the family needs.
        Needs = "needs",
        /// The school.
        School = "school",
        /// The children.
        Children = "children",
    }
}

codes! {
    /// Why a consent does not hold for a recipient.
    ConsentFault {
        /// None was recorded, or the family is not known.
        Missing = "missing",
        /// It was given for another organisation or by another family.
        ForAnother = "for_another",
        /// Its last day has passed.
        Expired = "expired",
        /// It was withdrawn.
        Withdrawn = "withdrawn",
    }
}

impl ConsentFault {
    /// Name of the guard that it closes.
    #[must_use]
    pub const fn guard(self) -> &'static str {
        match self {
            Self::Missing => "consentMissing",
            Self::ForAnother => "consentForAnother",
            Self::Expired => "consentExpired",
            Self::Withdrawn => "consentWithdrawn",
        }
    }

    /// The same in a sentence.
    #[must_use]
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Missing => "no consent of the family for this organisation was recorded",
            Self::ForAnother => "the consent was given for another organisation",
            Self::Expired => "the consent of the family for this organisation has expired",
            Self::Withdrawn => "the family has withdrawn its consent for this organisation",
        }
    }
}

/// What decides whether a consent holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Whose it is.
    pub family_id: Id,
    /// For whom.
    pub recipient_organization_id: Id,
    /// Last day on which it holds, in Brussels; open when not given.
    pub valid_until: Option<NaiveDate>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Moment>,
}

/// A consent as it was when a handover was offered under it; kept with the handover and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrozenConsent {
    /// The consent.
    pub consent_id: Id,
    /// Who gave it.
    pub given_by: ConsentGiver,
    /// How.
    pub form: ConsentForm,
    /// For whom.
    pub recipient_organization_id: Id,
    /// What may be told.
    pub categories: Vec<ConsentCategory>,
    /// When it was given.
    pub given_at: Moment,
    /// Last day on which it holds.
    pub valid_until: Option<NaiveDate>,
    /// When it was frozen.
    pub frozen_at: Moment,
}

/// What is wrong with a consent for telling something about this family to this recipient now; `None` when it holds.
/// `families` are all rows that stand for the family: itself and those merged into it.
#[must_use]
pub fn fault(terms: Option<&Terms>, families: &[Id], recipient: &str, now: Moment) -> Option<ConsentFault> {
    let Some(terms) = terms else { return Some(ConsentFault::Missing) };
    if terms.recipient_organization_id != recipient || !families.contains(&terms.family_id) {
        Some(ConsentFault::ForAnother)
    } else if terms.withdrawn_at.is_some() {
        Some(ConsentFault::Withdrawn)
    } else if terms.valid_until.is_some_and(|last| last < now.local_date()) {
        Some(ConsentFault::Expired)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn terms(valid_until: Option<&str>, withdrawn: bool) -> Terms {
        Terms {
            family_id: "family".to_owned(),
            recipient_organization_id: "partner".to_owned(),
            valid_until: valid_until.and_then(|day| day.parse().ok()),
            withdrawn_at: withdrawn.then(|| at("2026-01-01T00:00:00Z")),
        }
    }

    fn at(text: &str) -> Moment {
        text.parse().unwrap_or_else(|_| Moment::from_utc(chrono::NaiveDateTime::default()))
    }

    #[rstest]
    #[case(None, false, "partner", "2026-11-22T10:00:00Z", None)]
    #[case(None, false, "another", "2026-11-22T10:00:00Z", Some(ConsentFault::ForAnother))]
    #[case(None, true, "partner", "2026-11-22T10:00:00Z", Some(ConsentFault::Withdrawn))]
    // The last day counts to midnight in Brussels, which is 23:00 UTC in winter and 22:00 UTC in summer.
    #[case(Some("2026-11-22"), false, "partner", "2026-11-22T22:59:59.999Z", None)]
    #[case(Some("2026-11-22"), false, "partner", "2026-11-22T23:00:00Z", Some(ConsentFault::Expired))]
    #[case(Some("2026-07-01"), false, "partner", "2026-07-01T22:00:00Z", Some(ConsentFault::Expired))]
    fn a_consent_holds_for_its_recipient_through_its_last_day(
        #[case] until: Option<&str>,
        #[case] withdrawn: bool,
        #[case] recipient: &str,
        #[case] now: &str,
        #[case] expected: Option<ConsentFault>,
    ) {
        let terms = terms(until, withdrawn);
        assert_eq!(fault(Some(&terms), &["family".to_owned()], recipient, at(now)), expected);
    }

    #[test]
    fn a_consent_of_a_merged_family_holds_for_the_one_that_stands_for_both() {
        let families = ["survivor".to_owned(), "family".to_owned()];
        let now = at("2026-11-22T10:00:00Z");
        assert_eq!(fault(Some(&terms(None, false)), &families, "partner", now), None);
        assert_eq!(fault(None, &families, "partner", now), Some(ConsentFault::Missing));
        assert_eq!(fault(Some(&terms(None, false)), &families[..1], "partner", now), Some(ConsentFault::ForAnother));
    }
}
