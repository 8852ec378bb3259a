//! What is kept no longer than promised: stored answers for 48 hours, used assertions until they expire.

use chrono::Duration;

use crate::store::idempotency;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// How long the answer to a request is kept under its key.
const ANSWERS: Duration = Duration::hours(48);

/// Forgets what has been kept long enough; returns how many rows. Called by the worker.
///
/// # Errors
/// Any failure of the database.
pub fn forget(ctx: &Ctx) -> Result<usize, Error> {
    let now = ctx.now();
    ctx.db.write(|conn| Ok(idempotency::forget(conn, now.plus(-ANSWERS), now)?))
}
