//! End a worker's access.

use crate::store::user;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Disables a worker.
///
/// # Errors
/// [`Error::NotFound`].
pub fn disable(ctx: &Ctx, email: &str) -> Result<(), Error> {
    let email = email.trim().to_lowercase();
    ctx.db.write(|conn| Ok(user::disable(conn, &email, ctx.now())?))
}
