//! Notes on a case: free text, kept apart from the timeline so that the timeline can never hold a person.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::notes;

/// A note.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = notes)]
pub struct Note {
    /// UUIDv7; also in the timeline entry's data.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// What was written.
    pub text: String,
    /// By whom.
    pub written_by: String,
    /// When.
    pub written_at: Moment,
}

/// Keeps a note.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, note: &Note) -> Result<(), StoreError> {
    diesel::insert_into(notes::table).values(note).execute(conn)?;
    Ok(())
}

/// The notes of a case, oldest first. The caller has read the case within its reach before.
///
/// # Errors
/// Any failure of the database.
pub fn of_case(conn: &mut Conn, case_id: &str) -> Result<Vec<Note>, StoreError> {
    Ok(notes::table.filter(notes::case_id.eq(case_id)).order(notes::id).select(Note::as_select()).load(conn)?)
}
