//! The alert: `raised → acknowledged → in_treatment → closed`, or `withdrawn`. The alert point sets the middle states
//! and closes; the team takes back what it should not have sent.

use super::Actor;
use crate::domain::refusal::Refusal;

codes! {
    /// States of an alert.
    AlertState {
        /// Sent to the alert point.
        Raised = "raised",
        /// Seen by the alert point.
        Acknowledged = "acknowledged",
        /// The alert point works on it.
        InTreatment = "in_treatment",
        /// The alert point is done.
        Closed = "closed",
        /// Taken back by the team.
        Withdrawn = "withdrawn",
    }
}

impl AlertState {
    /// Whether nothing can follow.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Raised | Self::Acknowledged | Self::InTreatment => false,
            Self::Closed | Self::Withdrawn => true,
        }
    }

    /// The last part of the type of the event that tells of it.
    #[must_use]
    pub const fn event(self) -> &'static str {
        match self {
            Self::Raised => "alert.raised",
            Self::Acknowledged => "alert.acknowledged",
            Self::InTreatment => "alert.treatmentStarted",
            Self::Closed => "alert.closed",
            Self::Withdrawn => "alert.withdrawn",
        }
    }
}

/// Takes an alert from one state to another; answers the new state.
///
/// # Errors
/// [`Refusal::Illegal`] with the states that this actor can reach from here; [`Refusal::Guard`] `reasonGiven` when the
/// team withdraws without saying why.
pub fn step(
    state: AlertState,
    to: AlertState,
    by: Actor,
    reason: Option<&str>,
) -> Result<AlertState, Refusal<AlertState>> {
    let allowed = allowed(state, by);
    if !allowed.contains(&to) {
        return Err(Refusal::Illegal { allowed });
    }
    if to == AlertState::Withdrawn && reason.is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Refusal::guard("reasonGiven", "an alert is withdrawn with a reason"));
    }
    Ok(to)
}

/// The states that an actor can take an alert to from here.
#[must_use]
pub fn allowed(state: AlertState, by: Actor) -> Vec<AlertState> {
    match (by, state) {
        (Actor::AlertPoint, AlertState::Raised) => vec![AlertState::Acknowledged],
        (Actor::AlertPoint, AlertState::Acknowledged) => vec![AlertState::InTreatment],
        (Actor::AlertPoint, AlertState::InTreatment) => vec![AlertState::Closed],
        (Actor::Team, AlertState::Raised | AlertState::Acknowledged | AlertState::InTreatment) => {
            vec![AlertState::Withdrawn]
        }
        (Actor::AlertPoint | Actor::Team, AlertState::Closed | AlertState::Withdrawn)
        | (
            Actor::System,
            AlertState::Raised
            | AlertState::Acknowledged
            | AlertState::InTreatment
            | AlertState::Closed
            | AlertState::Withdrawn,
        ) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    #[test]
    fn the_whole_table() {
        let mut text = String::new();
        for state in AlertState::ALL {
            for by in Actor::ALL {
                for to in AlertState::ALL {
                    let answer = |reason| match step(*state, *to, *by, reason) {
                        Ok(_) => "yes",
                        Err(Refusal::Guard(unmet)) => unmet.guard,
                        Err(Refusal::Illegal { .. }) => "–",
                    };
                    let _ = writeln!(
                        text,
                        "{state:12} → {to:12} by {by:11} {} | with a reason {}",
                        answer(None),
                        answer(Some("wrong pupil"))
                    );
                }
            }
        }
        insta::assert_snapshot!(text);
    }

    proptest! {
        #[test]
        fn only_the_alert_point_treats_and_nothing_follows_an_end(
            steps in prop::collection::vec((select(AlertState::ALL), select(Actor::ALL), any::<bool>()), 0..30),
        ) {
            let mut state = AlertState::Raised;
            for (to, by, with_reason) in steps {
                let reason = with_reason.then_some("wrong pupil");
                if let Ok(next) = step(state, to, by, reason) {
                    prop_assert!(!state.is_final());
                    prop_assert_eq!(next, to);
                    prop_assert!(next > state, "never back");
                    match by {
                        Actor::AlertPoint => prop_assert!(next != AlertState::Withdrawn),
                        Actor::Team => prop_assert!(next == AlertState::Withdrawn && with_reason),
                        Actor::System => prop_assert!(false, "the system does not touch alerts"),
                    }
                    state = next;
                }
            }
        }
    }
}
