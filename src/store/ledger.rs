//! The ledger of the count and the merges, as the rules of counting want them. Counts only: no case data, no persons.

use chrono::{Duration, NaiveDate, NaiveTime};
use diesel::prelude::*;

use crate::domain::calendar::brussels;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::target::{Merge, Milestone, MilestoneKind, Period};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{cases, families, handovers, merges, milestones, timeline};

type Line = (Id, Id, Option<Id>, String, i32, Moment);

/// The lines that a count of `period` as of the end of the day `as_of` needs: those of the period, and of the cases in
/// them also the earlier ones.
///
/// # Errors
/// Any failure of the database.
pub fn lines(conn: &mut Conn, period: Period, as_of: NaiveDate) -> Result<Vec<Milestone>, StoreError> {
    // A day far outside the calendar of the databases says the same as the last one inside.
    let last = as_of.clamp(NaiveDate::default(), NaiveDate::from_ymd_opt(9999, 12, 30).unwrap_or(as_of));
    let (from, until) = (start_of(period.start), start_of(last + Duration::days(1)));
    let columns = (
        milestones::family_id,
        milestones::case_id,
        milestones::handover_id,
        milestones::kind,
        milestones::children,
        milestones::at,
    );
    let inside: Vec<Line> = milestones::table
        .filter(milestones::at.ge(from))
        .filter(milestones::at.lt(until))
        .select(columns)
        .load(conn)?;
    let touched =
        milestones::table.filter(milestones::at.ge(from)).filter(milestones::at.lt(until)).select(milestones::case_id);
    let earlier = diesel::alias!(milestones as earlier);
    let before: Vec<Line> = earlier
        .filter(earlier.field(milestones::at).lt(from))
        .filter(earlier.field(milestones::case_id).eq_any(touched))
        .select(earlier.fields(columns))
        .load(conn)?;
    inside.into_iter().chain(before).map(read).collect()
}

fn read((family_id, case_id, handover_id, kind, children, at): Line) -> Result<Milestone, StoreError> {
    let kind: MilestoneKind = kind.parse().map_err(|_| StoreError::Fault(format!("unknown milestone {kind}")))?;
    Ok(Milestone { family_id, case_id, handover_id, kind, children: u32::try_from(children).unwrap_or(0), at })
}

/// All merges that ever were, also those undone: they are few.
///
/// # Errors
/// Any failure of the database.
pub fn merges(conn: &mut Conn) -> Result<Vec<Merge>, StoreError> {
    let rows: Vec<(Id, Id, Moment, Option<Moment>)> = merges::table
        .select((merges::family_id, merges::into_id, merges::merged_at, merges::undone_at))
        .order(merges::id)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(family_id, into_id, merged_at, undone_at)| Merge { family_id, into_id, merged_at, undone_at })
        .collect())
}

/// The numbers of families, `(id, number)`, for their spoken references.
///
/// # Errors
/// Any failure of the database.
pub fn family_numbers(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, i64)>, StoreError> {
    let query = families::table.filter(families::id.eq_any(ids));
    Ok(query.select((families::id, families::reference_number)).load(conn)?)
}

/// The numbers of cases, `(id, number)`.
///
/// # Errors
/// Any failure of the database.
pub fn case_numbers(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String)>, StoreError> {
    Ok(cases::table.filter(cases::id.eq_any(ids)).select((cases::id, cases::number)).load(conn)?)
}

/// What the ledger should hold according to the handovers and their histories: `(family, case, handover, state, at)` of
/// every entry into a state, oldest first. States that are no milestone are left to the caller to skip.
///
/// # Errors
/// Any failure of the database.
#[expect(clippy::type_complexity, reason = "a row of columns, used in one place")]
pub fn entries_into_states(conn: &mut Conn) -> Result<Vec<(Id, Id, Id, String, Moment)>, StoreError> {
    let rows: Vec<(Option<Id>, Id, Id, Option<String>, Moment)> = timeline::table
        .inner_join(handovers::table.on(timeline::handover_id.eq(handovers::id.nullable())))
        .filter(handovers::family_id.is_not_null())
        .filter(timeline::to_state.is_not_null())
        .order(timeline::id)
        .select((handovers::family_id, handovers::case_id, handovers::id, timeline::to_state, timeline::at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(family, case, handover, state, at)| Some((family?, case, handover, state?, at)))
        .collect())
}

/// Cases with the family they are about, `(case, family)`.
///
/// # Errors
/// Any failure of the database.
pub fn cases_with_family(conn: &mut Conn) -> Result<Vec<(Id, Id)>, StoreError> {
    let rows: Vec<(Id, Option<Id>)> =
        cases::table.filter(cases::family_id.is_not_null()).select((cases::id, cases::family_id)).load(conn)?;
    Ok(rows.into_iter().filter_map(|(case, family)| Some((case, family?))).collect())
}

fn start_of(day: NaiveDate) -> Moment {
    brussels(day, NaiveTime::default())
}
