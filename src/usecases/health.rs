//! Whether the service can do its work.

use crate::store::dialect;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Asks the database for a sign of life, on the connection that writes as well as on one that reads.
///
/// # Errors
/// [`Error::Unavailable`].
pub fn ready(ctx: &Ctx) -> Result<(), Error> {
    ctx.db.read(|conn| dialect::ping(conn).map_err(Error::from))?;
    ctx.db.write(|conn| dialect::ping(conn).map_err(Error::from))
}
