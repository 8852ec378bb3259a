//! The append-only history of cases and handovers: codes and ids, no persons. The database refuses any change to it.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{timeline, timeline_reasons};

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = timeline)]
pub struct Entry {
    /// UUIDv7; entries sort by it.
    pub id: Id,
    /// The case it belongs to.
    pub case_id: Id,
    /// The handover it is about, if any.
    pub handover_id: Option<Id>,
    /// When.
    pub at: Moment,
    /// What happened: `case.opened`, `case.transition`, `note.added`, `handover.transition`, …
    pub kind: String,
    /// Public name of the client or user that did it, or `netsterk` for the system.
    pub actor: String,
    /// In which role: `source`, `partner`, `family`, `system`.
    pub actor_role: String,
    /// State before, for a transition.
    pub from_state: Option<String>,
    /// State after, for a transition.
    pub to_state: Option<String>,
    /// Reason from a closed list.
    pub reason_code: Option<String>,
    /// Reason in words of the caller; kept apart, so that it can be erased.
    #[diesel(select_expression = timeline_reasons::text.nullable())]
    pub reason: Option<String>,
    /// More, as JSON: ids and codes.
    pub data: String,
    /// Version of the case or handover after it.
    pub version: i32,
}

/// Writes one line.
///
/// # Errors
/// Any failure of the database.
pub fn append(conn: &mut Conn, entry: &Entry) -> Result<(), StoreError> {
    diesel::insert_into(timeline::table)
        .values((
            timeline::id.eq(&entry.id),
            timeline::case_id.eq(&entry.case_id),
            timeline::handover_id.eq(&entry.handover_id),
            timeline::at.eq(entry.at),
            timeline::kind.eq(&entry.kind),
            timeline::actor.eq(&entry.actor),
            timeline::actor_role.eq(&entry.actor_role),
            timeline::from_state.eq(&entry.from_state),
            timeline::to_state.eq(&entry.to_state),
            timeline::reason_code.eq(&entry.reason_code),
            timeline::data.eq(&entry.data),
            timeline::version.eq(entry.version),
        ))
        .execute(conn)?;
    if let Some(text) = &entry.reason {
        diesel::insert_into(timeline_reasons::table)
            .values((timeline_reasons::entry_id.eq(&entry.id), timeline_reasons::text.eq(text)))
            .execute(conn)?;
    }
    Ok(())
}

/// The whole timeline of a case, oldest first. The caller has read the case within its reach before.
///
/// # Errors
/// Any failure of the database.
pub fn of_case(conn: &mut Conn, case_id: &str) -> Result<Vec<Entry>, StoreError> {
    Ok(timeline::table
        .left_join(timeline_reasons::table.on(timeline_reasons::entry_id.eq(timeline::id)))
        .filter(timeline::case_id.eq(case_id))
        .order(timeline::id)
        .select(Entry::as_select())
        .load(conn)?)
}

/// The history of one handover, oldest first. The caller has read the handover within its reach before.
///
/// # Errors
/// Any failure of the database.
pub fn of_handover(conn: &mut Conn, handover_id: &str) -> Result<Vec<Entry>, StoreError> {
    Ok(timeline::table
        .left_join(timeline_reasons::table.on(timeline_reasons::entry_id.eq(timeline::id)))
        .filter(timeline::handover_id.eq(handover_id))
        .order(timeline::id)
        .select(Entry::as_select())
        .load(conn)?)
}
