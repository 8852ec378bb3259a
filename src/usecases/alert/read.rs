//! Read one alert.

use crate::domain::access::{Principal, Scope};
use crate::store::alert;
use crate::usecases::alert::view::AlertView;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;

/// Reads one alert.
///
/// # Errors
/// [`Error::NotFound`], also when the caller may not see it; [`Error::MissingScope`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<AlertView, Error> {
    require(principal, Scope::AlertsRead)?;
    let row = ctx.db.read(|conn| alert::find(conn, &principal.reach(), id))?;
    AlertView::new(principal, row)
}
