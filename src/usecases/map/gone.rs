//! What a directory no longer sends. A service is retired, never taken out: handovers refer to it. An organisation stays.
//! Any other row is taken out, unless somebody changed it here, it describes what was retired, or something that stays
//! refers to it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::ids::Id;
use crate::domain::socialmap::edit::RowChange;
use crate::domain::socialmap::entry::{Cells, EntryKind};
use crate::domain::socialmap::fields::fields;
use crate::domain::socialmap::shape::is_implied;
use crate::domain::socialmap::{Object, Record};
use crate::store::map::{self, Kept, Origin};
use crate::store::types::{from_json, to_json};
use crate::usecases::error::Error;
use crate::usecases::map::import::{Import, Known};
use crate::usecases::map::write::{self, How};

const STATUS: &str = "status";
const INACTIVE: &str = "inactive";

/// Rows that were not in a package, and what rows of others refer to.
#[derive(Default)]
pub(super) struct Missing {
    rows: BTreeMap<Object, Vec<(Record, Kept)>>,
    /// Ids that rows of other directories refer to.
    referred: HashSet<Id>,
}

impl Missing {
    /// Sorts out what is left of the known rows of an object, once those of the package are taken away.
    pub(super) fn sort_out(&mut self, object: Object, left: Known, directory: &str) -> Result<(), Error> {
        for (id, kept) in left {
            let row = Record { id, line: 0, fields: from_json(&kept.fields)? };
            if kept.directory == directory {
                self.rows.entry(object).or_default().push((row, kept));
            } else {
                self.referred.extend(references(object, &row).map(str::to_owned));
            }
        }
        Ok(())
    }
}

/// Ids that a row refers to.
fn references(object: Object, row: &Record) -> impl Iterator<Item = &str> {
    let columns = fields(object).iter().filter(move |field| field.refers_to.is_some() || is_implied(object, field));
    columns.filter_map(|field| row.get(field.name))
}

/// Ids of the rows that a row describes. A term is no part of its taxonomy in this sense, nor of its parent.
fn described(object: Object, row: &Record) -> impl Iterator<Item = &str> {
    let columns = fields(object).iter().filter(move |field| {
        is_implied(object, field) && !matches!(field.name, "taxonomy_id" | "taxonomy_term_id" | "program_id")
    });
    columns.filter_map(|field| row.get(field.name))
}

/// Retires and takes out.
pub(super) fn settle(import: &mut Import<'_>, mut missing: Missing) -> Result<(), Error> {
    let services = missing.rows.remove(&Object::Service).unwrap_or_default();
    let organizations = missing.rows.remove(&Object::Organization).unwrap_or_default();
    let staying: Vec<Id> = services.iter().chain(&organizations).map(|(row, _)| row.id.clone()).collect();
    let upward: Vec<String> =
        services.iter().flat_map(|(row, _)| references(Object::Service, row)).map(str::to_owned).collect();
    for (row, kept) in services {
        retire(import, row, &kept)?;
    }
    let kept = kept(&missing, staying, upward);
    for (object, rows) in missing.rows {
        for (row, _) in rows.iter().filter(|(row, _)| !kept.contains(&row.id)) {
            map::remove(import.conn, object, &row.id)?;
            import.summary.of(object).gone += 1;
            import.note(object, row);
        }
    }
    Ok(())
}

fn retire(import: &mut Import<'_>, mut row: Record, kept: &Kept) -> Result<(), Error> {
    if matches!(row.get(STATUS), Some(INACTIVE | "defunct")) {
        return Ok(());
    }
    let before = row.fields.clone();
    row.fields.insert(STATUS.to_owned(), INACTIVE.to_owned());
    // Whoever asks what changed lately hears of it.
    row.fields.insert("last_modified".to_owned(), import.at.to_string());
    // By not sending it the directory says the same: when it sends the service again, that is its change, and counts.
    let mut imported: Cells = kept.imported.as_deref().map_or_else(|| Ok(row.fields.clone()), from_json)?;
    imported.insert(STATUS.to_owned(), INACTIVE.to_owned());
    let imported = to_json(&imported)?;
    let origin = Origin { directory: import.directory, imported: Some(&imported) };
    import.put(Object::Service, &row, origin, kept)?;
    let (id, after) = (row.id.clone(), Some(row.fields.clone()));
    let change = RowChange { object: Object::Service, id, before: Some(before), after };
    let how = How { action: "retire", actor: import.directory, organization_id: None, because: None, at: import.at };
    write::log(import.ctx, import.conn, EntryKind::Service, &row.id, &change, &how)?;
    import.summary.services.gone += 1;
    import.note(Object::Service, &row);
    Ok(())
}

/// Ids of the missing rows that stay: from what stays anyway, to what describes it and what it refers to, and so on.
fn kept(missing: &Missing, staying: Vec<Id>, upward: Vec<Id>) -> HashSet<Id> {
    let mut rows: HashMap<&str, (Object, &Record)> = HashMap::new();
    let mut describing: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut waiting: Vec<Id> = upward;
    for (&object, all) in &missing.rows {
        for (row, kept) in all {
            rows.insert(&row.id, (object, row));
            for id in described(object, row) {
                describing.entry(id).or_default().push(&row.id);
            }
            let is_edited = kept.imported.as_deref() != Some(kept.fields.as_str());
            if is_edited || missing.referred.contains(&row.id) {
                waiting.push(row.id.clone());
            }
        }
    }
    for id in staying {
        waiting.extend(describing.get(id.as_str()).into_iter().flatten().map(|id| (*id).to_owned()));
    }
    let mut kept = HashSet::new();
    while let Some(id) = waiting.pop() {
        let Some((object, row)) = rows.get(id.as_str()) else { continue };
        if kept.insert(id.clone()) {
            waiting.extend(references(*object, row).map(str::to_owned));
            waiting.extend(describing.get(id.as_str()).into_iter().flatten().map(|id| (*id).to_owned()));
        }
    }
    kept
}
