//! What a list of cases can be narrowed to: the filters of the work list, the same at every door.

use crate::domain::casework::{CaseStatus, Channel, Urgency};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;

/// What a list of cases can be narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Only these states.
    pub status: Vec<CaseStatus>,
    /// Only of this worker.
    pub owner_id: Option<Id>,
    /// Only of this school.
    pub school_id: Option<String>,
    /// Only with this need.
    pub need: Option<String>,
    /// Only by this channel.
    pub channel: Option<Channel>,
    /// Only this urgent.
    pub urgency: Option<Urgency>,
    /// Opened at or after.
    pub opened_from: Option<Moment>,
    /// Opened before.
    pub opened_before: Option<Moment>,
    /// Not taken up yet, although it should have been before this moment.
    pub overdue_at: Option<Moment>,
    /// Folded words, all of which must occur.
    pub words: Option<String>,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
}
