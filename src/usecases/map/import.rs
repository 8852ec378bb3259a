//! Bring a checked package in: all of it in one transaction, or nothing. The same package twice changes nothing.
//!
//! A service that is no longer in the package becomes `inactive`, it is not deleted: handovers refer to it. Room is
//! taken over where the package knows something newer.

use std::collections::HashSet;

use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::candidate::Capacity;
use crate::domain::socialmap::{Object, Package, Record};
use crate::store::conn::Conn;
use crate::store::map::{self, Kept, Origin};
use crate::store::map_facts;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// The directory of a package whose source nobody named.
const MAIN: &str = "main";

/// What became of the rows of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// Rows that were not there.
    pub new: usize,
    /// Rows with other cells than before.
    pub changed: usize,
    /// Rows that are not in the package any more.
    pub gone: usize,
    /// Rows that stayed as they were.
    pub unchanged: usize,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Organisations.
    pub organizations: Tally,
    /// Services; the gone ones are inactive now.
    pub services: Tally,
    /// All other rows.
    pub others: Tally,
    /// Services whose room was noted.
    pub capacities: usize,
}

impl Summary {
    /// Whether anything was written.
    #[must_use]
    pub fn changes(&self) -> bool {
        let moved = |tally: Tally| tally.new + tally.changed + tally.gone > 0;
        moved(self.organizations) || moved(self.services) || moved(self.others) || self.capacities > 0
    }
}

/// Brings a package in. `progress` is told how many rows are done, of how many.
///
/// # Errors
/// [`Error::Unavailable`] or a fault of the database; nothing is kept then.
pub fn import(ctx: &Ctx, package: &Package, mut progress: impl FnMut(usize, usize)) -> Result<Summary, Error> {
    let total = package.len();
    ctx.db.write(|conn| {
        let mut summary = Summary::default();
        let mut done = 0;
        let mut gone_services = HashSet::new();
        for &object in Object::ALL {
            let known = map::kept(conn, object)?;
            let mut tally = Tally::default();
            for row in package.of(object) {
                write(conn, object, row, known.get(&row.id), &mut tally)?;
                done += 1;
                if done % 1_000 == 0 {
                    progress(done, total);
                }
            }
            let present: HashSet<&str> = package.of(object).iter().map(|row| row.id.as_str()).collect();
            let missing = known.iter().filter(|(id, _)| !present.contains(id.as_str()));
            match object {
                Object::Organization => {}
                Object::Service => gone_services = retire(conn, missing, &mut tally)?,
                _ => clear(conn, object, missing, &gone_services, &mut tally)?,
            }
            add(&mut summary, object, tally);
        }
        for row in &package.capacities {
            summary.capacities += usize::from(note_room(conn, row)?);
        }
        if summary.changes() {
            map::mark_all(conn)?;
        }
        progress(total, total);
        Ok(summary)
    })
}

fn write(conn: &mut Conn, object: Object, row: &Record, known: Option<&Kept>, tally: &mut Tally) -> Result<(), Error> {
    let fields = crate::store::types::to_json(&row.fields)?;
    match known {
        Some(kept) if kept.fields == fields => tally.unchanged += 1,
        Some(_) => {
            map::put(conn, object, row, Origin { directory: MAIN, imported: Some(&fields) }, known)?;
            tally.changed += 1;
        }
        None => {
            map::put(conn, object, row, Origin { directory: MAIN, imported: Some(&fields) }, None)?;
            tally.new += 1;
        }
    }
    Ok(())
}

/// Services that are not in the package any more become inactive.
fn retire<'a>(
    conn: &mut Conn,
    missing: impl Iterator<Item = (&'a Id, &'a Kept)>,
    tally: &mut Tally,
) -> Result<HashSet<Id>, Error> {
    let mut gone = HashSet::new();
    for (id, kept) in missing {
        let mut row = Record { id: id.clone(), line: 0, fields: crate::store::types::from_json(&kept.fields)? };
        gone.insert(id.clone());
        if matches!(row.get("status"), Some("inactive" | "defunct")) {
            continue;
        }
        row.fields.insert("status".to_owned(), "inactive".to_owned());
        let origin = Origin { directory: &kept.directory, imported: kept.imported.as_deref() };
        map::put(conn, Object::Service, &row, origin, Some(kept))?;
        tally.gone += 1;
    }
    Ok(gone)
}

/// Other rows that are not in the package any more are taken out, except those of services that were kept inactive and
/// the organisations' own.
fn clear<'a>(
    conn: &mut Conn,
    object: Object,
    missing: impl Iterator<Item = (&'a Id, &'a Kept)>,
    gone_services: &HashSet<Id>,
    tally: &mut Tally,
) -> Result<(), Error> {
    for (id, kept) in missing {
        let row = Record { id: id.clone(), line: 0, fields: crate::store::types::from_json(&kept.fields)? };
        let owner = row.get("service_id").or_else(|| row.get("link_id"));
        if owner.is_some_and(|owner| gone_services.contains(owner)) || !belongs_to_service(object) {
            continue;
        }
        map::remove(conn, object, id)?;
        tally.gone += 1;
    }
    Ok(())
}

/// Rows that hang on a service or on something else that a package describes whole. Terms, locations and addresses may
/// still be pointed at by a service that was kept.
const fn belongs_to_service(object: Object) -> bool {
    !matches!(object, Object::Taxonomy | Object::TaxonomyTerm | Object::Location | Object::Address | Object::Program)
}

fn note_room(conn: &mut Conn, row: &Record) -> Result<bool, Error> {
    let state = row.get("state").and_then(|state| state.parse().ok());
    let updated = row.get("updated").and_then(|at| at.parse::<Moment>().ok());
    let (Some(service), Some(state), Some(updated_at)) = (row.get("service_id"), state, updated) else {
        return Ok(false);
    };
    let places = row.get("available").and_then(|places| places.parse::<i32>().ok()).filter(|places| *places >= 0);
    Ok(map_facts::note_room(conn, service, &Capacity { state, places, waiting_weeks: None, updated_at })?)
}

fn add(summary: &mut Summary, object: Object, tally: Tally) {
    match object {
        Object::Organization => summary.organizations = tally,
        Object::Service => summary.services = tally,
        _ => {
            summary.others.new += tally.new;
            summary.others.changed += tally.changed;
            summary.others.gone += tally.gone;
            summary.others.unchanged += tally.unchanged;
        }
    }
}
