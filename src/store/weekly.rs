//! What the weekly report says beside the count: handovers that wait, how fast partners answered, gaps in the offer.
//! For the report only; who may read what of it is decided there.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{cases, gaps, handovers, organizations, timeline, users};

/// A handover that may be stuck.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Waiting {
    /// Number of its case.
    pub case_number: String,
    /// Where it stands.
    pub status: String,
    /// Since when.
    pub changed_at: Moment,
    /// When it was to be looked at again.
    pub review_on: Option<NaiveDate>,
    /// Worker who owns the case.
    pub owner: Option<String>,
    /// The organisation that was asked.
    pub organization: String,
}

/// Open handovers that have not changed since `before`, or were to be looked at before `today`; the longest first.
///
/// # Errors
/// Any failure of the database.
pub fn waiting(conn: &mut Conn, before: Moment, today: NaiveDate) -> Result<Vec<Waiting>, StoreError> {
    let moving = ["offered", "acknowledged", "accepted", "intro_planned", "introduced"];
    let parked = ["held", "on_hold"];
    let stale = handovers::status.eq_any(moving).and(handovers::changed_at.lt(before));
    let overdue = handovers::status.eq_any(parked).and(handovers::review_on.lt(today).assume_not_null());
    Ok(handovers::table
        .inner_join(cases::table.on(cases::id.eq(handovers::case_id)))
        .inner_join(organizations::table.on(organizations::id.eq(handovers::organization_id)))
        .left_join(users::table.on(cases::owner_id.eq(users::id.nullable())))
        .filter(stale.or(overdue))
        .order((handovers::changed_at, handovers::id))
        .select((
            cases::number,
            handovers::status,
            handovers::changed_at,
            handovers::review_on,
            users::name.nullable(),
            organizations::name,
        ))
        .load(conn)?)
}

/// First decisions on offers between two moments: `(handover, organisation, offered, decided)`, oldest first.
///
/// # Errors
/// Any failure of the database.
#[expect(clippy::type_complexity, reason = "a row of columns, used in one place")]
pub fn decisions(
    conn: &mut Conn,
    from: Moment,
    until: Moment,
) -> Result<Vec<(Id, String, Option<Moment>, Moment)>, StoreError> {
    Ok(timeline::table
        .inner_join(handovers::table.on(timeline::handover_id.eq(handovers::id.nullable())))
        .inner_join(organizations::table.on(organizations::id.eq(handovers::organization_id)))
        .filter(timeline::at.ge(from))
        .filter(timeline::at.lt(until))
        .filter(timeline::from_state.eq_any(["offered", "acknowledged"]))
        .filter(timeline::to_state.eq_any(["accepted", "rejected"]))
        .order(timeline::id)
        .select((handovers::id, organizations::name, handovers::offered_at, timeline::at))
        .load(conn)?)
}

/// Needs that nothing on the map fitted between two moments, in how many cases, the largest first.
///
/// # Errors
/// Any failure of the database.
pub fn gaps(conn: &mut Conn, from: Moment, until: Moment) -> Result<Vec<(String, i64)>, StoreError> {
    let seen: Vec<(String, Id)> = gaps::table
        .filter(gaps::noted_at.ge(from))
        .filter(gaps::noted_at.lt(until))
        .filter(gaps::resolved_at.is_null())
        .filter(gaps::need.ne(""))
        .select((gaps::need, gaps::case_id))
        .distinct()
        .load(conn)?;
    let mut cases: BTreeMap<String, i64> = BTreeMap::new();
    for (need, _) in seen {
        *cases.entry(need).or_default() += 1;
    }
    let mut rows: Vec<(String, i64)> = cases.into_iter().collect();
    rows.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    Ok(rows)
}
