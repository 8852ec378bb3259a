//! Read the feed from a position on. Before reading, what was committed since the last reading is numbered.

use crate::domain::access::{Principal, Scope};
use crate::store::feed;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::event::view::CloudEvent;

/// A part of the feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Events in order.
    pub items: Vec<CloudEvent>,
    /// Position to continue behind; there even when nothing follows yet, so that a poller can keep it.
    pub next: i64,
    /// How many events the whole feed has for this caller and filter.
    pub total: i64,
}

/// Reads up to `limit` events of these types (all types when none is named) behind a position, 0 for the beginning.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::Unavailable`].
pub fn read(ctx: &Ctx, principal: &Principal, after: i64, kinds: &[String], limit: i64) -> Result<Stretch, Error> {
    require(principal, Scope::EventsRead)?;
    number(ctx)?;
    let kinds: Vec<String> = kinds.iter().map(|kind| full_name(kind)).collect();
    let listed = ctx.db.read(|conn| feed::behind(conn, &principal.reach(), &kinds, after, limit))?;
    let next = listed.items.last().and_then(|row| row.position).unwrap_or(after);
    let items = listed.items.into_iter().map(|row| CloudEvent::new(&ctx.public_url, row)).collect::<Result<_, _>>()?;
    Ok(Stretch { items, next, total: listed.total })
}

/// Gives every committed event its place in the feed. The worker does so too, so that a reader finds little to do.
///
/// # Errors
/// Any failure of the database.
pub fn number(ctx: &Ctx) -> Result<(), Error> {
    while ctx.db.read(feed::has_unnumbered)? {
        ctx.db.write(feed::number)?;
    }
    Ok(())
}

/// `alert.raised` may be written for `be.netsterk.v1.alert.raised`.
fn full_name(kind: &str) -> String {
    const PREFIX: &str = "be.netsterk.v1.";
    if kind.starts_with(PREFIX) { kind.to_owned() } else { format!("{PREFIX}{kind}") }
}
