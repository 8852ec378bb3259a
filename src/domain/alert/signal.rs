//! The signal: what a rule found in a school's report, until a person or the law decides on it.
//!
//! `step` is the whole state machine; `weigh` says what a later report does to a signal that is already there.

use super::absence::Evidence;
use super::{Actor, Rule};
use crate::domain::refusal::Refusal;

codes! {
    /// States of a signal.
    SignalState {
        /// Waits for a person.
        Proposed = "proposed",
        /// An alert was raised on it.
        Confirmed = "confirmed",
        /// A person saw no reason for an alert.
        Dismissed = "dismissed",
        /// The school year ended first.
        Expired = "expired",
    }
}

impl SignalState {
    /// Whether nothing can follow.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Proposed => false,
            Self::Confirmed | Self::Dismissed | Self::Expired => true,
        }
    }
}

/// What must happen together with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Raise an alert for the alert point.
    RaiseAlert,
    /// Nothing beside the new state.
    None,
}

/// A step that may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The state after it.
    pub to: SignalState,
    /// What must happen with it.
    pub effect: Effect,
}

/// Takes a signal from one state to another.
///
/// A person of the team confirms or dismisses. The system confirms only what a statutory rule found, and lets what is
/// still open expire when the school year ends.
///
/// # Errors
/// [`Refusal::Illegal`] with the states that this actor can reach from here.
pub fn step(state: SignalState, to: SignalState, by: Actor, rule: &Rule) -> Result<Step, Refusal<SignalState>> {
    let effect = match (state, to) {
        (SignalState::Proposed, SignalState::Confirmed) => match by {
            Actor::Team => Some(Effect::RaiseAlert),
            Actor::System => rule.statutory.then_some(Effect::RaiseAlert),
            Actor::AlertPoint => None,
        },
        (SignalState::Proposed, SignalState::Dismissed) => match by {
            Actor::Team => Some(Effect::None),
            Actor::System | Actor::AlertPoint => None,
        },
        (SignalState::Proposed, SignalState::Expired) => match by {
            Actor::System => Some(Effect::None),
            Actor::Team | Actor::AlertPoint => None,
        },
        (SignalState::Proposed, SignalState::Proposed)
        | (SignalState::Confirmed | SignalState::Dismissed | SignalState::Expired, _) => None,
    };
    match effect {
        Some(effect) => Ok(Step { to, effect }),
        None => Err(Refusal::Illegal { allowed: allowed(state, by, rule) }),
    }
}

/// The states that an actor can take a signal to from here.
#[must_use]
pub fn allowed(state: SignalState, by: Actor, rule: &Rule) -> Vec<SignalState> {
    match (state, by) {
        (SignalState::Proposed, Actor::Team) => vec![SignalState::Confirmed, SignalState::Dismissed],
        (SignalState::Proposed, Actor::System) if rule.statutory => vec![SignalState::Confirmed, SignalState::Expired],
        (SignalState::Proposed, Actor::System) => vec![SignalState::Expired],
        (SignalState::Proposed, Actor::AlertPoint)
        | (SignalState::Confirmed | SignalState::Dismissed | SignalState::Expired, _) => vec![],
    }
}

/// What a report does to the signal of the same pupil, rule and school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighed {
    /// There is none: make it.
    Create,
    /// It is still open and the report is newer: take over its evidence.
    Update,
    /// It was decided on, or the report says nothing new: leave it.
    Keep,
}

/// Weighs what was found now against the signal that is there.
#[must_use]
pub fn weigh(known: Option<(SignalState, &Evidence)>, found: &Evidence) -> Weighed {
    match known {
        None => Weighed::Create,
        Some((state, evidence)) if !state.is_final() && evidence != found && evidence.as_of <= found.as_of => {
            Weighed::Update
        }
        Some(_) => Weighed::Keep,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::domain::alert::rulebook::BOOKS;
    use crate::domain::alert::{AbsenceCode, evaluate};

    fn rules() -> Vec<&'static Rule> {
        BOOKS.iter().flat_map(|book| book.rules).collect()
    }

    #[test]
    fn the_whole_table() {
        let mut text = String::new();
        for statutory in [false, true] {
            for rule in rules().into_iter().filter(|rule| rule.statutory == statutory).take(1) {
                let _ = writeln!(text, "statutory: {statutory}");
                for state in SignalState::ALL {
                    for by in Actor::ALL {
                        for to in SignalState::ALL {
                            let answer = match step(*state, *to, *by, rule) {
                                Ok(step) => format!("{:?}", step.effect),
                                Err(_) => "–".to_owned(),
                            };
                            let _ = writeln!(text, "  {state:9} → {to:9} by {by:11} {answer}");
                        }
                    }
                }
            }
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn only_newer_evidence_changes_an_open_signal() {
        let found = |date: &str, b: u32| -> Evidence {
            let day = date.parse().unwrap_or_default();
            let findings = evaluate(day, &[(AbsenceCode::B, b)].into());
            findings.into_iter().next().map_or_else(|| panic!("{b} finds nothing"), |finding| finding.evidence)
        };
        let known = found("2026-11-20", 6);
        assert_eq!(weigh(None, &known), Weighed::Create);
        assert_eq!(weigh(Some((SignalState::Proposed, &known)), &known), Weighed::Keep);
        assert_eq!(weigh(Some((SignalState::Proposed, &known)), &found("2026-11-20", 7)), Weighed::Update);
        assert_eq!(weigh(Some((SignalState::Proposed, &known)), &found("2026-11-27", 8)), Weighed::Update);
        assert_eq!(weigh(Some((SignalState::Proposed, &known)), &found("2026-11-13", 5)), Weighed::Keep);
        assert_eq!(weigh(Some((SignalState::Dismissed, &known)), &found("2026-11-27", 8)), Weighed::Keep);
    }

    proptest! {
        #[test]
        fn an_alert_is_raised_at_most_once_and_only_by_a_person_or_the_law(
            steps in prop::collection::vec((select(SignalState::ALL), select(Actor::ALL)), 0..20),
            rule in select(rules()),
        ) {
            let mut state = SignalState::Proposed;
            let mut raised = 0;
            for (to, by) in steps {
                match step(state, to, by, rule) {
                    Ok(step) => {
                        prop_assert!(!state.is_final());
                        prop_assert_eq!(step.effect == Effect::RaiseAlert, step.to == SignalState::Confirmed);
                        if step.effect == Effect::RaiseAlert {
                            raised += 1;
                            prop_assert!(by == Actor::Team || (by == Actor::System && rule.statutory));
                        }
                        prop_assert!(allowed(state, by, rule).contains(&step.to));
                        state = step.to;
                    }
                    Err(refusal) => {
                        prop_assert_eq!(&refusal, &Refusal::Illegal { allowed: allowed(state, by, rule) });
                        prop_assert!(!allowed(state, by, rule).contains(&to));
                    }
                }
            }
            prop_assert_eq!(raised, u32::from(state == SignalState::Confirmed));
        }
    }
}
