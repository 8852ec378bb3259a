//! Bring a checked package of one directory in: all of it in one transaction, or nothing. The same package twice changes
//! nothing.
//!
//! A row that is known is merged cell by cell: the directory's new word counts where the directory changed it, ours stays
//! elsewhere; a row that was taken out here does not come back until the directory changes it. What the directory no longer
//! sends is taken out or retired (`super::gone`). Rows of other directories, room, agreements and answer times are left
//! alone; room is taken over where the package knows something newer.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::candidate::Capacity;
use crate::domain::socialmap::entry::{self, Cells};
use crate::domain::socialmap::merge::merged;
use crate::domain::socialmap::{Object, Package, Record};
use crate::store::conn::Conn;
use crate::store::map::{self, Kept, Origin};
use crate::store::types::{from_json, to_json};
use crate::store::{counter, map_entry, map_facts, map_merge};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::gone::{self, Missing};
use crate::usecases::map::merge;

/// The directory of a package whose source nobody named.
pub const MAIN: &str = "main";
/// Rows that are inserted with one statement.
const AT_ONCE: usize = 500;
/// Up to how many changed rows the services that show them are looked up one by one.
const FEW: usize = 100;
/// How many rows of other directories are named before an import gives up.
const MOST_ISSUES: usize = 1_000;

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

    pub(super) fn of(&mut self, object: Object) -> &mut Tally {
        match object {
            Object::Organization => &mut self.organizations,
            Object::Service => &mut self.services,
            _ => &mut self.others,
        }
    }
}

/// Brings a package of the main directory in. `progress` is told how many rows are done, of how many.
///
/// # Errors
/// As [`import_from`].
pub fn import(ctx: &Ctx, package: &Package, progress: impl FnMut(usize, usize)) -> Result<Summary, Error> {
    import_from(ctx, MAIN, package, progress)
}

/// Brings a package of a directory in. `progress` is told how many rows are done, of how many.
///
/// # Errors
/// [`Error::Invalid`] for a name that no directory can have, and for rows that are another directory's and say something
/// else; a fault of the database. Nothing is kept then.
pub fn import_from(
    ctx: &Ctx,
    directory: &str,
    package: &Package,
    mut progress: impl FnMut(usize, usize),
) -> Result<Summary, Error> {
    check_name(directory)?;
    ctx.db.write(|conn| {
        let merged = map_merge::standing(conn)?.into_keys().collect();
        let mut import = Import {
            ctx,
            conn,
            directory,
            at: ctx.now(),
            summary: Summary::default(),
            changed: Vec::new(),
            issues: Vec::new(),
            missing: Missing::default(),
            removed: HashSet::new(),
            written: HashSet::new(),
            touched: HashSet::new(),
            merged,
            left_behind: Vec::new(),
            done: 0,
        };
        import.rows(package, &mut progress)?;
        import.finish(package)?;
        progress(package.len(), package.len());
        Ok(import.summary)
    })
}

fn check_name(directory: &str) -> Result<(), Error> {
    let sound = !directory.is_empty()
        && directory.len() <= 64
        && directory.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte));
    if sound && directory != map::OWN {
        return Ok(());
    }
    let advice = "is a word of at most 64 small letters, digits and -_. that says where the map comes from; `own` is what \
                  was written here";
    Err(Error::Invalid(vec![Issue::body("directory", advice)]))
}

pub(super) struct Import<'c> {
    pub(super) ctx: &'c Ctx,
    pub(super) conn: &'c mut Conn,
    pub(super) directory: &'c str,
    pub(super) at: Moment,
    pub(super) summary: Summary,
    /// Changed rows, up to one more than [`FEW`].
    changed: Vec<(Object, Record)>,
    issues: Vec<Issue>,
    missing: Missing,
    /// Rows of the package that were taken out here.
    removed: HashSet<Id>,
    /// Rows on which others can hang that were written, and so count one version more.
    written: HashSet<Id>,
    /// Other rows on which something was written or taken out.
    touched: HashSet<Id>,
    /// Entries that others stand for.
    merged: HashSet<Id>,
    /// New rows under an organisation that another one stands for, with that organisation.
    left_behind: Vec<(Object, Id, Id)>,
    done: usize,
}

