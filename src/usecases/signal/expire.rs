//! When the school year is over, what nobody decided on expires. Called by the worker.

use crate::domain::alert::signal;
use crate::domain::alert::{Actor, SignalState};
use crate::domain::calendar::SchoolYear;
use crate::store::signal as rows;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::signal::take_in::tell;
use crate::usecases::signal::view::rule_of;

/// Most signals that one transaction lets expire.
const BATCH: i64 = 200;

/// Lets a batch of left-over signals expire; answers how many. Call again until it answers 0.
///
/// # Errors
/// Any failure of the database.
pub fn expire(ctx: &Ctx) -> Result<usize, Error> {
    let at = ctx.now();
    let year = SchoolYear::at(at).first_year();
    if ctx.db.read(|conn| rows::left_over(conn, year, 1))?.is_empty() {
        return Ok(0);
    }
    ctx.db.write(|conn| {
        let mut expired = 0;
        for mut row in rows::left_over(conn, year, BATCH)? {
            let Ok(step) = signal::step(row.state, SignalState::Expired, Actor::System, rule_of(&row)?) else {
                continue;
            };
            row.state = step.to;
            row.decided_by = Some(Actor::System.to_string());
            row.decided_at = Some(at);
            row.version += 1;
            rows::update(conn, &row).map_err(|error| Error::from(error).without_version())?;
            tell(ctx, conn, &row, "signal.expired", at)?;
            expired += 1;
        }
        Ok(expired)
    })
}
