//! The social map as lists are narrowed, those of the open door and that of locations: ids, organisations, terms, points
//! and times of everything, kept in memory until a row of the map changes. What lists show is read from the database, page
//! by page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};

use serde::Deserialize;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::text::fold;
use crate::domain::socialmap::Object;
use crate::domain::socialmap::centroid::{self, Point};
use crate::domain::socialmap::entry::EntryKind;
use crate::store::conn::Conn;
use crate::store::{map_entry, map_facts, map_merge, map_tree};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Where the catalogue is kept between requests.
#[derive(Default)]
pub struct CatalogueCell {
    kept: RwLock<Option<Arc<Catalogue>>>,
    reading: Mutex<()>,
}

impl CatalogueCell {
    fn kept(&self) -> Option<Arc<Catalogue>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A service.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    /// Its organisation.
    pub organization_id: Id,
    /// When it last changed, as far as its directory says; and the words in which it says so.
    pub modified: Option<(Moment, String)>,
    /// Its terms, by their place in [`Catalogue::terms`].
    pub terms: Vec<usize>,
    /// Where it is offered, by their place in [`Catalogue::places`].
    pub places: Vec<usize>,
}

/// A service at a location.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its id.
    pub id: Id,
    /// The service, by its place in [`Catalogue::services`].
    pub service: usize,
    /// Where the location lies; the middle of its postcode where only that is known.
    pub point: Option<Point>,
    /// Terms of its own.
    pub terms: Vec<usize>,
}

/// A location that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Option<String>,
    /// The same, folded.
    pub words: String,
    /// `physical`, `postal` or `virtual`.
    pub kind: String,
    /// The organisation that it belongs to.
    pub organization_id: Option<Id>,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its id.
    pub id: Id,
    /// Its taxonomy.
    pub taxonomy: Option<Id>,
    /// The term above it.
    pub parent: Option<Id>,
    /// Name and code, folded.
    pub words: String,
}

/// One state of the map, as far as lists are narrowed by it. Everything but the locations is in the order of the ids.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Which state: the counter of the map.
    pub state: i64,
    /// Services.
    pub services: Vec<Listed>,
    /// Services at locations.
    pub places: Vec<Place>,
    /// Terms.
    pub terms: Vec<Term>,
    /// Taxonomies, with their names folded.
    pub taxonomies: Vec<(Id, String)>,
    /// Organisations, with their names folded.
    pub organizations: Vec<(Id, String)>,
    /// Locations, by name.
    pub sites: Vec<Site>,
}

/// The map as it is now; while somebody reads it anew, as it was before.
///
/// # Errors
/// Any failure of the database.
pub fn current(ctx: &Ctx, conn: &mut Conn) -> Result<Arc<Catalogue>, Error> {
    let state = map_facts::state(conn)?.rows;
    let fits = |kept: &Arc<Catalogue>| kept.state >= state;
    if let Some(kept) = ctx.catalogue.kept().filter(fits) {
        return Ok(kept);
    }
    let _reading = match (ctx.catalogue.reading.try_lock(), ctx.catalogue.kept()) {
        (Ok(mine), _) => mine,
        // Somebody reads the map anew just now: until then it is as it was.
        (Err(TryLockError::WouldBlock), Some(before)) => return Ok(before),
        (Err(TryLockError::WouldBlock), None) => ctx.catalogue.reading.lock().unwrap_or_else(PoisonError::into_inner),
        (Err(TryLockError::Poisoned(poisoned)), _) => poisoned.into_inner(),
    };
    if let Some(kept) = ctx.catalogue.kept().filter(fits) {
        return Ok(kept);
    }
    let catalogue = Arc::new(read(state, conn)?);
    *ctx.catalogue.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(catalogue.clone());
    Ok(catalogue)
}

#[derive(Deserialize)]
struct Cells {
    name: Option<String>,
    alternate_name: Option<String>,
    location_type: Option<String>,
    code: Option<String>,
    organization_id: Option<Id>,
    last_modified: Option<String>,
    service_id: Option<Id>,
    location_id: Option<Id>,
    link_id: Option<Id>,
    taxonomy_term_id: Option<Id>,
    taxonomy_id: Option<Id>,
    parent_id: Option<Id>,
    latitude: Option<String>,
    longitude: Option<String>,
    postal_code: Option<String>,
}

