//! What is kept no longer than promised: stored answers for 48 hours, used assertions until they expire, the feed and what
//! left the house for 90 days. What could not be sent stays until somebody has looked.

use chrono::Duration;

use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::{delivery, feed, idempotency};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// How long the answer to a request is kept under its key.
const ANSWERS: Duration = Duration::hours(48);
/// How long the feed can be read again, and how long it can be seen what left the house.
const FEED: Duration = Duration::days(90);
/// Most rows that one transaction forgets, so that no writer waits long.
const BATCH: i64 = 500;

/// Forgets what has been kept long enough; returns how many rows. Called by the worker.
///
/// # Errors
/// Any failure of the database.
pub fn forget(ctx: &Ctx) -> Result<usize, Error> {
    let now = ctx.now();
    let (answers, before) = (now.plus(-ANSWERS), now.plus(-FEED));
    let mut forgotten = ctx.db.write(|conn| Ok::<_, Error>(idempotency::forget(conn, answers, now)?))?;
    forgotten += in_batches(ctx, |conn| feed::forget(conn, before, BATCH))?;
    forgotten += in_batches(ctx, |conn| delivery::forget(conn, before, BATCH))?;
    Ok(forgotten)
}

fn in_batches(ctx: &Ctx, batch: impl Fn(&mut Conn) -> Result<usize, StoreError>) -> Result<usize, Error> {
    let mut forgotten = 0;
    loop {
        let rows = ctx.db.write(&batch)?;
        if rows == 0 {
            return Ok(forgotten);
        }
        forgotten += rows;
    }
}
