//! Workers of the contact point. The password is only there as a hash.

use diesel::prelude::*;

use crate::domain::grant::UserRole;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::users;
use crate::text_columns;

text_columns!(UserRole);

/// A worker.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub struct UserRow {
    /// Row id.
    pub id: Id,
    /// Mail address to sign in with, in lower case.
    pub email: String,
    /// Name on screen.
    pub name: String,
    /// What the worker does.
    pub role: UserRole,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// Since when.
    pub created_at: Moment,
    /// Since when no more.
    pub disabled_at: Option<Moment>,
}

/// Adds a worker.
///
/// # Errors
/// [`StoreError::Duplicate`] when the address is taken.
pub fn insert(conn: &mut Conn, user: &UserRow) -> Result<(), StoreError> {
    diesel::insert_into(users::table).values(user).execute(conn)?;
    Ok(())
}

/// A worker by mail address, disabled or not.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_email(conn: &mut Conn, email: &str) -> Result<UserRow, StoreError> {
    Ok(users::table.filter(users::email.eq(email)).select(UserRow::as_select()).first(conn)?)
}

/// Ends a worker's access.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn disable(conn: &mut Conn, email: &str, at: Moment) -> Result<(), StoreError> {
    let who = users::table.filter(users::email.eq(email));
    one(diesel::update(who).set(users::disabled_at.eq(Some(at))).execute(conn)?)
}

/// Gives a worker another password, and access again.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn reset(conn: &mut Conn, email: &str, password_hash: &str) -> Result<(), StoreError> {
    let who = users::table.filter(users::email.eq(email));
    let change = (users::password_hash.eq(password_hash), users::disabled_at.eq(None::<Moment>));
    one(diesel::update(who).set(change).execute(conn)?)
}

fn one(rows: usize) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
