//! What a reading of the access log can be narrowed to.

use crate::domain::ids::Id;
use crate::domain::moment::Moment;

/// What the access log can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// Only about this family or case.
    pub subject_id: Option<Id>,
    /// Only by this client or user.
    pub actor: Option<String>,
    /// At or after.
    pub from: Option<Moment>,
    /// Before.
    pub before: Option<Moment>,
}
