//! Places of a service, where they are counted: the last one is taken once.

use diesel::prelude::*;

use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::capacities;

/// What became of the wish for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// One place less now.
    Yes,
    /// This service does not count places.
    NotCounted,
    /// None was left.
    NoneLeft,
}

/// Takes a place of a service, until COMMIT or not at all.
///
/// # Errors
/// Any failure of the database.
pub fn take(conn: &mut Conn, service_id: &str, at: Moment) -> Result<Taken, StoreError> {
    let left = diesel::update(
        capacities::table.filter(capacities::service_id.eq(service_id)).filter(capacities::places.gt(0)),
    )
    .set((
        capacities::places.eq(capacities::places - 1),
        capacities::updated_at.eq(at),
        capacities::version.eq(capacities::version + 1),
    ))
    .returning(capacities::places)
    .get_result::<Option<i32>>(conn)
    .optional()?;
    if let Some(places) = left {
        if places == Some(0) {
            fill(conn, service_id, at)?;
        }
        return Ok(Taken::Yes);
    }
    let counted = capacities::table
        .filter(capacities::service_id.eq(service_id))
        .filter(capacities::places.is_not_null())
        .count()
        .get_result::<i64>(conn)?;
    Ok(if counted > 0 { Taken::NoneLeft } else { Taken::NotCounted })
}

/// Gives a place back, where places are counted; a service that was full because the last one was taken is open again.
/// Says whether places are counted.
///
/// # Errors
/// Any failure of the database.
pub fn give_back(conn: &mut Conn, service_id: &str, at: Moment) -> Result<bool, StoreError> {
    let left = diesel::update(
        capacities::table.filter(capacities::service_id.eq(service_id)).filter(capacities::places.is_not_null()),
    )
    .set((
        capacities::places.eq(capacities::places + 1),
        capacities::updated_at.eq(at),
        capacities::version.eq(capacities::version + 1),
    ))
    .returning(capacities::places)
    .get_result::<Option<i32>>(conn)
    .optional()?;
    if left == Some(Some(1)) {
        diesel::update(capacities::table.find(service_id).filter(capacities::state.eq("full")))
            .set(capacities::state.eq("open"))
            .execute(conn)?;
    }
    Ok(left.is_some())
}

/// Notes that a service has no capacity.
///
/// # Errors
/// Any failure of the database.
pub fn fill(conn: &mut Conn, service_id: &str, at: Moment) -> Result<(), StoreError> {
    let rows = diesel::update(capacities::table.filter(capacities::service_id.eq(service_id)))
        .set((
            capacities::state.eq("full"),
            capacities::updated_at.eq(at),
            capacities::version.eq(capacities::version + 1),
        ))
        .execute(conn)?;
    if rows == 0 {
        diesel::insert_into(capacities::table)
            .values((
                capacities::service_id.eq(service_id),
                capacities::state.eq("full"),
                capacities::updated_at.eq(at),
            ))
            .execute(conn)?;
    }
    Ok(())
}
