//! A target for the school year that runs, so that counting never waits for somebody to set one up.

use crate::domain::calendar::SchoolYear;
use crate::domain::target::of_school_year;
use crate::store::target;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Makes the target of this school year if no target has today in its period. Called by the system, not by a caller. When
/// several begin at once, one makes it: the others are broken off by its key, and find it.
///
/// # Errors
/// Any failure of the database.
pub fn ensure(ctx: &Ctx) -> Result<(), Error> {
    let now = ctx.now();
    let today = now.local_date();
    if ctx.db.read(|conn| target::on(conn, today).map_err(Error::from))?.is_some() {
        return Ok(());
    }
    ctx.db.write(|conn| {
        if target::on(conn, today)?.is_none() {
            target::insert(conn, &of_school_year(ctx.id(now), SchoolYear::of(today)), now)?;
        }
        Ok(())
    })
}
