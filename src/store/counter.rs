//! Numbers that people say: one row per series, taken inside the transaction that uses the number.

use diesel::prelude::*;

use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::counters;

/// The next number of a series; the first is 1. The row stays locked until COMMIT, so take it late.
///
/// # Errors
/// Any failure of the database.
pub fn next(conn: &mut Conn, series: &str) -> Result<i64, StoreError> {
    let bumped = diesel::update(counters::table.find(series))
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result::<i64>(conn)
        .optional()?;
    match bumped {
        Some(value) => Ok(value),
        None => {
            diesel::insert_into(counters::table)
                .values((counters::name.eq(series), counters::value.eq(1_i64)))
                .execute(conn)
                .map_err(StoreError::from)
                // Another transaction started the series at the same moment: try again, it is there now.
                .map_err(|error| match error {
                    StoreError::Duplicate => StoreError::Unavailable("could not serialize: new series".to_owned()),
                    other => other,
                })?;
            Ok(1)
        }
    }
}

/// The last number given out in a series; 0 when none.
///
/// # Errors
/// Any failure of the database.
pub fn current(conn: &mut Conn, series: &str) -> Result<i64, StoreError> {
    Ok(counters::table.find(series).select(counters::value).first(conn).optional()?.unwrap_or(0))
}
