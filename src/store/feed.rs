//! The event feed: numbering of what is committed, and reading by number.
//!
//! A position is given out under the lock of one row and only to events that are committed, so positions become visible
//! in their order: whoever has read up to a position will never see a smaller one appear.

use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::Listed;
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::{counters, events};

/// The row whose lock orders those who number.
const SERIES: &str = "events";

/// An event with its place in the feed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct EventRow {
    /// Place in the feed; none while it is not numbered.
    pub position: Option<i64>,
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
    /// Path of the resource.
    pub dataref: String,
    /// JSON.
    pub data: String,
}

/// Whether committed events wait for a number.
///
/// # Errors
/// Any failure of the database.
pub fn has_unnumbered(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(diesel::select(diesel::dsl::exists(events::table.filter(events::position.is_null()))).get_result(conn)?)
}

/// Most events that one transaction numbers, so that no writer waits long.
const BATCH: i64 = 500;

/// Numbers committed events that have no position, a batch at a time in the order of their ids; answers how many. To be
/// called in a write transaction of its own, until it answers 0.
///
/// # Errors
/// Any failure of the database.
pub fn number(conn: &mut Conn) -> Result<usize, StoreError> {
    // Taken first: on PostgreSQL the next statement then sees everything that was committed by those before us.
    let last: i64 = diesel::update(counters::table.find(SERIES))
        .set(counters::value.eq(counters::value))
        .returning(counters::value)
        .get_result(conn)?;
    let waiting: Vec<Id> = events::table
        .filter(events::position.is_null())
        .order(events::id)
        .limit(BATCH)
        .select(events::id)
        .load(conn)?;
    let mut place = last;
    for id in &waiting {
        place += 1;
        diesel::update(events::table.find(id)).set(events::position.eq(place)).execute(conn)?;
    }
    diesel::update(counters::table.find(SERIES)).set(counters::value.eq(place)).execute(conn)?;
    Ok(waiting.len())
}

/// Numbered events for this caller behind a position, in order, with the exact total of the whole feed.
///
/// # Errors
/// Any failure of the database.
pub fn behind(
    conn: &mut Conn,
    reach: &Reach,
    kinds: &[String],
    after: i64,
    limit: i64,
) -> Result<Listed<EventRow>, StoreError> {
    let total = match (reach, kinds) {
        (Reach::Team, []) => length(conn)?,
        _ => narrowed(reach, kinds).count().get_result(conn)?,
    };
    let rows = narrowed(reach, kinds)
        .filter(events::position.gt(after))
        .order(events::position.asc())
        .limit(limit + 1)
        .select(EventRow::as_select())
        .load(conn)?;
    Ok(Listed::cut(rows, limit, total))
}

/// Forgets the oldest events of the feed, as far as they happened before a moment, at most `limit`; answers how many. Always
/// from the front, so that positions keep having no gaps.
///
/// # Errors
/// Any failure of the database.
pub fn forget(conn: &mut Conn, before: Moment, limit: i64) -> Result<usize, StoreError> {
    let front: Vec<(Option<i64>, Moment)> = events::table
        .filter(events::position.is_not_null())
        .order(events::position)
        .limit(limit)
        .select((events::position, events::at))
        .load(conn)?;
    let Some((Some(last), _)) = front.into_iter().take_while(|(_, at)| *at < before).last() else { return Ok(0) };
    Ok(diesel::delete(events::table.filter(events::position.le(last))).execute(conn)?)
}

/// Positions have no gaps, so the whole feed is counted by its ends.
fn length(conn: &mut Conn) -> Result<i64, StoreError> {
    let ends: (Option<i64>, Option<i64>) =
        events::table.select((diesel::dsl::min(events::position), diesel::dsl::max(events::position))).first(conn)?;
    Ok(match ends {
        (Some(first), Some(last)) => last - first + 1,
        _ => 0,
    })
}

fn narrowed<'a>(reach: &Reach, kinds: &'a [String]) -> events::BoxedQuery<'a, MultiBackend> {
    let mut query = events::table.into_boxed().filter(events::position.is_not_null());
    query = match reach {
        Reach::Team => query,
        Reach::Organization(id) => query.filter(events::organization_id.eq(id.clone())),
        Reach::AlertPoint => query.filter(events::for_alert_point.eq(true)),
    };
    if !kinds.is_empty() {
        query = query.filter(events::kind.eq_any(kinds));
    }
    query
}
