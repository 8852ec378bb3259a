//! What a partner says of the room of a service. Taking and giving back places in the course of a handover is `place`.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::capacities;

/// The room of a service, as it was last said.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize,
)]
#[diesel(table_name = capacities)]
#[diesel(primary_key(service_id))]
#[diesel(treat_none_as_null = true)]
pub struct CapacityRow {
    /// The service.
    pub service_id: Id,
    /// `open`, `waiting_list` or `full`.
    pub state: String,
    /// Places, where they are counted.
    pub places: Option<i32>,
    /// Weeks that people wait, where that is known.
    pub waiting_weeks: Option<i32>,
    /// When it was said.
    pub updated_at: Moment,
    /// Counts changes, from 1.
    pub version: i32,
}

/// The room of a service.
///
/// # Errors
/// Any failure of the database.
pub fn find(conn: &mut Conn, service_id: &str) -> Result<Option<CapacityRow>, StoreError> {
    Ok(capacities::table.find(service_id).select(CapacityRow::as_select()).first(conn).optional()?)
}

/// Writes it, if it still has the version before the one in `row`; 1 where nothing was said before.
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::Duplicate`] when somebody else said it first at the same moment.
pub fn put(conn: &mut Conn, row: &CapacityRow) -> Result<(), StoreError> {
    let rows = if row.version == 1 {
        diesel::insert_into(capacities::table).values(row).execute(conn)?
    } else {
        let before = capacities::table.find(&row.service_id).filter(capacities::version.eq(row.version - 1));
        diesel::update(before).set(row).execute(conn)?
    };
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Writes it as it is in `row`, whatever stands there; nothing where it is to be forgotten. For merges and their undoing.
///
/// # Errors
/// Any failure of the database.
pub fn set(conn: &mut Conn, service_id: &str, row: Option<&CapacityRow>) -> Result<(), StoreError> {
    diesel::delete(capacities::table.find(service_id)).execute(conn)?;
    if let Some(row) = row {
        diesel::insert_into(capacities::table).values(row).execute(conn)?;
    }
    Ok(())
}
