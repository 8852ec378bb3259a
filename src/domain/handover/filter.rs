//! What a list of handovers can be narrowed to, the same at every door.

use super::HandoverStatus;
use crate::domain::ids::Id;

/// What a list of handovers can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct HandoverFilter {
    /// Only these states.
    pub status: Vec<HandoverStatus>,
    /// Only to this organisation.
    pub organization_id: Option<Id>,
    /// Only to this service.
    pub service_id: Option<Id>,
    /// Only of this case.
    pub case_id: Option<Id>,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
}
