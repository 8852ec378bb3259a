//! The states of a case: `new → in_progress → bridging → aftercare → closed`, and reopening.
//!
//! People take a case up, close it and reopen it. `bridging` and `aftercare` nobody chooses: they follow from how its
//! handovers stand ([`Tally`]), in the same transaction as the step of the handover.

use crate::domain::refusal::Refusal;

codes! {
    /// Where a case stands.
    CaseStatus {
        /// Logged, nobody has taken it up.
        New = "new",
        /// Somebody thinks along.
        InProgress = "in_progress",
        /// At least one handover was offered and has not ended.
        Bridging = "bridging",
        /// A partner carries the guidance and nothing else is open.
        Aftercare = "aftercare",
        /// Ended with an outcome.
        Closed = "closed",
    }
}

codes! {
    /// How a case ended.
    CaseOutcome {
        /// The asker could go on with advice.
        AdviceGiven = "advice_given",
        /// A partner took over.
        Bridged = "bridged",
        /// The family did not want support.
        FamilyDeclined = "family_declined",
        /// Nothing in the social map fits: a gap in the offer.
        NoOfferFound = "no_offer_found",
        /// Not a question for this contact point.
        OutOfScope = "out_of_scope",
        /// The same question was already there.
        Duplicate = "duplicate",
    }
}

/// What the handovers of a case come down to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// One is being prepared: not sent yet.
    pub preparing: bool,
    /// One was sent and neither ended nor taken over.
    pub underway: bool,
    /// A partner carries, or has carried to a good end.
    pub carried: bool,
}

/// What the machine has to know of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts {
    /// Where it stands.
    pub status: CaseStatus,
    /// How its handovers stand.
    pub tally: Tally,
}

/// What can happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseEvent {
    /// A person moves it.
    Move {
        /// Where to.
        to: CaseStatus,
        /// How it ended, for closing.
        outcome: Option<CaseOutcome>,
        /// Whether a reason was given, for reopening.
        reasoned: bool,
    },
    /// One of its handovers took a step; the tally is the new one.
    HandoversChanged,
}

/// What must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseStep {
    /// Where it stands now; the same as before when nothing follows.
    pub status: CaseStatus,
    /// Its outcome; `None` empties the column.
    pub outcome: Option<CaseOutcome>,
}

/// Where a person can move a case to; guards not counted.
#[must_use]
pub fn allowed(facts: &CaseFacts) -> Vec<CaseStatus> {
    match facts.status {
        CaseStatus::New => vec![CaseStatus::InProgress, CaseStatus::Closed],
        CaseStatus::InProgress | CaseStatus::Bridging | CaseStatus::Aftercare => vec![CaseStatus::Closed],
        CaseStatus::Closed => vec![CaseStatus::InProgress],
    }
}

/// Takes one step.
///
/// Reopening asks for `in_progress` and lands where the handovers say: a case whose family is with a partner reopens
/// in aftercare.
///
/// # Errors
/// [`Refusal::Illegal`] with the states that a person can choose from here; the guards `outcomeNeeded`,
/// `handoversOpen` (end or withdraw them before closing) and `reasonNeeded` (for reopening).
pub fn step(
    facts: &CaseFacts,
    event: &CaseEvent,
    outcome_so_far: Option<CaseOutcome>,
) -> Result<CaseStep, Refusal<CaseStatus>> {
    match event {
        CaseEvent::HandoversChanged => {
            Ok(CaseStep { status: status_after(facts.status, facts.tally), outcome: outcome_so_far })
        }
        CaseEvent::Move { to, outcome, reasoned } => match (facts.status, to) {
            (CaseStatus::New, CaseStatus::InProgress) => {
                Ok(CaseStep { status: status_after(CaseStatus::InProgress, facts.tally), outcome: None })
            }
            (
                CaseStatus::New | CaseStatus::InProgress | CaseStatus::Bridging | CaseStatus::Aftercare,
                CaseStatus::Closed,
            ) => close(facts, *outcome),
            (CaseStatus::Closed, CaseStatus::InProgress) if !reasoned => {
                Err(Refusal::guard("reasonNeeded", "reopening a case needs a reason"))
            }
            (CaseStatus::Closed, CaseStatus::InProgress) => {
                Ok(CaseStep { status: status_after(CaseStatus::InProgress, facts.tally), outcome: None })
            }
            (
                CaseStatus::New
                | CaseStatus::InProgress
                | CaseStatus::Bridging
                | CaseStatus::Aftercare
                | CaseStatus::Closed,
                CaseStatus::New
                | CaseStatus::InProgress
                | CaseStatus::Bridging
                | CaseStatus::Aftercare
                | CaseStatus::Closed,
            ) => Err(Refusal::Illegal { allowed: allowed(facts) }),
        },
    }
}