impl Import<'_> {
    fn rows(&mut self, package: &Package, progress: &mut impl FnMut(usize, usize)) -> Result<(), Error> {
        let total = package.len();
        for &object in Object::ALL {
            let mut known = map::kept(self.conn, object)?;
            let removed = map_entry::removed(self.conn, object)?;
            let mut new: Vec<(&Record, String)> = Vec::new();
            for row in package.of(object) {
                let fields = to_json(&row.fields)?;
                match known.remove(&row.id) {
                    None if self.is_removed(object, row, &fields, &removed) => {
                        self.summary.of(object).unchanged += 1;
                    }
                    None => new.push((row, fields)),
                    Some(kept) if kept.directory == self.directory => self.renew(object, row, &fields, &kept)?,
                    Some(kept) => self.meet(object, row, &fields, &kept),
                }
                if new.len() == AT_ONCE {
                    self.insert(object, &mut new)?;
                }
                self.done += 1;
                if self.done.is_multiple_of(1_000) {
                    progress(self.done, total);
                }
            }
            self.insert(object, &mut new)?;
            self.missing.sort_out(object, known, self.directory)?;
        }
        Ok(())
    }

    /// Whether somebody took the row out here, or what it hangs on, and the directory says nothing new since.
    fn is_removed(&mut self, object: Object, row: &Record, fields: &str, removed: &Removed) -> bool {
        let said = removed.get(&row.id).is_some_and(|said| said.as_deref() == Some(fields));
        let is_removed = said || entry::parent(object, row).is_some_and(|parent| self.removed.contains(parent));
        if is_removed {
            self.removed.insert(row.id.clone());
        }
        is_removed
    }

    fn insert(&mut self, object: Object, new: &mut Vec<(&Record, String)>) -> Result<(), Error> {
        if new.is_empty() {
            return Ok(());
        }
        map::put_new(self.conn, object, new, self.directory)?;
        self.summary.of(object).new += new.len();
        for (row, _) in new.drain(..) {
            self.note(object, row);
            let owner = row.fields.get("organization_id").filter(|owner| self.merged.contains(*owner));
            if let Some(owner) = owner.filter(|_| merge::is_moved(object)) {
                self.left_behind.push((object, row.id.clone(), owner.clone()));
            }
        }
        Ok(())
    }

    /// A row that this directory sent before.
    fn renew(&mut self, object: Object, row: &Record, fields: &str, kept: &Kept) -> Result<(), Error> {
        if kept.imported.as_deref() == Some(fields) {
            self.summary.of(object).unchanged += 1;
            return Ok(());
        }
        let ours: Cells = from_json(&kept.fields)?;
        // A row whose last sending is not known is ours as it stands.
        let base: Cells = kept.imported.as_deref().map_or_else(|| Ok(row.fields.clone()), from_json)?;
        let merged = Record { id: row.id.clone(), line: row.line, fields: merged(&base, &ours, &row.fields) };
        if merged.fields == ours {
            map::note_imported(self.conn, object, &row.id, fields)?;
            self.summary.of(object).unchanged += 1;
            return Ok(());
        }
        let origin = Origin { directory: self.directory, imported: Some(fields) };
        self.put(object, &merged, origin, kept)?;
        self.summary.of(object).changed += 1;
        self.note(object, &merged);
        // Whatever it hung on before shows it no more.
        self.note(object, &Record { fields: ours, ..merged });
        Ok(())
    }

    /// Writes a row that is known. Who changed it since it was read is waited for, and the whole import begins anew.
    pub(super) fn put(&mut self, object: Object, row: &Record, origin: Origin<'_>, kept: &Kept) -> Result<(), Error> {
        map::put(self.conn, object, row, origin, Some(kept)).map_err(|error| Error::from(error).without_version())
    }

    /// A row that another directory brought. Classifications are shared; anything else that is not the same is a clash.
    fn meet(&mut self, object: Object, row: &Record, fields: &str, kept: &Kept) {
        let same = kept.fields == fields || kept.imported.as_deref() == Some(fields);
        if same || matches!(object, Object::Taxonomy | Object::TaxonomyTerm) {
            self.summary.of(object).unchanged += 1;
        } else if self.issues.len() < MOST_ISSUES {
            let detail = format!(
                "is a row of the directory '{}' that says something else there; was the directory named right?",
                kept.directory
            );
            self.issues.push(Issue::body(format!("{object} {}", row.id), detail));
        }
    }

    /// What comes under an organisation that was merged goes to the one that stands for it, and back when that is undone.
    fn adopt(&mut self) -> Result<(), Error> {
        for (object, id, mut owner) in std::mem::take(&mut self.left_behind) {
            while let Some(merge) = map_merge::of(self.conn, &owner)? {
                merge::follow(self.ctx, self.conn, &merge, object, &id, self.directory, self.at)?;
                owner = merge.into_id;
            }
        }
        Ok(())
    }

    pub(super) fn note(&mut self, object: Object, row: &Record) {
        if !entry::branches(object).is_empty() {
            self.written.insert(row.id.clone());
        }
        let parent = entry::parent(object, row).filter(|_| object != Object::Metadata);
        self.touched.extend(parent.filter(|id| !self.written.contains(*id)).map(str::to_owned));
        if self.changed.len() <= FEW {
            self.changed.push((object, row.clone()));
        }
    }

    fn finish(&mut self, package: &Package) -> Result<(), Error> {
        if !self.issues.is_empty() {
            return Err(Error::Invalid(std::mem::take(&mut self.issues)));
        }
        let missing = std::mem::take(&mut self.missing);
        gone::settle(self, missing)?;
        self.adopt()?;
        for row in &package.capacities {
            self.summary.capacities += usize::from(note_room(self.conn, row, self.at)?);
        }
        if self.summary.capacities > 0 {
            counter::next(self.conn, map_facts::ROOMS)?;
        }
        let written = std::mem::take(&mut self.written);
        let mut touched = std::mem::take(&mut self.touched);
        touched.retain(|id| !written.contains(id));
        map_entry::raise(self.conn, touched)?;
        let changed = std::mem::take(&mut self.changed);
        if changed.len() > FEW {
            map::mark_all(self.conn)?;
        } else {
            for (object, row) in &changed {
                map::mark(self.conn, *object, row)?;
            }
        }
        Ok(())
    }
}

/// Notes room, unless something newer is known. What is said of a time to come would be newer than every word of a partner.
fn note_room(conn: &mut Conn, row: &Record, now: Moment) -> Result<bool, Error> {
    let state = row.get("state").and_then(|state| state.parse().ok());
    let updated = row.get("updated").and_then(|at| at.parse::<Moment>().ok()).filter(|at| *at <= now);
    let (Some(service), Some(state), Some(updated_at)) = (row.get("service_id"), state, updated) else {
        return Ok(false);
    };
    let places = row.get("available").and_then(|places| places.parse::<i32>().ok()).filter(|places| *places >= 0);
    Ok(map_facts::note_room(conn, service, &Capacity { state, places, waiting_weeks: None, updated_at })?)
}

/// Rows by id.
pub(super) type Known = HashMap<Id, Kept>;
/// Rows that were taken out here, with their cells as their directory had last sent them.
type Removed = HashMap<Id, Option<String>>;
