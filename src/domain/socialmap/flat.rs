//! Full services, the nested JSON of HSDS 3.0, to rows.
//!
//! A row that stands in several places (a contact of the service and of its location) is one row that all of them refer
//! to; where it says different things, that is a fault. What HSDS 3.0 does not know is left out, counted and told.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde_json::{Map, Value};

use super::fault::{Faults, RowFault, quoted};
use super::fields::{Field, Kind, fields};
use super::object::Object;
use super::package::{MOST_ROWS, Package, Record, Source, TOO_MANY};
use super::shape::{self, ATTRIBUTES, METADATA, Nested};
use super::value::{self, refusal};

/// Deepest nesting of rows that the standard has, with room to spare.
const DEEPEST: usize = 12;
/// How many names of unknown properties are told.
const MOST_UNKNOWN: usize = 50;

/// A map that was read from JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flattened {
    /// The rows.
    pub package: Package,
    /// Properties that HSDS 3.0 does not know, and how often they stood there.
    pub left_out: BTreeMap<String, usize>,
}

/// Takes services one by one.
pub struct Flattening {
    file: String,
    services: u64,
    rows: BTreeMap<Object, Rows>,
    left_out: BTreeMap<String, usize>,
    faults: Faults,
    /// How many rows may still come.
    room: usize,
    is_over: bool,
}

#[derive(Default)]
struct Rows {
    records: Vec<Record>,
    places: HashMap<String, usize>,
}

/// Where a value stands within a service.
#[derive(Clone, Copy)]
struct Path<'p> {
    outer: Option<&'p Path<'p>>,
    name: &'p str,
    at: Option<usize>,
    depth: usize,
}

impl<'p> Path<'p> {
    fn inside(&'p self, name: &'p str, at: Option<usize>) -> Self {
        Self { outer: Some(self), name, at, depth: self.depth + 1 }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer.filter(|outer| !outer.name.is_empty()) {
            write!(f, "{outer}.")?;
        }
        f.write_str(self.name)?;
        self.at.map_or(Ok(()), |at| write!(f, "[{at}]"))
    }
}

/// The row that a value stands in, by the column that names it.
type Owner<'o> = Option<(&'static str, &'o str)>;

