//! One target, where it stands today or stood at the end of an earlier day.

use chrono::NaiveDate;

use crate::domain::access::{Principal, Scope};
use crate::store::target;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::target::view::{TargetView, is_inside, look};

/// A target as of a day; the same day always gives the same answer once it is over.
///
/// # Errors
/// [`Error::MissingScope`], [`Error::NotFound`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str, as_of: Option<NaiveDate>) -> Result<TargetView, Error> {
    require(principal, Scope::TargetsRead)?;
    let today = ctx.now().local_date();
    ctx.db.read(|conn| {
        let kept = target::find(conn, id)?;
        let progress = look(conn, &kept, as_of.unwrap_or(today))?;
        Ok(TargetView::new(&kept, &progress, is_inside(principal)))
    })
}
