//! The outbox as the worker sees it: taken under a lease, settled afterwards; and as the team sees it: what waits and why.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::notice::Notice;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::schema::outbox;
use crate::store::types::from_json;

/// A row of the outbox, without its recipient: that is looked up when the letter is written.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Row {
    /// UUIDv7; the message id is made of it.
    pub id: Id,
    /// What it says, JSON.
    pub notice: String,
    /// Id of what it is about.
    pub about: String,
    /// `waiting`, `sent`, `gave_up` or `dropped`.
    pub state: String,
    /// Attempts that failed, or the one that did not.
    pub attempts: i32,
    /// Not before.
    pub next_attempt_at: Moment,
    /// What went wrong last, or why it was dropped.
    pub last_error: Option<String>,
    /// When it was put in.
    pub created_at: Moment,
    /// When it was sent, given up or dropped.
    pub settled_at: Option<Moment>,
}

impl Row {
    /// What it says.
    ///
    /// # Errors
    /// When the stored text is damaged, a fault of ours.
    pub fn notice(&self) -> Result<Notice, StoreError> {
        from_json(&self.notice)
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// State that follows.
    pub state: &'static str,
    /// Attempts so far.
    pub attempts: i32,
    /// When again, if it still waits.
    pub next_attempt_at: Option<Moment>,
    /// What went wrong, or why it was dropped; no address in it.
    pub last_error: Option<String>,
    /// When it came to rest, if it did.
    pub settled_at: Option<Moment>,
}

/// Whether anything is due; a cheap look before a write transaction is opened.
///
/// # Errors
/// Any failure of the database.
pub fn is_any_due(conn: &mut Conn, now: Moment) -> Result<bool, StoreError> {
    Ok(due(now).select(outbox::id).limit(1).load::<Id>(conn)?.pop().is_some())
}

/// Takes the row that has been due longest, until `until`; no other worker gets it before that.
///
/// # Errors
/// Any failure of the database.
pub fn claim(conn: &mut Conn, now: Moment, until: Moment, by: &str) -> Result<Option<Row>, StoreError> {
    let Some(id) = dialect::next_due_in_outbox(conn, now)? else { return Ok(None) };
    diesel::update(outbox::table.find(&id))
        .set((outbox::leased_until.eq(Some(until)), outbox::leased_by.eq(Some(by))))
        .execute(conn)?;
    Ok(Some(outbox::table.find(&id).select(Row::as_select()).first(conn)?))
}

/// Writes down how an attempt ended, if the lease is still held by `by`.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else has it by now.
pub fn settle(conn: &mut Conn, id: &str, by: &str, settlement: &Settlement) -> Result<(), StoreError> {
    let held =
        outbox::table.filter(outbox::id.eq(id)).filter(outbox::leased_by.eq(by)).filter(outbox::state.eq("waiting"));
    let rows = diesel::update(held)
        .set((
            outbox::state.eq(settlement.state),
            outbox::attempts.eq(settlement.attempts),
            outbox::last_error.eq(settlement.last_error.as_deref()),
            outbox::settled_at.eq(settlement.settled_at),
            outbox::leased_until.eq(None::<Moment>),
            outbox::leased_by.eq(None::<String>),
        ))
        .execute(conn)?;
    if rows != 1 {
        return Err(StoreError::Conflict);
    }
    if let Some(at) = settlement.next_attempt_at {
        diesel::update(outbox::table.find(id)).set(outbox::next_attempt_at.eq(at)).execute(conn)?;
    }
    Ok(())
}

/// A page of the outbox, the newest first, with the exact total; only one state where one is named.
///
/// # Errors
/// Any failure of the database.
pub fn list(conn: &mut Conn, state: Option<&str>, page: &Page) -> Result<Listed<Row>, StoreError> {
    let total = in_state(state).count().get_result(conn)?;
    let mut query = in_state(state);
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query = query.filter(outbox::created_at.le(at)).filter(outbox::created_at.lt(at).or(outbox::id.lt(id)));
    }
    let rows = query
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .limit(page.limit + 1)
        .select(Row::as_select())
        .load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

/// Forgets messages that came to rest before a moment: those that were sent or not to be sent any more, at most `limit`.
/// Answers how many.
///
/// # Errors
/// Any failure of the database.
pub fn forget(conn: &mut Conn, before: Moment, limit: i64) -> Result<usize, StoreError> {
    let mut forgotten = 0;
    for state in ["sent", "dropped"] {
        let old: Vec<Id> = outbox::table
            .filter(outbox::state.eq(state))
            .filter(outbox::settled_at.lt(before).assume_not_null())
            .order(outbox::settled_at)
            .limit(limit)
            .select(outbox::id)
            .load(conn)?;
        forgotten += diesel::delete(outbox::table.filter(outbox::id.eq_any(old))).execute(conn)?;
    }
    Ok(forgotten)
}

fn in_state<'a>(state: Option<&'a str>) -> outbox::BoxedQuery<'a, MultiBackend> {
    let query = outbox::table.into_boxed();
    match state {
        Some(state) => query.filter(outbox::state.eq(state)),
        None => query,
    }
}

fn due<'a>(now: Moment) -> outbox::BoxedQuery<'a, MultiBackend> {
    outbox::table
        .filter(outbox::state.eq("waiting"))
        .filter(outbox::next_attempt_at.le(now))
        .filter(outbox::leased_until.is_null().or(outbox::leased_until.lt(now).assume_not_null()))
        .order((outbox::next_attempt_at, outbox::id))
        .into_boxed()
}
