//! The ledger of the count: one line when a family comes this far. Written in the transaction of the step itself.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::milestones;

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = milestones)]
#[diesel(treat_none_as_default_value = false)]
pub struct Milestone {
    /// UUIDv7.
    pub id: Id,
    /// The family as it was then; merges are looked at when counting.
    pub family_id: Id,
    /// The case.
    pub case_id: Id,
    /// The handover; none for `reached`.
    pub handover_id: Option<Id>,
    /// `reached`, `offered`, `introduced`, `taken_over`, `completed` or `voided`.
    pub kind: String,
    /// Number of children of the case then.
    pub children: i32,
    /// When.
    pub at: Moment,
}

/// Writes one line.
///
/// # Errors
/// Any failure of the database.
pub fn append(conn: &mut Conn, milestone: &Milestone) -> Result<(), StoreError> {
    diesel::insert_into(milestones::table).values(milestone).execute(conn)?;
    Ok(())
}
