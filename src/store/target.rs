//! Targets: what is to be reached, in which days.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::target::{Period, Stage, Target};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::targets;

type Row = (Id, String, i32, String, NaiveDate, NaiveDate, i32);

/// A target with the number of its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The target.
    pub target: Target,
    /// Counts changes, from 1.
    pub version: i32,
}

/// Writes a new target.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, target: &Target, at: Moment) -> Result<(), StoreError> {
    diesel::insert_into(targets::table)
        .values((
            targets::id.eq(&target.id),
            targets::name.eq(&target.name),
            targets::goal.eq(i32::try_from(target.goal).unwrap_or(i32::MAX)),
            targets::unit.eq("family"),
            targets::counts.eq(target.counts.as_str()),
            targets::period_start.eq(target.period.start),
            targets::period_end.eq(target.period.end),
            targets::created_at.eq(at),
            targets::version.eq(1),
        ))
        .execute(conn)?;
    Ok(())
}

/// All targets, the latest period first.
///
/// # Errors
/// Any failure of the database.
pub fn all(conn: &mut Conn) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Row> = targets::table
        .order((targets::period_start.desc(), targets::id))
        .select((
            targets::id,
            targets::name,
            targets::goal,
            targets::counts,
            targets::period_start,
            targets::period_end,
            targets::version,
        ))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// A target by its id.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, id: &str) -> Result<Kept, StoreError> {
    all(conn)?.into_iter().find(|kept| kept.target.id == id).ok_or(StoreError::NotFound)
}

/// The target whose period holds a day; of several the oldest.
///
/// # Errors
/// Any failure of the database.
pub fn on(conn: &mut Conn, day: NaiveDate) -> Result<Option<Kept>, StoreError> {
    Ok(all(conn)?.into_iter().rfind(|kept| kept.target.period.contains(day)))
}

fn read((id, name, goal, counts, start, end, version): Row) -> Result<Kept, StoreError> {
    let counts: Stage = counts.parse().map_err(|_| StoreError::Fault(format!("unknown stage {counts}")))?;
    let goal = u32::try_from(goal).unwrap_or(0);
    Ok(Kept { target: Target { id, name, goal, counts, period: Period { start, end } }, version })
}
