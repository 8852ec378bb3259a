//! The list of handovers: for the team all, for a partner those that are its business, with exact total and cursor.

use super::shown;
use super::view::HandoverView;
use crate::domain::access::{Principal, Scope};
use crate::domain::handover::filter::HandoverFilter;
use crate::domain::page::{Listed, Page, Place};
use crate::store::handover;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;

/// A page of handovers within the caller's reach; the place is where to continue.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::NotFound`] for callers that have nothing to do with handovers.
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    filter: &HandoverFilter,
    page: &Page,
) -> Result<(Listed<HandoverView>, Option<Place>), Error> {
    require(principal, Scope::HandoversRead)?;
    let actor = shown::actor(principal)?;
    ctx.db.read(|conn| {
        let listed = handover::list(conn, &principal.reach(), filter, page)?;
        let next =
            listed.items.last().filter(|_| listed.more).map(|row| Place { at: row.created_at, id: row.id.clone() });
        let items = shown::many(conn, listed.items, actor)?;
        Ok((Listed { items, more: listed.more, total: listed.total }, next))
    })
}
