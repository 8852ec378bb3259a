//! A phrase that misleads is taken away; the history keeps it.

use crate::domain::access::{Principal, Scope};
use crate::store::phrase;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::lexicon;
use crate::usecases::phrase::view::allow;

/// Takes a phrase away.
///
/// # Errors
/// [`Error::NotFound`], also when it was taken away before; [`Error::PreconditionFailed`] when it has another version;
/// [`Error::MissingScope`], [`Error::Forbidden`] outside the team.
pub fn remove(ctx: &Ctx, principal: &Principal, need: &str, id: &str, version: i32) -> Result<(), Error> {
    require(principal, Scope::MapWrite)?;
    allow(ctx, principal, need)?;
    ctx.db.write(|conn| {
        lexicon::touch(conn)?;
        let row = phrase::find(conn, need, id)?;
        if row.version != version {
            return Err(Error::PreconditionFailed);
        }
        Ok(phrase::remove(conn, id, version, &principal.client_id, ctx.now())?)
    })
}
