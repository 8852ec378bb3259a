//! What lists of signals and alerts can be narrowed to.

use super::{AlertState, RuleCode, SignalState};
use crate::domain::ids::Id;

/// What a list of signals can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct SignalFilter {
    /// Only these states.
    pub state: Vec<SignalState>,
    /// Only of this rule.
    pub rule: Option<RuleCode>,
    /// Only of this school.
    pub school_id: Option<String>,
    /// Only of this pupil.
    pub pupil_ref: Option<String>,
    /// Only of the school year that starts in this year.
    pub school_year: Option<i32>,
}

/// What a list of alerts can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only these states.
    pub state: Vec<AlertState>,
    /// Only of this rule.
    pub rule: Option<RuleCode>,
    /// Only of this school.
    pub school_id: Option<String>,
    /// Only the alert of this signal.
    pub signal_id: Option<Id>,
}
