//! Take in a city's list of schools. A school that is not on it stays: cases and reports point at it.

use crate::domain::school::School;
use crate::store::school;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Takes in a list, all of it or nothing; answers how many schools are new.
///
/// # Errors
/// Any failure of the database; nothing is kept then.
pub fn take_in(ctx: &Ctx, schools: &[School]) -> Result<usize, Error> {
    ctx.db.write(|conn| {
        let mut new = 0;
        for listed in schools {
            new += usize::from(school::put(conn, listed)?);
        }
        Ok(new)
    })
}
