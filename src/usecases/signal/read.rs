//! Read one signal.

use crate::domain::access::{Principal, Scope};
use crate::store::signal;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::signal::view::{SignalView, show_one};

/// Reads one signal.
///
/// # Errors
/// [`Error::NotFound`], also when the caller may not see it; [`Error::MissingScope`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<SignalView, Error> {
    require(principal, Scope::AlertsRead)?;
    ctx.db.read(|conn| {
        let row = signal::find(conn, &principal.reach(), id)?;
        show_one(conn, principal, row)
    })
}
