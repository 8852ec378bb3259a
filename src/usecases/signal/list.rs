//! A page of signals: what waits for a person, and what was decided.

use crate::domain::access::{Principal, Scope};
use crate::domain::alert::SignalFilter;
use crate::domain::page::{Listed, Page, Place};
use crate::store::signal;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::signal::view::{SignalView, show};

/// A page of signals within the caller's reach, newest first; the place is where to continue.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    filter: &SignalFilter,
    page: &Page,
) -> Result<(Listed<SignalView>, Option<Place>), Error> {
    require(principal, Scope::AlertsRead)?;
    ctx.db.read(|conn| {
        let listed = signal::list(conn, &principal.reach(), filter, page)?;
        let last = listed.items.last().filter(|_| listed.more);
        let next = last.map(|row| Place { at: row.created_at, id: row.id.clone() });
        let items = show(conn, principal, listed.items)?;
        Ok((Listed { items, more: listed.more, total: listed.total }, next))
    })
}
