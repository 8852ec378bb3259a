//! A tabular HSDS 3.0 package: files in, checked rows out, or every fault of it. Nothing is half accepted.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::ids::Id;

use super::fault::{Faults, RowFault, quoted};
use super::fields::{CAPACITY, Field, fields};
use super::object::Object;
use super::table;

/// File of the capacities, beside the tables of HSDS 3.0.
pub const CAPACITY_FILE: &str = "service_capacity.csv";

/// One row: its id and the cells that are filled, as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The id of the row.
    pub id: Id,
    /// Line in its file; 0 where it does not come from a file.
    pub line: u64,
    /// Filled cells by column, without the id.
    pub fields: BTreeMap<String, String>,
}

impl Record {
    /// A filled cell.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }
}

/// A whole map, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Package {
    /// Rows by object, in the order of their files.
    pub rows: BTreeMap<Object, Vec<Record>>,
    /// Rows of `service_capacity.csv`.
    pub capacities: Vec<Record>,
}

impl Package {
    /// Reads the files of a package. Names are without folders; files that are not tables (`datapackage.json`, a
    /// readme) are left alone.
    ///
    /// # Errors
    /// Every fault with file, line, column and reason, at most [`super::fault::MOST`].
    pub fn read(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, Vec<RowFault>> {
        let mut faults = Faults::default();
        let mut package = Self::default();
        let mut unread = HashSet::new();
        for name in files.keys() {
            if name.to_ascii_lowercase().ends_with(".csv") && Object::of_file(name).is_none() && name != CAPACITY_FILE {
                faults.add(name, 0, "", "is not a table of HSDS 3.0");
            }
        }
        for &object in Object::ALL {
            match files.get(object.file()) {
                Some(bytes) => match table::read(object.file(), bytes, fields(object), &mut faults) {
                    Some(rows) => _ = package.rows.insert(object, rows),
                    None => _ = unread.insert(object),
                },
                None if object.needed() => {
                    faults.add(object.file(), 0, "", "the file is missing");
                    unread.insert(object);
                }
                None => {}
            }
        }
        if let Some(bytes) = files.get(CAPACITY_FILE) {
            package.capacities = table::read(CAPACITY_FILE, bytes, CAPACITY, &mut faults).unwrap_or_default();
        }
        package.check_links(&unread, &mut faults);
        package.check_ages(&mut faults);
        if faults.is_empty() { Ok(package) } else { Err(faults.sorted()) }
    }

    /// Rows of one object.
    #[must_use]
    pub fn of(&self, object: Object) -> &[Record] {
        self.rows.get(&object).map_or(&[], Vec::as_slice)
    }

    /// How many rows there are in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.values().map(Vec::len).sum::<usize>() + self.capacities.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows of a file that could not be read at all are not missed one by one: that file is the fault.
    fn check_links(&self, unread: &HashSet<Object>, faults: &mut Faults) {
        let mut known = Known { unread, ids: HashMap::new() };
        for (&object, rows) in &self.rows {
            known.ids.insert(object, unique(object.file(), rows, faults));
        }
        for (&object, rows) in &self.rows {
            refer(object.file(), rows, fields(object), &known, faults);
        }
        for row in self.of(Object::Attribute) {
            polymorphic(row, &known, faults);
        }
        unique(CAPACITY_FILE, &self.capacities, faults);
        refer(CAPACITY_FILE, &self.capacities, CAPACITY, &known, faults);
        let mut told = HashSet::new();
        for row in &self.capacities {
            if row.get("service_id").is_some_and(|service| !told.insert(service)) {
                faults.add(CAPACITY_FILE, row.line, "service_id", "this service has a capacity already");
            }
        }
    }

    fn check_ages(&self, faults: &mut Faults) {
        let file = Object::Service.file();
        for row in self.of(Object::Service) {
            let age = |name| row.get(name).and_then(|cell: &str| cell.parse::<f64>().ok());
            let (youngest, oldest) = (age("minimum_age"), age("maximum_age"));
            for (column, age) in [("minimum_age", youngest), ("maximum_age", oldest)] {
                if age.is_some_and(|age| !(0.0..=150.0).contains(&age)) {
                    faults.add(file, row.line, column, "an age is between 0 and 150");
                }
            }
            if let (Some(youngest), Some(oldest)) = (youngest, oldest)
                && youngest > oldest
            {
                faults.add(file, row.line, "minimum_age", format!("{youngest} is above maximum_age {oldest}"));
            }
        }
    }
}

/// The ids that rows may refer to.
struct Known<'a> {
    unread: &'a HashSet<Object>,
    ids: HashMap<Object, HashSet<&'a str>>,
}

impl Known<'_> {
    fn has(&self, object: Object, id: &str) -> bool {
        self.unread.contains(&object) || self.ids.get(&object).is_some_and(|ids| ids.contains(id))
    }
}

fn unique<'a>(file: &str, rows: &'a [Record], faults: &mut Faults) -> HashSet<&'a str> {
    let mut ids: HashMap<&str, u64> = HashMap::with_capacity(rows.len());
    for row in rows {
        if let Some(first) = ids.get(row.id.as_str()) {
            faults.add(file, row.line, "id", format!("{} is on line {first} already", row.id));
        } else {
            ids.insert(&row.id, row.line);
        }
    }
    ids.into_keys().collect()
}

fn refer(file: &str, rows: &[Record], fields: &[Field], known: &Known<'_>, faults: &mut Faults) {
    for field in fields {
        let Some(target) = field.refers_to else { continue };
        for row in rows {
            let Some(id) = row.get(field.name) else { continue };
            if !known.has(target, id) {
                faults.add(file, row.line, field.name, format!("no {target} has the id {id}"));
            }
        }
    }
}

fn polymorphic(row: &Record, known: &Known<'_>, faults: &mut Faults) {
    let file = Object::Attribute.file();
    let (Some(entity), Some(link)) = (row.get("link_entity"), row.get("link_id")) else { return };
    match entity.parse::<Object>() {
        Ok(object) if known.has(object, link) => {}
        Ok(object) => faults.add(file, row.line, "link_id", format!("no {object} has the id {link}")),
        Err(_) => faults.add(file, row.line, "link_entity", format!("{} is not an object of HSDS 3.0", quoted(entity))),
    }
}

#[cfg(test)]
#[path = "package_tests.rs"]
mod tests;
