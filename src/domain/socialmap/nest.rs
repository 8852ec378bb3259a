//! Rows to the nested JSON of HSDS 3.0: full services, organisations, services at locations, and the short forms that
//! lists show.
//!
//! Belongs here: which row stands where, and what the open door leaves out. Not: where rows come from, pages, HTTP.

use std::collections::HashMap;

use serde_json::{Map, Number, Value};

use super::fields::{Field, Kind, fields};
use super::markup;
use super::object::Object;
use super::package::Record;
use super::shape::{self, ATTRIBUTES, METADATA, Nested};

/// Who the JSON is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Another directory that gets everything, as it is.
    Exchange,
    /// Anybody: nothing that leads to a person, no markup that does anything.
    Open,
}

/// How much of a row is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Its own cells and the rows that are embedded in it.
    Short,
    /// Everything that hangs on it.
    Full,
}

type Children<'a> = HashMap<(Object, &'static str), HashMap<&'a str, Vec<&'a Record>>>;

/// Rows, ready to be nested.
pub struct Book<'a> {
    door: Door,
    rows: HashMap<Object, HashMap<&'a str, &'a Record>>,
    children: Children<'a>,
}

impl<'a> Book<'a> {
    /// Puts rows in order. What is not among them stands nowhere in the JSON.
    #[must_use]
    pub fn new(rows: &'a HashMap<Object, Vec<Record>>, door: Door) -> Self {
        let mut book = Self { door, rows: HashMap::new(), children: HashMap::new() };
        let open = door == Door::Open;
        for (&object, records) in rows {
            let is_shown = |row: &&Record| !open || is_public(object, row);
            let shown = || records.iter().filter(is_shown);
            book.rows.insert(object, shown().map(|row| (row.id.as_str(), row)).collect());
            for column in columns_upward(object) {
                let mut by: HashMap<&str, Vec<&Record>> = HashMap::new();
                for row in shown() {
                    if let Some(parent) = row.get(column) {
                        by.entry(parent).or_default().push(row);
                    }
                }
                book.children.insert((object, column), by);
            }
        }
        book
    }