impl Flattening {
    /// Begins; `file` is how faults call the source.
    #[must_use]
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            services: 0,
            rows: BTreeMap::new(),
            left_out: BTreeMap::new(),
            faults: Faults::default(),
            room: MOST_ROWS,
            is_over: false,
        }
    }

    /// Takes one full service.
    pub fn take(&mut self, service: &Value) {
        self.services += 1;
        let path = Path { outer: None, name: "", at: None, depth: 0 };
        let id = service.get("id").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        let services = self.rows.get(&Object::Service);
        if let Some(first) = services.and_then(|rows| Some(rows.records[*rows.places.get(&id)?].line)) {
            self.fault(&path, format!("this service is in the list already, as number {first}"));
            return;
        }
        self.row(Object::Service, service, None, &path);
    }

    /// Whether there is no sense in going on.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.faults.full() || self.is_over
    }

    /// Names a fault of the whole source.
    pub fn refuse(&mut self, reason: impl Into<String>) {
        self.faults.add(&self.file, 0, "", reason);
    }

    /// The rows, checked.
    ///
    /// # Errors
    /// Every fault: the number of the service in the list stands where a file has its line, the path of the property
    /// where it has its column.
    pub fn finish(mut self) -> Result<Flattened, Vec<RowFault>> {
        if self.is_over {
            self.refuse(TOO_MANY);
        }
        self.place_programs();
        for (&object, rows) in &self.rows {
            for field in fields(object).iter().filter(|field| field.required && field.name != "id") {
                for row in rows.records.iter().filter(|row| row.get(field.name).is_none()) {
                    self.faults.add(&self.file, row.line, &format!("{object}.{}", field.name), "is needed");
                }
            }
        }
        if self.services == 0 && self.faults.is_empty() {
            self.faults.add(&self.file, 0, "", "holds no services");
        }
        let rows = self.rows.into_iter().map(|(object, rows)| (object, rows.records)).collect();
        let package = Package { rows, capacities: Vec::new() };
        package.check(&Source::Json(&self.file), &mut self.faults);
        match self.faults.is_empty() {
            true => Ok(Flattened { package, left_out: self.left_out }),
            false => Err(self.faults.sorted()),
        }
    }

    /// A programme that stands in a service, but in no organisation, is one of the organisation of the service.
    fn place_programs(&mut self) {
        let services = self.rows.get(&Object::Service).into_iter().flat_map(|rows| &rows.records);
        let owners: Vec<(String, String)> = services
            .filter_map(|row| Some((row.get("program_id")?.to_owned(), row.get("organization_id")?.to_owned())))
            .collect();
        let Some(programs) = self.rows.get_mut(&Object::Program) else { return };
        for (program, organization) in owners {
            let Some(&place) = programs.places.get(&program) else { continue };
            programs.records[place].fields.entry("organization_id".to_owned()).or_insert(organization);
        }
    }

    fn fault(&mut self, path: &Path<'_>, reason: impl Into<String>) {
        self.faults.add(&self.file, self.services, &path.to_string(), reason);
    }

    /// Reads a row and everything in it; the id, where it has one.
    fn row(&mut self, object: Object, value: &Value, owner: Owner<'_>, path: &Path<'_>) -> Option<String> {
        let Some(map) = value.as_object() else {
            self.fault(path, format!("is {}, not a {object}", kind_of(value)));
            return None;
        };
        if path.depth > DEEPEST {
            self.fault(path, "is nested too deeply");
            return None;
        }
        let id = match map.get("id").and_then(Value::as_str) {
            Some(id) if value::is_uuid(id.trim()) => id.trim().to_ascii_lowercase(),
            Some(id) => {
                self.fault(&path.inside("id", None), format!("{} is not a UUID", quoted(id)));
                return None;
            }
            None => {
                self.fault(&path.inside("id", None), "is needed: a UUID");
                return None;
            }
        };
        let mut cells = self.cells(object, map, path);
        if let Some((column, owner)) = owner {
            let named = cells.insert(column.to_owned(), owner.to_owned());
            if named.is_some_and(|named| named != owner) {
                self.fault(&path.inside(column, None), "names another row than the one that it stands in");
            }
        }
        for one in shape::embedded(object) {
            let inner = map.get(one.name).filter(|inner| !inner.is_null());
            let inner = inner.and_then(|inner| self.row(one.object, inner, None, &path.inside(one.name, None)));
            if let Some(inner) = inner {
                let named = cells.insert(one.column.to_owned(), inner.clone());
                if named.is_some_and(|named| named != inner) {
                    self.fault(&path.inside(one.column, None), format!("names another row than {}", one.name));
                }
            }
        }
        self.keep(object, &id, cells, path);
        for many in lists(object) {
            self.list(many, map, &id, path);
        }
        self.unknown(object, map);
        Some(id)
    }

    fn list(&mut self, many: &'static Nested, map: &Map<String, Value>, id: &str, path: &Path<'_>) {
        match map.get(many.name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(values)) => {
                for (at, value) in values.iter().enumerate() {
                    if self.faults.full() {
                        return;
                    }
                    self.row(many.object, value, Some((many.column, id)), &path.inside(many.name, Some(at)));
                }
            }
            Some(other) => self.fault(&path.inside(many.name, None), format!("is {}, not a list", kind_of(other))),
        }
    }

    fn cells(&mut self, object: Object, map: &Map<String, Value>, path: &Path<'_>) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for field in fields(object).iter().skip(1) {
            let cell = match map.get(field.name) {
                None | Some(Value::Null) => continue,
                Some(Value::String(text)) if field.kind != Kind::Number => text_of(field, text),
                Some(Value::Number(number)) if field.kind == Kind::Number => number_of(number),
                Some(other) => {
                    let wanted = if field.kind == Kind::Number { "a number" } else { "a text" };
                    self.fault(&path.inside(field.name, None), format!("is {}, not {wanted}", kind_of(other)));
                    "?".to_owned()
                }
            };
            if cell.is_empty() || (field.required && cell.trim().is_empty()) {
                continue;
            }
            if let Some(reason) = refusal(field.kind, &cell).filter(|_| cell != "?") {
                self.fault(&path.inside(field.name, None), reason.told(&cell));
            }
            cells.insert(field.name.to_owned(), cell);
        }
        // What the tables ask for and the JSON says by its place.
        let column = match object {
            Object::Attribute => Some("link_entity"),
            Object::Metadata => Some("resource_type"),
            _ => None,
        };
        if let (Some(column), Some(outer)) = (column, path.outer) {
            cells.entry(column.to_owned()).or_insert_with(|| held_by(outer).to_string());
        }
        cells
    }

    /// Keeps a row, or adds what it says here to what it said before.
    fn keep(&mut self, object: Object, id: &str, cells: BTreeMap<String, String>, path: &Path<'_>) {
        let rows = self.rows.entry(object).or_default();
        let Some(&place) = rows.places.get(id) else {
            let Some(room) = self.room.checked_sub(1) else {
                self.is_over = true;
                return;
            };
            self.room = room;
            rows.places.insert(id.to_owned(), rows.records.len());
            rows.records.push(Record { id: id.to_owned(), line: self.services, fields: cells });
            return;
        };
        let known = &mut rows.records[place];
        let first = known.line;
        let mut other = Vec::new();
        for (name, cell) in cells {
            match known.fields.get(&name) {
                Some(before) if *before == cell => {}
                Some(_) => other.push(name),
                None => _ = known.fields.insert(name, cell),
            }
        }
        for name in other {
            let reason = format!("is not what {object} {id} says in service {first}");
            self.fault(&path.inside(&name, None), reason);
        }
    }

    fn unknown(&mut self, object: Object, map: &Map<String, Value>) {
        let knows = |name: &str| {
            fields(object).iter().any(|field| field.name == name)
                || shape::embedded(object).iter().any(|one| one.name == name)
                || lists(object).any(|many| many.name == name)
        };
        for name in map.keys().filter(|name| !knows(name)) {
            let name = format!("{object}.{}", quoted(name));
            if self.left_out.len() < MOST_UNKNOWN || self.left_out.contains_key(&name) {
                *self.left_out.entry(name).or_default() += 1;
            }
        }
    }
}