fn read(state: i64, conn: &mut Conn) -> Result<Catalogue, Error> {
    let mut found = Catalogue { state, ..Catalogue::default() };
    let words = |cells: &Cells| {
        let named = [&cells.name, &cells.alternate_name, &cells.code].map(|cell| cell.as_deref().unwrap_or_default());
        fold(&named.join(" "))
    };
    // What was merged or retired is kept for those who point at it, and not listed.
    let mut gone = map_entry::retired(conn, EntryKind::Organization)?;
    gone.extend(map_merge::standing(conn)?.into_keys());
    map_tree::walk(conn, Object::Organization, |id, cells: Cells| {
        if !gone.contains(&id) {
            found.organizations.push((id, words(&cells)));
        }
    })?;
    map_tree::walk(conn, Object::Taxonomy, |id, cells: Cells| found.taxonomies.push((id, words(&cells))))?;
    map_tree::walk(conn, Object::TaxonomyTerm, |id, cells: Cells| {
        let words = words(&cells);
        found.terms.push(Term { id, taxonomy: cells.taxonomy_id, parent: cells.parent_id, words });
    })?;
    map_tree::walk(conn, Object::Service, |id, cells: Cells| {
        let modified = cells.last_modified.and_then(|text| Some((text.parse().ok()?, text)));
        let organization_id = cells.organization_id.unwrap_or_default();
        found.services.push(Listed { id, organization_id, modified, terms: Vec::new(), places: Vec::new() });
    })?;
    let retired = map_entry::retired(conn, EntryKind::Location)?;
    let (points, mut sites) = locations(conn)?;
    sites.retain(|site| !retired.contains(&site.id));
    sites.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    found.sites = sites;
    let services: HashMap<Id, usize> = by_id(found.services.iter().map(|service| &service.id));
    map_tree::walk(conn, Object::ServiceAtLocation, |id, cells: Cells| {
        let Some(&service) = cells.service_id.as_ref().and_then(|id| services.get(id)) else { return };
        let point = cells.location_id.and_then(|id| points.get(&id).copied());
        found.services[service].places.push(found.places.len());
        found.places.push(Place { id, service, point, terms: Vec::new() });
    })?;
    let terms: HashMap<Id, usize> = by_id(found.terms.iter().map(|term| &term.id));
    let places: HashMap<Id, usize> = by_id(found.places.iter().map(|place| &place.id));
    map_tree::walk(conn, Object::Attribute, |_, cells: Cells| {
        let term = cells.taxonomy_term_id.as_ref().and_then(|id| terms.get(id));
        let (Some(&term), Some(link)) = (term, cells.link_id) else { return };
        if let Some(&service) = services.get(&link) {
            found.services[service].terms.push(term);
        } else if let Some(&place) = places.get(&link) {
            found.places[place].terms.push(term);
        }
    })?;
    Ok(found)
}

fn by_id<'a>(ids: impl Iterator<Item = &'a Id>) -> HashMap<Id, usize> {
    ids.enumerate().map(|(place, id)| (id.clone(), place)).collect()
}

/// Locations, and where they lie.
fn locations(conn: &mut Conn) -> Result<(HashMap<Id, Point>, Vec<Site>), Error> {
    let (mut points, mut sites) = (HashMap::new(), Vec::new());
    map_tree::walk(conn, Object::Address, |_, cells: Cells| {
        let point = cells.postal_code.and_then(|code| centroid::of(code.trim().parse().ok()?));
        if let (Some(location), Some(point)) = (cells.location_id, point) {
            points.insert(location, point);
        }
    })?;
    map_tree::walk(conn, Object::Location, |id, cells: Cells| {
        let degrees = |cell: Option<String>| cell.and_then(|cell| cell.parse::<f64>().ok());
        let point = degrees(cells.latitude).zip(degrees(cells.longitude));
        if let Some(point) = point.and_then(|(latitude, longitude)| Point::new(latitude, longitude)) {
            points.insert(id.clone(), point);
        }
        let words = cells.name.as_deref().map(fold).unwrap_or_default();
        let (kind, organization_id) = (cells.location_type.unwrap_or_default(), cells.organization_id);
        sites.push(Site { id, name: cells.name, words, kind, organization_id });
    })?;
    Ok((points, sites))
}
