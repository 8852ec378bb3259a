//! Signals: one per pupil, rule and school year. Only the team sees them.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::alert::{RuleCode, SignalFilter, SignalState};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::signals;
use crate::text_columns;

text_columns!(RuleCode, SignalState);

/// A signal as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = signals)]
#[diesel(treat_none_as_null = true)]
pub struct SignalRow {
    /// UUIDv7.
    pub id: Id,
    /// The school's own id.
    pub school_id: String,
    /// The school's reference for the pupil.
    pub pupil_ref: String,
    /// Year in which the school year starts.
    pub school_year: i32,
    /// The rule that applies.
    pub rule: RuleCode,
    /// The rule book that it stood in.
    pub rule_version: String,
    /// The day up to which was counted.
    pub as_of: NaiveDate,
    /// What was counted, JSON.
    pub evidence: String,
    /// Where it stands.
    pub state: SignalState,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Moment>,
    /// Who reported first.
    pub reported_by: String,
    /// When.
    pub created_at: Moment,
    /// Counts changes, from 1.
    pub version: i32,
}

type Query<'a> = signals::BoxedQuery<'a, MultiBackend>;

/// Writes a new signal.
///
/// # Errors
/// [`StoreError::Duplicate`] when the pupil has one for this rule and school year.
pub fn insert(conn: &mut Conn, signal: &SignalRow) -> Result<(), StoreError> {
    diesel::insert_into(signals::table).values(signal).execute(conn)?;
    Ok(())
}

/// A signal within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find(conn: &mut Conn, reach: &Reach, id: &str) -> Result<SignalRow, StoreError> {
    Ok(within(reach).filter(signals::id.eq(id)).select(SignalRow::as_select()).first(conn)?)
}

/// Replaces a signal, if it still has the version before the one in `signal`.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another version.
pub fn update(conn: &mut Conn, signal: &SignalRow) -> Result<(), StoreError> {
    let same = signals::table.filter(signals::id.eq(&signal.id)).filter(signals::version.eq(signal.version - 1));
    let rows = diesel::update(same).set(signal).execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// What the rules found so far on one pupil in one school year. Takes no reach: it is what a report is weighed against,
/// and a reporter is answered with what the rules say about its own report.
///
/// # Errors
/// Any failure of the database.
pub fn of_pupil(conn: &mut Conn, school_id: &str, pupil_ref: &str, year: i32) -> Result<Vec<SignalRow>, StoreError> {
    Ok(signals::table
        .filter(signals::school_id.eq(school_id))
        .filter(signals::pupil_ref.eq(pupil_ref))
        .filter(signals::school_year.eq(year))
        .select(SignalRow::as_select())
        .load(conn)?)
}

/// Signals that still wait for a person although their school year is over, oldest first, at most `limit`.
///
/// # Errors
/// Any failure of the database.
pub fn left_over(conn: &mut Conn, current_year: i32, limit: i64) -> Result<Vec<SignalRow>, StoreError> {
    Ok(signals::table
        .filter(signals::state.eq(SignalState::Proposed))
        .filter(signals::school_year.lt(current_year))
        .order((signals::created_at, signals::id))
        .limit(limit)
        .select(SignalRow::as_select())
        .load(conn)?)
}

/// A page of signals within the caller's reach, newest first, with the exact total.
///
/// # Errors
/// Any failure of the database.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &SignalFilter,
    page: &Page,
) -> Result<Listed<SignalRow>, StoreError> {
    let total = narrowed(reach, filter).count().get_result(conn)?;
    let mut query = narrowed(reach, filter);
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query = query.filter(signals::created_at.le(at)).filter(signals::created_at.lt(at).or(signals::id.lt(id)));
    }
    let rows = query
        .order((signals::created_at.desc(), signals::id.desc()))
        .limit(page.limit + 1)
        .select(SignalRow::as_select())
        .load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

/// All signals that this caller can see: only the team sees signals.
fn within<'a>(reach: &Reach) -> Query<'a> {
    let query = signals::table.into_boxed();
    match reach {
        Reach::Team => query,
        Reach::Organization(_) | Reach::AlertPoint => query.filter(signals::id.eq("")),
    }
}

fn narrowed<'a>(reach: &Reach, filter: &'a SignalFilter) -> Query<'a> {
    let mut query = within(reach);
    if !filter.state.is_empty() {
        query = query.filter(signals::state.eq_any(&filter.state));
    }
    if let Some(rule) = filter.rule {
        query = query.filter(signals::rule.eq(rule));
    }
    if let Some(school_id) = &filter.school_id {
        query = query.filter(signals::school_id.eq(school_id));
    }
    if let Some(pupil_ref) = &filter.pupil_ref {
        query = query.filter(signals::pupil_ref.eq(pupil_ref));
    }
    if let Some(year) = filter.school_year {
        query = query.filter(signals::school_year.eq(year));
    }
    query
}
