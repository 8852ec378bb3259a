//! Rows to the nested JSON of HSDS 3.0: full services, organisations, services at locations, and the short forms that
//! lists show.
//!
//! Belongs here: which row stands where, and what the open door leaves out. Not: where rows come from, pages, HTTP.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::fields::{Field, fields};
use super::markup;
use super::object::Object;
use super::package::Record;
use super::shape::{self, ATTRIBUTES, METADATA, Nested};
use super::value::shown;
use crate::domain::ids::Id;

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
    /// As it stands within a service: what hangs on it, without its locations and programmes.
    Inside,
    /// Everything that hangs on it.
    Full,
    /// Everything, of the organisation of a service too.
    Whole,
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

    /// The same for a list of which all is to be read again: an organisation that is not in `told` yet is shown with its
    /// locations and programmes, once.
    #[must_use]
    pub fn service_in_list(&self, id: &str, told: &mut HashSet<Id>) -> Option<Value> {
        let organization = self.rows.get(&Object::Service)?.get(id)?.get("organization_id");
        let is_new = organization.is_some_and(|id| told.insert(id.to_owned()));
        self.value(Object::Service, id, if is_new { Depth::Whole } else { Depth::Full }, true)
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
            let depth = match depth {
                Depth::Full if one.object == Object::Organization => Depth::Inside,
                depth => depth,
            };
            if let Some(value) = row.get(one.column).and_then(|id| self.value(one.object, id, depth, false)) {
                map.insert(one.name.to_owned(), value);
            }
        }
        if depth == Depth::Short {
            return map;
        }
        let is_its_own = |many: &&Nested| matches!(many.object, Object::Location | Object::Program);
        for many in shape::lists(object).iter().filter(|many| depth != Depth::Inside || !is_its_own(many)) {
            self.list(&mut map, many, row, outermost);
        }
        if shape::takes_attributes(object) {
            self.list(&mut map, &ATTRIBUTES, row, outermost);
        }
        if shape::takes_metadata(object) {
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
            Some(cell) if open => markup::harmless(field, cell).map(|cell| shown(field.kind, &cell)),
            Some(cell) => Some(shown(field.kind, cell)),
            None if is_value_of_history(object, field) => Some(Value::String(String::new())),
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
