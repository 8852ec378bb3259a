//! One service or organisation, with its words.

use crate::domain::access::{Principal, Scope};
use crate::domain::routing::text::without_markup;
use crate::domain::socialmap::entry::EntryKind;
use crate::domain::socialmap::{Object, markup};
use crate::store::map as store;
use crate::usecases::atlas;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::map::entry;
use crate::usecases::map::view::{OrganizationView, ServiceView};

/// One service and its version.
///
/// # Errors
/// [`Error::MissingScope`], [`Error::NotFound`].
pub fn service(ctx: &Ctx, principal: &Principal, id: &str) -> Result<(ServiceView, i32), Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| {
        let (cells, version) = store::cells(conn, Object::Service, id)?;
        let shown = entry::find(conn, principal, EntryKind::Service, id)?.view(conn)?;
        let atlas = atlas::current(ctx, conn)?;
        let text = |name: &str| cells.get(name).map(|cell| without_markup(cell));
        let view = ServiceView {
            description: text("description"),
            eligibility_description: text("eligibility_description"),
            application_process: text("application_process"),
            fees_description: text("fees_description"),
            url: cells.get("url").and_then(|cell| markup::address(cell)),
            merged_into: shown.merged_into,
            record: Some(shown.record),
            ..ServiceView::new(atlas.service(id).ok_or(Error::NotFound)?, ctx.now())
        };
        Ok((view, version))
    })
}

/// One organisation and its version.
///
/// # Errors
/// [`Error::MissingScope`], [`Error::NotFound`].
pub fn organization(ctx: &Ctx, principal: &Principal, id: &str) -> Result<(OrganizationView, i32), Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| {
        let (cells, version) = store::cells(conn, Object::Organization, id)?;
        let shown = entry::find(conn, principal, EntryKind::Organization, id)?.view(conn)?;
        let atlas = atlas::current(ctx, conn)?;
        let body = atlas.organizations.iter().find(|body| body.id == id).ok_or(Error::NotFound)?;
        let view = OrganizationView {
            id: body.id.clone(),
            name: body.name.clone(),
            services: body.services,
            description: cells.get("description").map(|cell| without_markup(cell)),
            website: cells.get("website").and_then(|cell| markup::address(cell)),
            retired: shown.retired,
            merged_into: shown.merged_into,
            record: Some(shown.record),
        };
        Ok((view, version))
    })
}
