//! A tabular HSDS 3.0 package: files in, checked rows out, or every fault of it. Nothing is half accepted.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::ids::Id;

use super::fault::{Faults, RowFault, quoted};
use super::fields::{CAPACITY, Field, fields};
use super::object::Object;
use super::table;

/// File of the capacities, beside the tables of HSDS 3.0.
pub const CAPACITY_FILE: &str = "service_capacity.csv";

/// Most rows of one map; 20,000 services with all that hangs on them are some 400,000.
pub(super) const MOST_ROWS: usize = 1_000_000;
/// What is said of more.
pub(super) const TOO_MANY: &str = "the map has more than 1,000,000 rows";

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
        let mut room = MOST_ROWS;
        for name in files.keys() {
            if name.to_ascii_lowercase().ends_with(".csv") && Object::of_file(name).is_none() && name != CAPACITY_FILE {
                faults.add(name, 0, "", "is not a table of HSDS 3.0");
            }
        }
        for &object in Object::ALL {
            match files.get(object.file()) {
                Some(bytes) => match table::read(object.file(), bytes, fields(object), &mut room, &mut faults) {
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
            package.capacities =
                table::read(CAPACITY_FILE, bytes, CAPACITY, &mut room, &mut faults).unwrap_or_default();
        }
        package.check(&Source::Tables(&unread), &mut faults);
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

    /// Checks what can only be seen of the whole: ids, references, ages.
    pub(super) fn check(&self, source: &Source<'_>, faults: &mut Faults) {
        let mut known = Known { source, ids: HashMap::new() };
        for (&object, rows) in &self.rows {
            known.ids.insert(object, unique(source.file(object), rows, faults));
        }
        for (&object, rows) in &self.rows {
            for field in fields(object) {
                known.refer(source.file(object), &source.column(object, field.name), rows, field, faults);
            }
        }
        if let Source::Tables(_) = source {
            for row in self.of(Object::Attribute) {
                known.polymorphic(row, faults);
            }
        }
        unique(CAPACITY_FILE, &self.capacities, faults);
        for field in CAPACITY {
            known.refer(CAPACITY_FILE, field.name, &self.capacities, field, faults);
        }
        let mut told = HashSet::new();
        for row in &self.capacities {
            if row.get("service_id").is_some_and(|service| !told.insert(service)) {
                faults.add(CAPACITY_FILE, row.line, "service_id", "this service has a capacity already");
            }
        }
        self.check_ages(source, faults);
    }

    fn check_ages(&self, source: &Source<'_>, faults: &mut Faults) {
        let file = source.file(Object::Service);
        for row in self.of(Object::Service) {
            let age = |name| row.get(name).and_then(|cell: &str| cell.parse::<f64>().ok());
            let (youngest, oldest) = (age("minimum_age"), age("maximum_age"));
            for (column, age) in [("minimum_age", youngest), ("maximum_age", oldest)] {
                if age.is_some_and(|age| !(0.0..=150.0).contains(&age)) {
                    faults.add(file, row.line, &source.column(Object::Service, column), "an age is between 0 and 150");
                }
            }
            if let (Some(youngest), Some(oldest)) = (youngest, oldest)
                && youngest > oldest
            {
                let column = source.column(Object::Service, "minimum_age");
                faults.add(file, row.line, &column, format!("{youngest} is above maximum_age {oldest}"));
            }
        }
    }
}

/// Where rows come from, for naming the place of a fault.
pub(super) enum Source<'s> {
    /// One file an object. Rows of a file that could not be read at all are not missed one by one: that file is the
    /// fault.
    Tables(&'s HashSet<Object>),
    /// One file of nested rows.
    Json(&'s str),
}

impl Source<'_> {
    fn file(&self, object: Object) -> &str {
        match self {
            Self::Tables(_) => object.file(),
            Self::Json(file) => file,
        }
    }

    fn column(&self, object: Object, name: &str) -> String {
        match self {
            Self::Tables(_) => name.to_owned(),
            Self::Json(_) => format!("{object}.{name}"),
        }
    }

    fn is_unread(&self, object: Object) -> bool {
        matches!(self, Self::Tables(unread) if unread.contains(&object))
    }
}

/// The ids that rows may refer to.
struct Known<'a> {
    source: &'a Source<'a>,
    ids: HashMap<Object, HashSet<&'a str>>,
}

impl Known<'_> {
    fn has(&self, object: Object, id: &str) -> bool {
        self.source.is_unread(object) || self.ids.get(&object).is_some_and(|ids| ids.contains(id))
    }

    fn refer(&self, file: &str, column: &str, rows: &[Record], field: &Field, faults: &mut Faults) {
        let Some(target) = field.refers_to.filter(|_| !field.may_dangle()) else { return };
        for row in rows {
            let Some(id) = row.get(field.name) else { continue };
            if !self.has(target, id) {
                faults.add(file, row.line, column, format!("no {target} has the id {id}"));
            }
        }
    }

    fn polymorphic(&self, row: &Record, faults: &mut Faults) {
        let file = Object::Attribute.file();
        let (Some(entity), Some(link)) = (row.get("link_entity"), row.get("link_id")) else { return };
        match entity.parse::<Object>() {
            Ok(object) if self.has(object, link) => {}
            Ok(object) => faults.add(file, row.line, "link_id", format!("no {object} has the id {link}")),
            Err(_) => {
                faults.add(file, row.line, "link_entity", format!("{} is not an object of HSDS 3.0", quoted(entity)));
            }
        }
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

#[cfg(test)]
#[path = "package_tests.rs"]
mod tests;
