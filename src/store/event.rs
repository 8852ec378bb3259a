//! Events for the feed: thin, never a person. Written without a position in the transaction of the work; the reader of
//! the feed numbers what is committed, so that no writer waits for another and no reader misses one.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::events;

/// An event that just happened.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = events)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewEvent {
    /// UUIDv7, the CloudEvents `id`.
    pub id: Id,
    /// `be.netsterk.v1.<resource>.<pastParticiple>`.
    pub kind: String,
    /// Id of the resource.
    pub subject: Id,
    /// Version of the resource after it.
    pub sequence: i64,
    /// When.
    pub at: Moment,
    /// Path of the resource, `/v1/…`.
    pub dataref: String,
    /// Ids, state, version, times, as JSON.
    pub data: String,
    /// The partner that may read it, beside the team.
    pub organization_id: Option<Id>,
    /// Whether the alert point may read it, beside the team.
    pub for_alert_point: bool,
}

/// Writes an event.
///
/// # Errors
/// Any failure of the database.
pub fn append(conn: &mut Conn, event: &NewEvent) -> Result<(), StoreError> {
    diesel::insert_into(events::table).values(event).execute(conn)?;
    Ok(())
}
