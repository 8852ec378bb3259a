//! End a client's access: from the next request on, also with a token that has not ended.

use crate::store::client;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Disables a client.
///
/// # Errors
/// [`Error::NotFound`].
pub fn disable(ctx: &Ctx, client_id: &str) -> Result<(), Error> {
    ctx.db.write(|conn| Ok(client::disable(conn, client_id, ctx.now())?))
}
