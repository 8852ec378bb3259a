//! Takes the next message that is due, so that nobody else sends it meanwhile.

use chrono::Duration;

use crate::domain::ids::Id;
use crate::domain::notice::Notice;
use crate::store::delivery;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// How long a message is ours: longer than writing and sending can take. When the process dies, it is sent again after
/// this time, under the same Message-ID.
const LEASE: Duration = Duration::minutes(3);

/// A message that is ours for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Id of the row.
    pub id: Id,
    /// Name of the lease.
    pub lease: Id,
    /// What it says.
    pub notice: Notice,
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
        let notice = row.notice()?;
        Ok(Some(Claimed {
            id: row.id,
            lease: lease.clone(),
            notice,
            attempts: u32::try_from(row.attempts).unwrap_or(0),
        }))
    })
}
