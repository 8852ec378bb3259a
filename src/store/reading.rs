//! What the program read of each service, so that it need not be read again: a copy, which may go at any time.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::store::conn::Conn;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::schema::{map_readings, services};

/// What is kept of these services: id, revision of the service as it is now, and the reading if it is of that revision
/// and by this program.
///
/// # Errors
/// Any failure of the database.
pub fn of(conn: &mut Conn, program: &str, ids: &[Id]) -> Result<Vec<(Id, i64, Option<String>)>, StoreError> {
    type Columns = (Id, i64, Option<(String, String)>);
    let rows: Vec<Columns> = services::table
        .left_join(map_readings::table.on(map_readings::service_id.eq(services::id)))
        .filter(services::id.eq_any(ids))
        .order(services::id)
        .select((services::id, services::revision, (map_readings::stamp, map_readings::reading).nullable()))
        .load(conn)?;
    let of_now = |revision: i64, kept: Option<(String, String)>| {
        kept.filter(|(known, _)| *known == stamp(program, revision)).map(|(_, reading)| reading)
    };
    Ok(rows.into_iter().map(|(id, revision, kept)| (id, revision, of_now(revision, kept))).collect())
}

/// Keeps readings by this program, of services at a revision, in the place of those that there were.
///
/// # Errors
/// Any failure of the database; a service that has gone meanwhile.
pub fn keep(conn: &mut Conn, program: &str, readings: &[(Id, i64, String)]) -> Result<(), StoreError> {
    let stamps: Vec<String> = readings.iter().map(|(_, revision, _)| stamp(program, *revision)).collect();
    let columns = [
        ("service_id", readings.iter().map(|(id, ..)| Some(id.as_str())).collect()),
        ("stamp", stamps.iter().map(|stamp| Some(stamp.as_str())).collect()),
        ("reading", readings.iter().map(|(.., reading)| Some(reading.as_str())).collect()),
    ];
    dialect::put_texts(conn, "map_readings", &columns)
}

fn stamp(program: &str, revision: i64) -> String {
    format!("{program}:{revision}")
}
