//! No more weekly mail: by the team, or by the subscriber with the link in the mail (RFC 8058).

use crate::credentials::secret;
use crate::domain::access::Principal;
use crate::store::subscription;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::subscription::view::allow;

/// Ends a subscription.
///
/// # Errors
/// [`Error::NotFound`], also when it ended before; [`Error::PreconditionFailed`] when it changed in the meantime.
pub fn end(ctx: &Ctx, principal: &Principal, id: &str, version: i32) -> Result<(), Error> {
    allow(principal)?;
    let now = ctx.now();
    ctx.db.write(|conn| {
        if subscription::find(conn, id)?.ended_at.is_some() {
            return Err(Error::NotFound);
        }
        Ok(subscription::end(conn, id, version, now)?)
    })
}

/// Whether the link still stands for a subscription that runs. Changes nothing: mail scanners follow links.
///
/// # Errors
/// [`Error::NotFound`] for a link that we did not make.
pub fn is_running(ctx: &Ctx, token: &str) -> Result<bool, Error> {
    let row = ctx.db.read(|conn| subscription::by_token(conn, &secret::hash(token)).map_err(Error::from))?;
    Ok(row.ended_at.is_none())
}

/// Ends the subscription that the link stands for; doing so twice is the same as once.
///
/// # Errors
/// [`Error::NotFound`] for a link that we did not make.
pub fn end_by_token(ctx: &Ctx, token: &str) -> Result<(), Error> {
    let (hash, now) = (secret::hash(token), ctx.now());
    ctx.db.write(|conn| {
        let row = subscription::by_token(conn, &hash)?;
        if row.ended_at.is_none() {
            let ended = subscription::end(conn, &row.id, row.version, now);
            ended.map_err(|error| Error::from(error).without_version())?;
        }
        Ok(())
    })
}
