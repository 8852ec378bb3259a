//! Add a worker.

use serde::Serialize;

use crate::domain::grant::UserRole;
use crate::domain::ids::Id;
use crate::store::error::StoreError;
use crate::store::user::{self, UserRow};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};
use crate::usecases::user::password::choose;

/// A worker to be added.
#[derive(Clone)]
pub struct AddUser {
    /// Mail address to sign in with.
    pub email: String,
    /// Name on screen.
    pub name: String,
    /// What the worker does.
    pub role: UserRole,
    /// Password; one is made when none is given.
    pub password: Option<String>,
}

/// A worker, with the password if it was made here; it can never be shown again.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Added {
    /// Row id.
    pub id: Id,
    /// Mail address.
    pub email: String,
    /// What the worker does.
    pub role: UserRole,
    /// The password, if it was made here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// Adds a worker.
///
/// # Errors
/// [`Error::Invalid`]: no mail address, an address that is taken, no name, a password that is too short.
pub fn add(ctx: &Ctx, command: &AddUser) -> Result<Added, Error> {
    let mut issues = Vec::new();
    let email = command.email.trim().to_lowercase();
    if !validator::ValidateEmail::validate_email(&email) {
        issues.push(Issue::body("email", "must be a mail address"));
    }
    if command.name.trim().is_empty() {
        issues.push(Issue::body("name", "must not be empty"));
    }
    if !issues.is_empty() {
        return Err(Error::Invalid(issues));
    }
    let chosen = choose(command.password.as_deref())?;
    let at = ctx.now();
    let row = UserRow {
        id: ctx.id(at),
        email,
        name: command.name.trim().to_owned(),
        role: command.role,
        password_hash: chosen.hash,
        created_at: at,
        disabled_at: None,
    };
    ctx.db.write(|conn| match user::by_email(conn, &row.email) {
        Ok(_) => Err(Error::Invalid(vec![Issue::body("email", "is taken")])),
        Err(StoreError::NotFound) => Ok(user::insert(conn, &row)?),
        Err(other) => Err(other.into()),
    })?;
    Ok(Added { id: row.id, email: row.email, role: row.role, password: chosen.made })
}
