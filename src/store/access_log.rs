//! Who opened what, why and when. Append-only; the database refuses any change to it.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::access_log;

/// One line of the access log.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = access_log)]
#[diesel(treat_none_as_default_value = false)]
pub struct Line {
    /// UUIDv7.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// Public name of the client or user.
    pub actor: String,
    /// The organisation it belongs to; none for the team.
    pub organization_id: Option<Id>,
    /// What was done: `identity.read`, …
    pub action: String,
    /// `family`, `asker`, …
    pub subject_kind: String,
    /// Id of the family or case.
    pub subject_id: Id,
    /// Why, in the caller's words.
    pub purpose: String,
}

/// Writes one line.
///
/// # Errors
/// Any failure of the database.
pub fn append(conn: &mut Conn, line: &Line) -> Result<(), StoreError> {
    diesel::insert_into(access_log::table).values(line).execute(conn)?;
    Ok(())
}