fn close(facts: &CaseFacts, outcome: Option<CaseOutcome>) -> Result<CaseStep, Refusal<CaseStatus>> {
    if facts.tally.preparing || facts.tally.underway {
        return Err(Refusal::guard("handoversOpen", "end or withdraw the open handovers of this case first"));
    }
    match outcome {
        Some(outcome) => Ok(CaseStep { status: CaseStatus::Closed, outcome: Some(outcome) }),
        None => Err(Refusal::guard("outcomeNeeded", "closing a case needs an outcome")),
    }
}

/// The status that follows from how the handovers stand. A closed case stays closed; a person reopens it.
#[must_use]
pub fn status_after(current: CaseStatus, tally: Tally) -> CaseStatus {
    match current {
        CaseStatus::Closed => CaseStatus::Closed,
        CaseStatus::New | CaseStatus::InProgress | CaseStatus::Bridging | CaseStatus::Aftercare => {
            if tally.underway || (tally.carried && tally.preparing) {
                CaseStatus::Bridging
            } else if tally.carried {
                CaseStatus::Aftercare
            } else if current == CaseStatus::New {
                CaseStatus::New
            } else {
                CaseStatus::InProgress
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    const TALLIES: [(&str, Tally); 5] = [
        ("no handovers", Tally { preparing: false, underway: false, carried: false }),
        ("one in preparation", Tally { preparing: true, underway: false, carried: false }),
        ("one underway", Tally { preparing: false, underway: true, carried: false }),
        ("one carried", Tally { preparing: false, underway: false, carried: true }),
        ("one carried, one in preparation", Tally { preparing: true, underway: false, carried: true }),
    ];

    fn events() -> Vec<(String, CaseEvent)> {
        let mut events = vec![("handovers changed".to_owned(), CaseEvent::HandoversChanged)];
        for to in CaseStatus::ALL {
            for (words, outcome, reasoned) in [
                ("bare", None, false),
                ("with outcome", Some(CaseOutcome::AdviceGiven), false),
                ("with reason", None, true),
            ] {
                events.push((format!("to {to}, {words}"), CaseEvent::Move { to: *to, outcome, reasoned }));
            }
        }
        events
    }

    #[test]
    fn the_whole_table() {
        let mut table = String::new();
        for status in CaseStatus::ALL {
            for (tally_words, tally) in TALLIES {
                let facts = CaseFacts { status: *status, tally };
                let _ = writeln!(table, "{status}, {tally_words}");
                for (words, event) in events() {
                    let answer = match step(&facts, &event, None) {
                        Ok(step) => match step.outcome {
                            Some(outcome) => format!("{} ({outcome})", step.status),
                            None => step.status.to_string(),
                        },
                        Err(Refusal::Illegal { .. }) => continue,
                        Err(Refusal::Guard(unmet)) => format!("✗ {}", unmet.guard),
                    };
                    let _ = writeln!(table, "    {words:<30} → {answer}");
                }
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_refusal_lists_what_would_have_been_allowed() {
        for status in CaseStatus::ALL {
            let facts = CaseFacts { status: *status, tally: Tally::default() };
            for to in CaseStatus::ALL {
                let full = CaseEvent::Move { to: *to, outcome: Some(CaseOutcome::Bridged), reasoned: true };
                let answer = step(&facts, &full, None);
                assert_eq!(answer.is_ok(), allowed(&facts).contains(to), "{status} → {to}");
                if let Err(refusal) = answer {
                    assert_eq!(refusal, Refusal::Illegal { allowed: allowed(&facts) });
                }
            }
        }
    }

    fn any_tally() -> impl Strategy<Value = Tally> {
        (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(preparing, underway, carried)| Tally {
            preparing,
            underway,
            carried,
        })
    }

    fn any_event() -> impl Strategy<Value = CaseEvent> {
        let all = events();
        (0..all.len()).prop_map(move |place| all[place].1)
    }

    proptest! {
        #[test]
        fn no_sequence_of_legal_steps_breaks_an_invariant(steps in prop::collection::vec((any_tally(), any_event()), 1..40)) {
            let mut facts = CaseFacts { status: CaseStatus::New, tally: Tally::default() };
            let mut outcome = None;
            for (tally, event) in steps {
                if facts.status != CaseStatus::Closed {
                    facts.tally = tally;
                    // The use case lets the case follow its handovers in the transaction that changes them.
                    facts.status = status_after(facts.status, tally);
                }
                if let Ok(done) = step(&facts, &event, outcome) {
                    facts.status = done.status;
                    outcome = done.outcome;
                }
                prop_assert_eq!(facts.status == CaseStatus::Closed, outcome.is_some());
                let Tally { preparing, underway, carried } = facts.tally;
                prop_assert!(facts.status != CaseStatus::Bridging || underway || (carried && preparing));
                prop_assert!(facts.status != CaseStatus::Aftercare || (carried && !underway && !preparing));
                prop_assert!(!(facts.status == CaseStatus::Closed && (underway || preparing)));
            }
        }
    }
}
