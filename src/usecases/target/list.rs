//! All targets, each where it stands today.

use crate::domain::access::{Principal, Scope};
use crate::store::target;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::target::view::{TargetView, is_inside, look};

/// All targets, the latest period first.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn list(ctx: &Ctx, principal: &Principal) -> Result<Vec<TargetView>, Error> {
    require(principal, Scope::TargetsRead)?;
    let today = ctx.now().local_date();
    ctx.db.read(|conn| {
        let mut found = Vec::new();
        for kept in target::all(conn)? {
            found.push(TargetView::new(&kept, &look(conn, &kept, today)?, is_inside(principal)));
        }
        Ok(found)
    })
}
