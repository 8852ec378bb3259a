//! Lists of services, organisations and schools, ordered by name, for people who pick one.

use crate::domain::access::{Principal, Scope};
use crate::domain::page::{Listed, Page, Place};
use crate::domain::routing::rules::soft;
use crate::domain::routing::text::fold;
use crate::domain::socialmap::Candidate;
use crate::domain::socialmap::candidate::ServiceStatus;
use crate::domain::socialmap::entry::EntryKind;
use crate::store::{map_entry, map_merge, school};
use crate::usecases::atlas;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::map::view::{OrganizationView, SchoolView, ServiceView};

/// What the list of services is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct ServiceFilter {
    /// Words: of the name of the service or its organisation, or anywhere in its description.
    pub words: Option<String>,
    /// One organisation.
    pub organization_id: Option<String>,
    /// Only those that were not checked for a year, or only the others.
    pub stale: Option<bool>,
    /// One state of life.
    pub status: Option<ServiceStatus>,
}

/// A page, and where it continues.
pub type Paged<T> = (Listed<T>, Option<Place>);

/// A page of services.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn services(
    ctx: &Ctx,
    principal: &Principal,
    filter: &ServiceFilter,
    page: &Page,
) -> Result<Paged<ServiceView>, Error> {
    require(principal, Scope::MapRead)?;
    let now = ctx.now();
    let atlas = ctx.db.read(|conn| atlas::current(ctx, conn))?;
    let words = filter.words.as_deref().map(fold).filter(|words| !words.trim().is_empty());
    let found = match &words {
        Some(words) => atlas.index.scores(words).map_err(|fault| Error::Internal(fault.to_string()))?,
        None => std::collections::HashMap::new(),
    };
    let fits = |service: &&Candidate| {
        let named = words.as_ref().is_none_or(|words| {
            found.contains_key(&service.id)
                || fold(&service.name).contains(words.trim())
                || fold(&service.organization_name).contains(words.trim())
        });
        named
            && filter.organization_id.as_ref().is_none_or(|id| service.organization_id == *id)
            && filter.stale.is_none_or(|stale| soft::is_stale(service, now) == stale)
            && filter.status.is_none_or(|status| service.status == status)
    };
    let all: Vec<&Candidate> = atlas.roster.services().iter().map(AsRef::as_ref).filter(fits).collect();
    Ok(cut(&all, page, |service| &service.id, |service| ServiceView::new(service, now), now))
}

/// A page of organisations that are offered by themselves; `words` are part of the name.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn organizations(
    ctx: &Ctx,
    principal: &Principal,
    words: Option<&str>,
    page: &Page,
) -> Result<Paged<OrganizationView>, Error> {
    require(principal, Scope::MapRead)?;
    let (atlas, merged, retired) = ctx.db.read(|conn| {
        let retired = map_entry::retired(conn, EntryKind::Organization)?;
        Ok::<_, Error>((atlas::current(ctx, conn)?, map_merge::standing(conn)?, retired))
    })?;
    let words = words.map(fold).unwrap_or_default();
    let offered = |body: &&atlas::Body| !merged.contains_key(&body.id) && !retired.contains(&body.id);
    let named = |body: &&atlas::Body| fold(&body.name).contains(words.trim());
    let all: Vec<_> = atlas.organizations.iter().filter(offered).filter(named).collect();
    let view = |body: &atlas::Body| OrganizationView {
        id: body.id.clone(),
        name: body.name.clone(),
        services: body.services,
        description: None,
        website: None,
        retired: false,
        merged_into: None,
        record: None,
    };
    Ok(cut(&all, page, |body| &body.id, |body| view(body), ctx.now()))
}

/// A page of schools; `words` are part of the name.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn schools(ctx: &Ctx, principal: &Principal, words: Option<&str>, page: &Page) -> Result<Paged<SchoolView>, Error> {
    require(principal, Scope::MapRead)?;
    let words = words.map(fold).unwrap_or_default();
    let mut all = ctx.db.read(school::list)?;
    all.retain(|school| fold(&school.name).contains(words.trim()));
    Ok(cut(&all, page, |school| &school.id, |school| SchoolView::from(school.clone()), ctx.now()))
}

/// The part of an ordered list behind the row that the cursor names. A row that has gone since starts the list anew.
pub(super) fn cut<T, V>(
    all: &[T],
    page: &Page,
    id: impl Fn(&T) -> &String,
    view: impl Fn(&T) -> V,
    now: crate::domain::moment::Moment,
) -> Paged<V> {
    let start =
        page.after.as_ref().map_or(0, |place| all.iter().position(|row| *id(row) == place.id).map_or(0, |at| at + 1));
    let limit = usize::try_from(page.limit).unwrap_or_default();
    let rows = &all[start..all.len().min(start + limit)];
    let more = start + rows.len() < all.len();
    let next = rows.last().filter(|_| more).map(|row| Place { at: now, id: id(row).clone() });
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    (Listed { items: rows.iter().map(view).collect(), more, total }, next)
}
