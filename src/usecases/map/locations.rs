//! Locations, for who stands services there.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::page::{Listed, Page, Place};
use crate::domain::routing::text::fold;
use crate::domain::socialmap::entry::EntryKind;
use crate::usecases::catalogue::{self, Site};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::map::entry::{self, EntryView};
use crate::usecases::map::list::cut;

/// A location in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationView {
    /// Id, as in HSDS.
    pub id: Id,
    /// Name.
    pub name: Option<String>,
    /// `physical`, `postal` or `virtual`.
    pub location_type: String,
    /// The organisation that it belongs to.
    pub organization_id: Option<Id>,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct LocationFilter {
    /// A part of the name.
    pub words: Option<String>,
    /// One organisation.
    pub organization_id: Option<String>,
}

/// A page of locations that are offered, by name.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    filter: &LocationFilter,
    page: &Page,
) -> Result<(Listed<LocationView>, Option<Place>), Error> {
    require(principal, Scope::MapRead)?;
    let words = filter.words.as_deref().map(fold).unwrap_or_default();
    let catalogue = ctx.db.read(|conn| catalogue::current(ctx, conn))?;
    let fits = |site: &&Site| {
        site.words.contains(words.trim())
            && (filter.organization_id.is_none() || site.organization_id == filter.organization_id)
    };
    let view = |site: &Site| LocationView {
        id: site.id.clone(),
        name: site.name.clone(),
        location_type: site.kind.clone(),
        organization_id: site.organization_id.clone(),
    };
    let all: Vec<&Site> = catalogue.sites.iter().filter(fits).collect();
    Ok(cut(&all, page, |site| &site.id, |site| view(site), ctx.now()))
}

/// One location, with its addresses and all else that hangs on it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<EntryView, Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| entry::find(conn, principal, EntryKind::Location, id)?.view(conn))
}
