//! Subscriptions to the weekly mail, and which week each of them has had.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{subscriptions, users, weekly_mails};

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = subscriptions)]
pub struct Subscription {
    /// UUIDv7.
    pub id: Id,
    /// Address of the subscriber: a professional, not a family.
    pub email: String,
    /// `nl` or `en`.
    pub language: String,
    /// The target it began with.
    pub target_id: Id,
    /// Hash of the token in the link that ends it.
    pub unsubscribe_token: String,
    /// Client that made it.
    pub created_by: String,
    /// Since when.
    pub created_at: Moment,
    /// Since when no more.
    pub ended_at: Option<Moment>,
    /// Counts changes, from 1.
    pub version: i32,
}

/// The one of an address that runs. Addresses are kept in lower case.
///
/// # Errors
/// Any failure of the database.
pub fn of_address(conn: &mut Conn, email: &str) -> Result<Option<Subscription>, StoreError> {
    let query = subscriptions::table.filter(subscriptions::email.eq(email)).filter(subscriptions::ended_at.is_null());
    Ok(query.select(Subscription::as_select()).first(conn).optional()?)
}

/// Changes language and target of one that runs, if it still has the version before the one in `row`.
///
/// # Errors
/// [`StoreError::Conflict`].
pub fn change(conn: &mut Conn, row: &Subscription) -> Result<(), StoreError> {
    let running = subscriptions::table
        .filter(subscriptions::id.eq(&row.id))
        .filter(subscriptions::version.eq(row.version - 1))
        .filter(subscriptions::ended_at.is_null());
    let rows = diesel::update(running)
        .set((
            subscriptions::language.eq(&row.language),
            subscriptions::target_id.eq(&row.target_id),
            subscriptions::version.eq(row.version),
        ))
        .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Writes a new one.
///
/// # Errors
/// [`StoreError::Duplicate`] when the address has one that runs.
pub fn insert(conn: &mut Conn, row: &Subscription) -> Result<(), StoreError> {
    diesel::insert_into(subscriptions::table).values(row).execute(conn)?;
    Ok(())
}

/// All that run, the newest first.
///
/// # Errors
/// Any failure of the database.
pub fn running(conn: &mut Conn) -> Result<Vec<Subscription>, StoreError> {
    Ok(subscriptions::table
        .filter(subscriptions::ended_at.is_null())
        .order((subscriptions::created_at.desc(), subscriptions::id.desc()))
        .select(Subscription::as_select())
        .load(conn)?)
}

/// One by its id, ended or not.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, id: &str) -> Result<Subscription, StoreError> {
    Ok(subscriptions::table.find(id).select(Subscription::as_select()).first(conn)?)
}

/// One by the hash of its token, ended or not.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_token(conn: &mut Conn, hash: &str) -> Result<Subscription, StoreError> {
    let query = subscriptions::table.filter(subscriptions::unsubscribe_token.eq(hash));
    Ok(query.select(Subscription::as_select()).first(conn)?)
}

/// Ends one that runs, if it still has this version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub fn end(conn: &mut Conn, id: &str, version: i32, at: Moment) -> Result<(), StoreError> {
    let running = subscriptions::table
        .filter(subscriptions::id.eq(id))
        .filter(subscriptions::version.eq(version))
        .filter(subscriptions::ended_at.is_null());
    let rows = diesel::update(running)
        .set((subscriptions::ended_at.eq(Some(at)), subscriptions::version.eq(version + 1)))
        .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Those that run, began at or before `due` and have not had this week yet.
///
/// # Errors
/// Any failure of the database.
pub fn without_week(conn: &mut Conn, week: &str, due: Moment) -> Result<Vec<Subscription>, StoreError> {
    let had = weekly_mails::table.filter(weekly_mails::week.eq(week)).select(weekly_mails::subscription_id);
    Ok(subscriptions::table
        .filter(subscriptions::ended_at.is_null())
        .filter(subscriptions::created_at.le(due))
        .filter(subscriptions::id.ne_all(had))
        .order(subscriptions::id)
        .select(Subscription::as_select())
        .load(conn)?)
}

/// Marks a week as had, in the transaction that puts the mail in the outbox.
///
/// # Errors
/// [`StoreError::Duplicate`] when it was had already.
pub fn take_week(conn: &mut Conn, id: &str, week: &str, outbox_id: &str) -> Result<(), StoreError> {
    diesel::insert_into(weekly_mails::table)
        .values((
            weekly_mails::subscription_id.eq(id),
            weekly_mails::week.eq(week),
            weekly_mails::outbox_id.eq(outbox_id),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether an address belongs to somebody of the team, whose account works.
///
/// # Errors
/// Any failure of the database.
pub fn is_in_team(conn: &mut Conn, email: &str) -> Result<bool, StoreError> {
    let same = users::table.filter(users::email.eq(email.to_lowercase())).filter(users::disabled_at.is_null());
    Ok(same.count().get_result::<i64>(conn)? > 0)
}
