//! What waits to leave, what left, what did not and why: the first thing to look at when the mail server is down.

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::page::{Listed, Page, Place};
use crate::store::delivery;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::outbox::view::{OutboxState, OutboxView};

/// A page of the outbox, the newest first.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::Forbidden`] for anybody outside the team.
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    state: Option<OutboxState>,
    page: &Page,
) -> Result<(Listed<OutboxView>, Option<Place>), Error> {
    require(principal, Scope::Admin)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("the outbox is the team's"));
    }
    let listed = ctx.db.read(|conn| delivery::list(conn, state.map(OutboxState::as_str), page).map_err(Error::from))?;
    let last = listed.items.last().filter(|_| listed.more);
    let next = last.map(|row| Place { at: row.created_at, id: row.id.clone() });
    let items = listed.items.into_iter().map(OutboxView::try_from).collect::<Result<_, _>>()?;
    Ok((Listed { items, more: listed.more, total: listed.total }, next))
}
