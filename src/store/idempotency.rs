//! Answers that were given, kept 48 hours under the caller's own key, so that a repeated request does nothing twice.

use diesel::prelude::*;

use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{idempotency_keys, spent_assertions};

/// The answer that stands under a key.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = idempotency_keys)]
pub struct Kept {
    /// Fingerprint of the request it answered.
    pub fingerprint: String,
    /// The answer: JSON without any person.
    pub answer: String,
}

/// The answer under a key, if there is one.
///
/// # Errors
/// Any failure of the database.
pub fn find(conn: &mut Conn, principal_id: &str, key: &str) -> Result<Option<Kept>, StoreError> {
    Ok(idempotency_keys::table.find((principal_id, key)).select(Kept::as_select()).first(conn).optional()?)
}

/// Takes a key, in the transaction of the work that it stands for.
///
/// # Errors
/// [`StoreError::Duplicate`] when a twin of the request took it at the same moment.
pub fn reserve(
    conn: &mut Conn,
    principal_id: &str,
    key: &str,
    fingerprint: &str,
    at: Moment,
) -> Result<(), StoreError> {
    diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::principal_id.eq(principal_id),
            idempotency_keys::key.eq(key),
            idempotency_keys::fingerprint.eq(fingerprint),
            idempotency_keys::answer.eq(""),
            idempotency_keys::created_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Keeps the answer under a key that this transaction has taken.
///
/// # Errors
/// Any failure of the database.
pub fn keep(conn: &mut Conn, principal_id: &str, key: &str, answer: &str) -> Result<(), StoreError> {
    let row = idempotency_keys::table.find((principal_id, key));
    diesel::update(row).set(idempotency_keys::answer.eq(answer)).execute(conn)?;
    Ok(())
}

/// Marks a client assertion as used (RFC 7523: `jti` once).
///
/// # Errors
/// [`StoreError::Duplicate`] when it was used before.
pub fn spend_assertion(conn: &mut Conn, client_id: &str, jti: &str, expires_at: Moment) -> Result<(), StoreError> {
    diesel::insert_into(spent_assertions::table)
        .values((
            spent_assertions::client_id.eq(client_id),
            spent_assertions::jti.eq(jti),
            spent_assertions::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets answers kept before `kept_before` and assertions that expired before `now`; returns how many.
///
/// # Errors
/// Any failure of the database.
pub fn forget(conn: &mut Conn, kept_before: Moment, now: Moment) -> Result<usize, StoreError> {
    let answers =
        diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(kept_before))).execute(conn)?;
    let spent = diesel::delete(spent_assertions::table.filter(spent_assertions::expires_at.lt(now))).execute(conn)?;
    Ok(answers + spent)
}
