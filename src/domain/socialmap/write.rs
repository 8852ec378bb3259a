//! Rows to a tabular HSDS 3.0 package: one CSV file an object, and the `datapackage.json` that describes them.
//!
//! Belongs here: columns, quoting, guarded cells, the description. Not: folders, zip files, where rows come from.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::fields::{Field, Kind, fields};
use super::neutral::guarded;
use super::object::Object;
use super::package::Record;

/// The name of the file that describes a package.
pub const DESCRIPTION: &str = "datapackage.json";

/// Writes one table: the head with every column of the standard, then the rows.
pub struct Table<W: Write> {
    out: csv::Writer<W>,
    fields: &'static [Field],
}

impl<W: Write> Table<W> {
    /// Begins the table of an object.
    ///
    /// # Errors
    /// What the place it is written to says.
    pub fn begin(object: Object, out: W) -> io::Result<Self> {
        Self::with_columns(fields(object), out)
    }

    /// Begins a table with other columns.
    ///
    /// # Errors
    /// What the place it is written to says.
    pub fn with_columns(fields: &'static [Field], out: W) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(fields.iter().map(|field| field.name))?;
        Ok(Self { out, fields })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// What the place it is written to says.
    pub fn row(&mut self, row: &Record) -> io::Result<()> {
        for field in self.fields {
            match (field.name, row.get(field.name)) {
                ("id", _) => self.out.write_field(&row.id)?,
                (_, None) => self.out.write_field("")?,
                (_, Some(cell)) if field.kind == Kind::Number => self.out.write_field(cell)?,
                (_, Some(cell)) => self.out.write_field(guarded(cell))?,
            }
        }
        self.out.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    /// What the place it is written to says.
    pub fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The description of a package of these tables, as the Tabular Data Package specification wants it.
#[must_use]
pub fn description(objects: &[Object]) -> Value {
    let resources: Vec<Value> = objects.iter().map(|object| resource(*object, objects)).collect();
    json!({
        "name": "human_services_data",
        "title": "Social map",
        "description": "A social map in the tabular form of the Human Services Data Specification 3.0.",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "homepage": "https://docs.openreferral.org",
        "resources": resources,
    })
}

fn resource(object: Object, objects: &[Object]) -> Value {
    let columns = fields(object);
    let keys: Vec<Value> = columns
        .iter()
        .filter_map(|field| Some((field, field.refers_to?)))
        .filter(|(field, target)| objects.contains(target) && !field.may_dangle())
        .map(|(field, target)| {
            // A table that refers to itself is named by the empty text.
            let resource = if target == object { "" } else { target.as_str() };
            json!({ "fields": field.name, "reference": { "resource": resource, "fields": "id" } })
        })
        .collect();
    let mut schema = json!({ "primaryKey": "id", "fields": columns.iter().map(column).collect::<Vec<_>>() });
    if !keys.is_empty() {
        schema["foreignKeys"] = Value::Array(keys);
    }
    json!({
        "name": object.as_str(), "path": object.file(), "format": "csv", "mediatype": "text/csv",
        "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema,
    })
}

fn column(field: &Field) -> Value {
    let mut column = Map::new();
    let (kind, format) = match field.kind {
        Kind::Uuid => ("string", Some("uuid")),
        Kind::Uri => ("string", Some("uri")),
        Kind::Email => ("string", Some("email")),
        Kind::Number => ("number", None),
        Kind::Date => ("date", None),
        Kind::DateTime => ("datetime", None),
        // Times may carry an offset, which the type `time` does not know.
        Kind::Text | Kind::Time | Kind::Choice(_) => ("string", None),
    };
    column.insert("name".to_owned(), json!(field.name));
    column.insert("type".to_owned(), json!(kind));
    column.extend(format.map(|format| ("format".to_owned(), json!(format))));
    let mut constraints = Map::new();
    if field.required {
        constraints.insert("required".to_owned(), json!(true));
    }
    if field.name == "id" {
        constraints.insert("unique".to_owned(), json!(true));
    }
    if let Kind::Choice(choices) = field.kind {
        constraints.insert("enum".to_owned(), json!(choices));
    }
    if !constraints.is_empty() {
        column.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(column)
}
