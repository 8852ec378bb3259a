//! Locations, for who stands services there.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::page::{Listed, Page, Place};
use crate::domain::routing::text::fold;
use crate::domain::socialmap::Object;
use crate::domain::socialmap::entry::EntryKind;
use crate::store::map_entry;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::map::entry::{self, EntryView};

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
    let (rows, retired) = ctx.db.read(|conn| {
        Ok::<_, Error>((map_entry::all(conn, Object::Location)?, map_entry::retired(conn, EntryKind::Location)?))
    })?;
    let mut all: Vec<LocationView> = rows
        .into_iter()
        .filter(|row| !retired.contains(&row.id))
        .map(|row| LocationView {
            name: row.get("name").map(str::to_owned),
            location_type: row.get("location_type").unwrap_or_default().to_owned(),
            organization_id: row.get("organization_id").map(str::to_owned),
            id: row.id,
        })
        .filter(|row| row.name.as_deref().map(fold).unwrap_or_default().contains(words.trim()))
        .filter(|row| filter.organization_id.is_none() || row.organization_id == filter.organization_id)
        .collect();
    all.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let start =
        page.after.as_ref().map_or(0, |place| all.iter().position(|row| row.id == place.id).map_or(0, |at| at + 1));
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let listed = Listed::cut(all.split_off(start), page.limit, total);
    let next = listed.items.last().filter(|_| listed.more).map(|row| Place { at: ctx.now(), id: row.id.clone() });
    Ok((listed, next))
}

/// One location, with its addresses and all else that hangs on it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<EntryView, Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| entry::find(conn, principal, EntryKind::Location, id)?.view(conn))
}