/// Every list that can stand in a row.
fn lists(object: Object) -> impl Iterator<Item = &'static Nested> {
    let attributes = shape::takes_attributes(object).then_some(&ATTRIBUTES);
    let metadata = shape::takes_metadata(object).then_some(&METADATA);
    shape::lists(object).iter().chain(attributes).chain(metadata)
}

/// What stands at the end of a path.
fn held_by(path: &Path<'_>) -> Object {
    let all = || Object::ALL.iter().flat_map(|object| shape::embedded(*object).iter().chain(shape::lists(*object)));
    let general = [&ATTRIBUTES, &METADATA].into_iter();
    let held = all().chain(general).find(|nested| nested.name == path.name).map(|nested| nested.object);
    held.unwrap_or(Object::Service)
}

fn text_of(field: &Field, text: &str) -> String {
    match field.kind {
        Kind::Text => text.to_owned(),
        Kind::Uuid => text.trim().to_ascii_lowercase(),
        _ => text.trim().to_owned(),
    }
}

/// A number without an exponent, as the tables write it.
fn number_of(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => format!("{float}"),
        _ => number.to_string(),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_map_of_more_rows_than_there_is_room_for_is_refused() {
        let phone =
            |number: u8| json!({ "id": format!("00000000-0000-4000-8000-0000000000{number:02}"), "number": "1" });
        let service = json!({ "id": "00000000-0000-4000-8000-000000000000", "name": "Klas", "status": "active",
            "phones": [phone(1), phone(2)] });
        let refused = |room: usize| {
            let mut flattening = Flattening { room, ..Flattening::new("x.json") };
            flattening.take(&service);
            flattening.finish().is_err_and(|faults| faults.iter().any(|fault| fault.reason == TOO_MANY))
        };
        assert_eq!((refused(3), refused(2)), (false, true));
    }
}
