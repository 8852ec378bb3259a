//! Give a worker another password, and access again when it was ended.

use crate::store::user;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::user::add::Added;
use crate::usecases::user::password::choose;

/// Resets a worker's password.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a password that is too short.
pub fn reset(ctx: &Ctx, email: &str, password: Option<&str>) -> Result<Added, Error> {
    let email = email.trim().to_lowercase();
    let chosen = choose(password)?;
    let row = ctx.db.write(|conn| {
        user::reset(conn, &email, &chosen.hash)?;
        Ok::<_, Error>(user::by_email(conn, &email)?)
    })?;
    Ok(Added { id: row.id, email: row.email, role: row.role, password: chosen.made })
}