    /// A service with everything that hangs on it; `None` where it is not among the rows.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<Value> {
        self.value(Object::Service, id, Depth::Full, true)
    }

    /// A service as lists show it: its own cells, its organisation, its programme.
    #[must_use]
    pub fn short_service(&self, id: &str) -> Option<Value> {
        self.value(Object::Service, id, Depth::Short, false)
    }

    /// An organisation with everything that hangs on it, without its services.
    #[must_use]
    pub fn organization(&self, id: &str) -> Option<Value> {
        self.value(Object::Organization, id, Depth::Full, true)
    }

    /// The cells of a row, and what is embedded in it.
    #[must_use]
    pub fn short(&self, object: Object, id: &str) -> Option<Value> {
        self.value(object, id, Depth::Short, false)
    }

    /// A service at a location, with both, full or short.
    #[must_use]
    pub fn service_at_location(&self, id: &str, full: bool) -> Option<Value> {
        let depth = if full { Depth::Full } else { Depth::Short };
        let row = *self.rows.get(&Object::ServiceAtLocation)?.get(id)?;
        let mut place = self.map(Object::ServiceAtLocation, row, depth, full);
        let service = row.get("service_id")?;
        let mut service = self.value(Object::Service, service, depth, full)?;
        if let Some(service) = service.as_object_mut() {
            service.shift_remove("service_at_locations");
        }
        place.insert("service".to_owned(), service);
        Some(Value::Object(place))
    }

    /// Services of an organisation that are among the rows, in their order.
    pub fn services_of(&self, organization: &str) -> impl Iterator<Item = &'a str> {
        self.children(Object::Service, "organization_id", organization).iter().map(|row| row.id.as_str())
    }

    fn children(&self, object: Object, column: &'static str, parent: &str) -> &[&'a Record] {
        self.children.get(&(object, column)).and_then(|by| by.get(parent)).map_or(&[], Vec::as_slice)
    }

    fn value(&self, object: Object, id: &str, depth: Depth, outermost: bool) -> Option<Value> {
        let row = *self.rows.get(&object)?.get(id)?;
        Some(Value::Object(self.map(object, row, depth, outermost)))
    }

    /// `outermost` rows show their lists even where they are empty.
    fn map(&self, object: Object, row: &'a Record, depth: Depth, outermost: bool) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("id".to_owned(), Value::String(row.id.clone()));
        for field in fields(object).iter().skip(1) {
            if let Some(value) = self.cell(object, field, row) {
                map.insert(field.name.to_owned(), value);
            }
        }
        for one in shape::embedded(object) {
            if let Some(value) = row.get(one.column).and_then(|id| self.value(one.object, id, depth, false)) {
                map.insert(one.name.to_owned(), value);
            }
        }
        if depth == Depth::Full {
            for many in shape::lists(object) {
                self.list(&mut map, many, row, outermost);
            }
        }
        if depth == Depth::Full && shape::takes_attributes(object) {
            self.list(&mut map, &ATTRIBUTES, row, outermost);
        }
        if depth == Depth::Full && shape::takes_metadata(object) {
            self.list(&mut map, &METADATA, row, outermost);
        }
        map
    }

    fn list(&self, map: &mut Map<String, Value>, many: &Nested, row: &Record, outermost: bool) {
        let rows = self.children(many.object, many.column, &row.id);
        if outermost || !rows.is_empty() {
            let values = rows.iter().map(|row| Value::Object(self.map(many.object, row, Depth::Full, false)));
            map.insert(many.name.to_owned(), values.collect());
        }
    }

    fn cell(&self, object: Object, field: &Field, row: &Record) -> Option<Value> {
        let open = self.door == Door::Open;
        if shape::is_implied(object, field) || (open && field.name == "assurer_email") {
            return None;
        }
        match row.get(field.name) {
            Some(cell) if open => markup::harmless(field, cell).map(|cell| value(field.kind, &cell)),
            Some(cell) => Some(value(field.kind, cell)),
            // What the schema asks for is there, if only as an empty text.
            None if field.required || is_value_of_history(object, field) => Some(Value::String(nothing(field.kind))),
            None => None,
        }
    }
}

/// Columns by which rows of an object hang on others.
fn columns_upward(object: Object) -> impl Iterator<Item = &'static str> {
    fields(object).iter().filter(move |field| shape::is_implied(object, field)).map(|field| field.name)
}

/// A change from nothing, or to nothing, has an empty value; the schema asks for it all the same.
fn is_value_of_history(object: Object, field: &Field) -> bool {
    object == Object::Metadata && matches!(field.name, "previous_value" | "replacement_value")
}

/// What stands in a column that the schema asks for and that was never filled.
fn nothing(kind: Kind) -> String {
    match kind {
        Kind::Choice(choices) => choices.iter().find(|choice| **choice == "inactive").or(choices.first()),
        _ => None,
    }
    .map_or_else(String::new, |choice| (*choice).to_owned())
}

fn value(kind: Kind, cell: &str) -> Value {
    if kind != Kind::Number {
        return Value::String(cell.to_owned());
    }
    let number = cell.parse::<i64>().ok().map(Number::from);
    let number = number.or_else(|| cell.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or_else(|| Value::String(cell.to_owned()), Value::Number)
}

/// What leads to a person is for the team and the organisation itself: contacts, their phones, and what was written of
/// them and of who vouches for an entry.
fn is_public(object: Object, row: &Record) -> bool {
    match object {
        Object::Contact => false,
        Object::Phone => row.get("contact_id").is_none(),
        Object::Metadata => {
            row.get("field_name") != Some("assurer_email") && row.get("resource_type") != Some(Object::Contact.as_str())
        }
        _ => true,
    }
}
