//! The alert point: what a school reports, which plain rules find in it, and what people make of what was found.
//!
//! No score, no weights, no origin, language, income or neighbourhood goes in. A signal is what a rule found; an alert
//! is what a person sent on to the alert point. Use cases call it; it calls nobody.

pub mod absence;
pub mod filter;
pub mod report;
pub mod rule;
pub mod rulebook;
pub mod signal;
pub mod state;

pub use absence::{AbsenceCode, Evidence, Finding, HalfDays, evaluate};
pub use filter::{AlertFilter, SignalFilter};
pub use report::{Fault, Report, RowFault};
pub use rule::{LeadsTo, Rule, RuleCode, RuleText};
pub use signal::SignalState;
pub use state::AlertState;

use crate::domain::access::Party;

codes! {
    /// Who takes a step with a signal or an alert.
    Actor {
        /// Somebody of the contact point's team.
        Team = "team",
        /// The central alert point.
        AlertPoint = "alert_point",
        /// The service itself: a statutory rule, or the end of the school year.
        System = "system",
    }
}

impl Actor {
    /// As whom a caller acts here; partners have no part in it.
    #[must_use]
    pub const fn of(party: &Party) -> Option<Self> {
        match party {
            Party::Team => Some(Self::Team),
            Party::AlertPoint => Some(Self::AlertPoint),
            Party::Partner(_) => None,
        }
    }
}
