//! A page of alerts.

use crate::domain::access::{Principal, Scope};
use crate::domain::alert::AlertFilter;
use crate::domain::page::{Listed, Page, Place};
use crate::store::alert;
use crate::usecases::alert::view::AlertView;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;

/// A page of alerts within the caller's reach, newest first; the place is where to continue.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    filter: &AlertFilter,
    page: &Page,
) -> Result<(Listed<AlertView>, Option<Place>), Error> {
    require(principal, Scope::AlertsRead)?;
    let listed = ctx.db.read(|conn| alert::list(conn, &principal.reach(), filter, page))?;
    let last = listed.items.last().filter(|_| listed.more);
    let next = last.map(|row| Place { at: row.raised_at, id: row.id.clone() });
    let items = listed.items.into_iter().map(|row| AlertView::new(principal, row)).collect::<Result<_, _>>()?;
    Ok((Listed { items, more: listed.more, total: listed.total }, next))
}
