//! Whether the service can do its work.

use std::sync::atomic::Ordering;

use crate::store::dialect;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::outbox::LEASE;

/// Milliseconds after which a worker that has not been heard of is no longer at work: it is not heard of while it sends a
/// letter, and for that it has the time of a lease.
const LONGEST_ROUND: i64 = LEASE.num_milliseconds();

/// Listens for the worker, and asks the database for a sign of life, on the connection that writes as well as on one that reads.
///
/// # Errors
/// [`Error::Unavailable`].
pub fn ready(ctx: &Ctx) -> Result<(), Error> {
    let beat = ctx.worker_beat.load(Ordering::Relaxed);
    if beat != 0 && ctx.now().utc().timestamp_millis() - beat > LONGEST_ROUND {
        tracing::warn!(event = "worker.silent", "the worker has not gone round for a quarter of an hour");
        return Err(Error::Unavailable);
    }
    ctx.db.read(|conn| dialect::ping(conn).map_err(Error::from))?;
    ctx.db.write(|conn| dialect::ping(conn).map_err(Error::from))
}
