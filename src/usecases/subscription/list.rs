//! Who gets the weekly mail.

use crate::domain::access::Principal;
use crate::domain::page::{Listed, Page, Place};
use crate::store::subscription;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::subscription::view::{SubscriptionView, allow};

/// A page of the subscriptions that run, the newest first.
///
/// # Errors
/// [`Error::MissingScope`], [`Error::Forbidden`] outside the team.
pub fn list(ctx: &Ctx, principal: &Principal, page: &Page) -> Result<(Listed<SubscriptionView>, Option<Place>), Error> {
    allow(principal)?;
    let rows = ctx.db.read(|conn| subscription::running(conn).map_err(Error::from))?;
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let is_behind = |at, id: &str| {
        page.after.as_ref().is_none_or(|place| at < place.at || (at == place.at && id < place.id.as_str()))
    };
    let behind: Vec<_> = rows.into_iter().filter(|row| is_behind(row.created_at, &row.id)).collect();
    let listed = Listed::cut(behind, page.limit, total);
    let last = listed.items.last().filter(|_| listed.more);
    let next = last.map(|row| Place { at: row.created_at, id: row.id.clone() });
    Ok((listed.map(SubscriptionView::from), next))
}

/// One that runs.
///
/// # Errors
/// [`Error::NotFound`], also when it ended; [`Error::MissingScope`], [`Error::Forbidden`] outside the team.
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<SubscriptionView, Error> {
    allow(principal)?;
    let row = ctx.db.read(|conn| subscription::find(conn, id).map_err(Error::from))?;
    if row.ended_at.is_some() { Err(Error::NotFound) } else { Ok(row.into()) }
}
