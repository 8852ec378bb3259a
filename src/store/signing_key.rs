//! Keys that sign access tokens. The private half is sealed; the public half is given out as JWKS.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::signing_keys;

/// A signing key.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
#[diesel(treat_none_as_default_value = false)]
pub struct SigningKey {
    /// Key id, the `kid` of tokens.
    pub id: Id,
    /// Public key, base64url.
    pub public_key: String,
    /// Private key, sealed.
    pub sealed_private_key: Vec<u8>,
    /// When it was made.
    pub created_at: Moment,
    /// From when on it signs; it is published before, so that every replica knows it in time.
    pub active_from: Moment,
    /// From when on its tokens are refused.
    pub retires_at: Option<Moment>,
}

/// Keys that are not retired at `now`, oldest first.
///
/// # Errors
/// Any failure of the database.
pub fn current(conn: &mut Conn, now: Moment) -> Result<Vec<SigningKey>, StoreError> {
    Ok(signing_keys::table
        .filter(signing_keys::retires_at.is_null().or(signing_keys::retires_at.gt(now)))
        .order(signing_keys::active_from)
        .select(SigningKey::as_select())
        .load(conn)?)
}

/// Whether there ever was a key: whether anything in this database is sealed.
///
/// # Errors
/// Any failure of the database.
pub fn any(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(signing_keys::table.count().get_result::<i64>(conn)? > 0)
}

/// Adds a key.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, key: &SigningKey) -> Result<(), StoreError> {
    diesel::insert_into(signing_keys::table).values(key).execute(conn)?;
    Ok(())
}

/// Lets every key that has no end yet, except `but`, retire at `at`.
///
/// # Errors
/// Any failure of the database.
pub fn retire_others(conn: &mut Conn, but: &str, at: Moment) -> Result<usize, StoreError> {
    Ok(diesel::update(signing_keys::table.filter(signing_keys::id.ne(but)).filter(signing_keys::retires_at.is_null()))
        .set(signing_keys::retires_at.eq(Some(at)))
        .execute(conn)?)
}
