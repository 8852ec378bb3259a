//! Alerts: what was sent on to the alert point. The team and the alert point see them, nobody else.

use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::alert::{AlertFilter, AlertState, RuleCode};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::alerts;
use crate::text_columns;

text_columns!(AlertState);

/// An alert as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = alerts)]
#[diesel(treat_none_as_null = true)]
pub struct AlertRow {
    /// UUIDv7.
    pub id: Id,
    /// The signal that was confirmed.
    pub signal_id: Id,
    /// The school's own id.
    pub school_id: String,
    /// The school's reference for the pupil.
    pub pupil_ref: String,
    /// The rule that applied.
    pub rule: RuleCode,
    /// The rule book that it stood in.
    pub rule_version: String,
    /// What was counted, JSON; as it was when the alert was raised.
    pub evidence: String,
    /// Where it stands.
    pub state: AlertState,
    /// Why it was withdrawn, or what came of it.
    pub reason: Option<String>,
    /// Who confirmed the signal; `system` for a statutory rule.
    pub raised_by: String,
    /// When.
    pub raised_at: Moment,
    /// When it last changed.
    pub changed_at: Moment,
    /// Counts changes, from 1.
    pub version: i32,
}

type Query<'a> = alerts::BoxedQuery<'a, MultiBackend>;

/// Writes a new alert.
///
/// # Errors
/// [`StoreError::Duplicate`] when the signal has one.
pub fn insert(conn: &mut Conn, alert: &AlertRow) -> Result<(), StoreError> {
    diesel::insert_into(alerts::table).values(alert).execute(conn)?;
    Ok(())
}

/// An alert within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find(conn: &mut Conn, reach: &Reach, id: &str) -> Result<AlertRow, StoreError> {
    Ok(within(reach).filter(alerts::id.eq(id)).select(AlertRow::as_select()).first(conn)?)
}

/// Ids of the alerts of these signals, `(signal id, alert id)`, within the caller's reach.
///
/// # Errors
/// Any failure of the database.
pub fn of_signals(conn: &mut Conn, reach: &Reach, signal_ids: &[Id]) -> Result<Vec<(Id, Id)>, StoreError> {
    Ok(within(reach).filter(alerts::signal_id.eq_any(signal_ids)).select((alerts::signal_id, alerts::id)).load(conn)?)
}

/// Replaces an alert, if it still has the version before the one in `alert`.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another version.
pub fn update(conn: &mut Conn, alert: &AlertRow) -> Result<(), StoreError> {
    let same = alerts::table.filter(alerts::id.eq(&alert.id)).filter(alerts::version.eq(alert.version - 1));
    let rows = diesel::update(same).set(alert).execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// A page of alerts within the caller's reach, newest first, with the exact total.
///
/// # Errors
/// Any failure of the database.
pub fn list(conn: &mut Conn, reach: &Reach, filter: &AlertFilter, page: &Page) -> Result<Listed<AlertRow>, StoreError> {
    let total = narrowed(reach, filter).count().get_result(conn)?;
    let mut query = narrowed(reach, filter);
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query = query.filter(alerts::raised_at.le(at)).filter(alerts::raised_at.lt(at).or(alerts::id.lt(id)));
    }
    let rows = query
        .order((alerts::raised_at.desc(), alerts::id.desc()))
        .limit(page.limit + 1)
        .select(AlertRow::as_select())
        .load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

/// All alerts that this caller can see.
fn within<'a>(reach: &Reach) -> Query<'a> {
    let query = alerts::table.into_boxed();
    match reach {
        Reach::Team | Reach::AlertPoint => query,
        Reach::Organization(_) => query.filter(alerts::id.eq("")),
    }
}

fn narrowed<'a>(reach: &Reach, filter: &'a AlertFilter) -> Query<'a> {
    let mut query = within(reach);
    if !filter.state.is_empty() {
        query = query.filter(alerts::state.eq_any(&filter.state));
    }
    if let Some(rule) = filter.rule {
        query = query.filter(alerts::rule.eq(rule));
    }
    if let Some(school_id) = &filter.school_id {
        query = query.filter(alerts::school_id.eq(school_id));
    }
    if let Some(signal_id) = &filter.signal_id {
        query = query.filter(alerts::signal_id.eq(signal_id));
    }
    query
}
