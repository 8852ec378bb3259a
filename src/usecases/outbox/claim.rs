//! Takes the next message that is due, so that nobody else sends it meanwhile.

use chrono::Duration;

use crate::domain::ids::Id;
use crate::store::delivery;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// How long a message is ours: longer than all answers of a slow mail server together, since a message whose lease runs
/// out while it is being sent goes out twice. When the process dies, it is sent again after this time, under the same
/// Message-ID.
pub const LEASE: Duration = Duration::minutes(15);

/// A message that is ours for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Id of the row.
    pub id: Id,
    /// Name of the lease.
    pub lease: Id,
    /// What it says, as it was kept: read by [`super::prepare`], so that a damaged one can be settled too.
    pub notice: String,
    /// Attempts that failed before.
    pub attempts: u32,
}

/// Takes the message that has been due longest, if there is one. Called by the worker.
///
/// # Errors
/// Any failure of the database.
pub fn claim(ctx: &Ctx) -> Result<Option<Claimed>, Error> {
    let now = ctx.now();
    if !ctx.db.read(|conn| delivery::is_any_due(conn, now).map_err(Error::from))? {
        return Ok(None);
    }
    let lease = ctx.id(now);
    ctx.db.write(|conn| {
        let Some(row) = delivery::claim(conn, now, now.plus(LEASE), &lease)? else { return Ok(None) };
        Ok(Some(Claimed {
            id: row.id,
            lease: lease.clone(),
            notice: row.notice,
            attempts: u32::try_from(row.attempts).unwrap_or(0),
        }))
    })
}
