//! The social map: organisations, services and the other HSDS rows as they came, and what changed when.
//!
//! The map is public knowledge and has no row scope; who may ask is decided by the use cases. Whoever writes a row calls
//! [`mark`] (or [`mark_all`]) in the same transaction: by that every replica knows which services to read anew
//! (`store::map_facts`).

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::socialmap::{Object, Record, entry};
use crate::store::conn::Conn;
use crate::store::dialect::insert_texts;
use crate::store::error::StoreError;
use crate::store::schema::{counters, map_rows, organizations, services};
use crate::store::types::{MAP_COUNTER, from_json, to_json};

/// The directory of rows that were written here.
pub const OWN: &str = "own";

/// A row as it is kept: the cells as JSON, where it came from, and how often it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The cells as they count here, JSON.
    pub fields: String,
    /// Counts changes, from 1.
    pub version: i32,
    /// The source that it came from; [`OWN`] where it was written here.
    pub directory: String,
    /// The cells as that directory last sent them, JSON.
    pub imported: Option<String>,
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// Name of the directory.
    pub directory: &'a str,
    /// The cells as the directory sent them, JSON; nothing for what was written here.
    pub imported: Option<&'a str>,
}

/// Counts one more change of the map; answers the number of it.
fn touch(conn: &mut Conn) -> Result<i64, StoreError> {
    let bumped = diesel::update(counters::table.find(MAP_COUNTER))
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result(conn)
        .optional()?;
    if let Some(value) = bumped {
        return Ok(value);
    }
    diesel::insert_into(counters::table)
        .values((counters::name.eq(MAP_COUNTER), counters::value.eq(1_i64)))
        .execute(conn)?;
    Ok(1)
}

/// Notes that a row was written or taken out: the services that show it are read anew, here and by every other replica.
///
/// # Errors
/// Any failure of the database.
pub fn mark(conn: &mut Conn, object: Object, row: &Record) -> Result<(), StoreError> {
    // First, since it waits for whoever changes the map just now: then their services are listed too.
    let revision = touch(conn)?;
    match showing(conn, object, row)? {
        None => drop(diesel::update(services::table).set(services::revision.eq(revision)).execute(conn)?),
        Some(showing) => {
            for id in showing {
                diesel::update(services::table.find(id)).set(services::revision.eq(revision)).execute(conn)?;
            }
        }
    }
    Ok(())
}

/// Notes that a good part of the map was written.
///
/// # Errors
/// Any failure of the database.
pub fn mark_all(conn: &mut Conn) -> Result<(), StoreError> {
    let revision = touch(conn)?;
    diesel::update(services::table).set(services::revision.eq(revision)).execute(conn)?;
    Ok(())
}

/// The services that show a row; `None` where it may be any.
fn showing(conn: &mut Conn, object: Object, row: &Record) -> Result<Option<Vec<Id>>, StoreError> {
    if matches!(object, Object::Taxonomy | Object::TaxonomyTerm) {
        return Ok(None);
    }
    let mut found = Vec::new();
    found.extend(if object == Object::Service { Some(row.id.clone()) } else { owner(object, row, "service").cloned() });
    let organization = if object == Object::Organization { Some(&row.id) } else { owner(object, row, "organization") };
    if let Some(id) = organization.filter(|_| object != Object::Service) {
        let offered = services::table.filter(services::organization_id.eq(id)).select(services::id);
        found.extend(offered.load::<Id>(conn)?);
    }
    let location = if object == Object::Location { Some(&row.id) } else { owner(object, row, "location") };
    if let Some(id) = location {
        let there = map_rows::table
            .filter(map_rows::location_id.eq(id))
            .filter(map_rows::object.concat("").eq(Object::ServiceAtLocation.as_str()))
            .select(map_rows::service_id.assume_not_null());
        found.extend(there.load::<Id>(conn)?);
    }
    Ok(Some(found))
}

/// What a row hangs on: the cell `<owner>_id`, or the link of an attribute.
fn owner<'a>(object: Object, row: &'a Record, owner: &str) -> Option<&'a String> {
    if object == Object::Attribute {
        return row.fields.get("link_id").filter(|_| row.get("link_entity") == Some(owner));
    }
    row.fields.get(&format!("{owner}_id"))
}

/// What is kept of every row of one object, to be held against a package.
///
/// # Errors
/// Any failure of the database.
pub fn kept(conn: &mut Conn, object: Object) -> Result<HashMap<Id, Kept>, StoreError> {
    type Columns = (Id, String, i32, String, Option<String>);
    let rows: Vec<Columns> = match object {
        Object::Organization => organizations::table
            .select((
                organizations::id,
                organizations::fields,
                organizations::version,
                organizations::directory,
                organizations::imported,
            ))
            .load(conn)?,
        Object::Service => services::table
            .select((services::id, services::fields, services::version, services::directory, services::imported))
            .load(conn)?,
        _ => map_rows::table
            .filter(map_rows::object.eq(object.as_str()))
            .select((map_rows::id, map_rows::fields, map_rows::version, map_rows::directory, map_rows::imported))
            .load(conn)?,
    };
    let kept = |(id, fields, version, directory, imported)| (id, Kept { fields, version, directory, imported });
    Ok(rows.into_iter().map(kept).collect())
}

/// Writes a row that is new (`known` is `None`) or has changed. To be followed by [`mark`] or [`mark_all`].
///
/// # Errors
/// [`StoreError::Conflict`] when the row has another version than `known`; any failure of the database.
pub fn put(
    conn: &mut Conn,
    object: Object,
    row: &Record,
    origin: Origin<'_>,
    known: Option<&Kept>,
) -> Result<(), StoreError> {
    let fields = to_json(&row.fields)?;
    let before = known.map_or(0, |known| known.version);
    let version = before + 1;
    let name = row.get("name").unwrap_or_default();
    let rows = match object {
        Object::Organization => {
            let values = (
                organizations::name.eq(name),
                organizations::fields.eq(&fields),
                organizations::version.eq(version),
                organizations::directory.eq(origin.directory),
                organizations::imported.eq(origin.imported),
            );
            match known {
                Some(_) => diesel::update(organizations::table.find(&row.id).filter(organizations::version.eq(before)))
                    .set(values)
                    .execute(conn)?,
                None => diesel::insert_into(organizations::table)
                    .values((organizations::id.eq(&row.id), values))
                    .execute(conn)?,
            }
        }
        Object::Service => {
            let values = (
                services::organization_id.eq(row.get("organization_id").unwrap_or_default()),
                services::name.eq(name),
                services::status.eq(row.get("status").unwrap_or_default()),
                services::fields.eq(&fields),
                services::version.eq(version),
                services::directory.eq(origin.directory),
                services::imported.eq(origin.imported),
            );
            match known {
                Some(_) => diesel::update(services::table.find(&row.id).filter(services::version.eq(before)))
                    .set(values)
                    .execute(conn)?,
                None => diesel::insert_into(services::table)
                    .values((services::id.eq(&row.id), services::revision.eq(0_i64), values))
                    .execute(conn)?,
            }
        }
        _ => {
            let values = (
                map_rows::organization_id.eq(owner(object, row, "organization")),
                map_rows::service_id.eq(owner(object, row, "service")),
                map_rows::location_id.eq(owner(object, row, "location")),
                map_rows::service_at_location_id.eq(row.get("service_at_location_id")),
                map_rows::parent_id.eq(entry::parent(object, row)),
                map_rows::fields.eq(&fields),
                map_rows::version.eq(version),
                map_rows::directory.eq(origin.directory),
                map_rows::imported.eq(origin.imported),
            );
            let key = (object.as_str(), &row.id);
            match known {
                Some(_) => diesel::update(map_rows::table.find(key).filter(map_rows::version.eq(before)))
                    .set(values)
                    .execute(conn)?,
                None => diesel::insert_into(map_rows::table)
                    .values((map_rows::object.eq(key.0), map_rows::id.eq(key.1), values))
                    .execute(conn)?,
            }
        }
    };
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Writes new rows of one object as a directory sent them, with their cells as JSON; at most some hundred at once. To be
/// followed by [`mark`] or [`mark_all`].
///
/// # Errors
/// Any failure of the database.
pub fn put_new(conn: &mut Conn, object: Object, rows: &[(&Record, String)], directory: &str) -> Result<(), StoreError> {
    fn column<'a>(rows: &'a [(&Record, String)], cell: impl Fn(&'a Record) -> Option<&'a str>) -> Vec<Option<&'a str>> {
        rows.iter().map(|(row, _)| cell(row)).collect()
    }
    let required = |name: &'static str| column(rows, move |row| Some(row.get(name).unwrap_or_default()));
    let whose = |name: &'static str| column(rows, move |row| owner(object, row, name).map(String::as_str));
    let fields: Vec<Option<&str>> = rows.iter().map(|(_, fields)| Some(fields.as_str())).collect();
    let mut columns = vec![
        ("id", column(rows, |row| Some(&row.id))),
        ("directory", vec![Some(directory); rows.len()]),
        ("imported", fields.clone()),
        ("fields", fields),
    ];
    let table = match object {
        Object::Organization => {
            columns.push(("name", required("name")));
            "organizations"
        }
        Object::Service => {
            columns.extend(["organization_id", "name", "status"].map(|name| (name, required(name))));
            "services"
        }
        _ => {
            columns.extend([
                ("object", column(rows, |_| Some(object.as_str()))),
                ("organization_id", whose("organization")),
                ("service_id", whose("service")),
                ("location_id", whose("location")),
                ("service_at_location_id", column(rows, |row| row.get("service_at_location_id"))),
                ("parent_id", column(rows, |row| entry::parent(object, row))),
            ]);
            "map_rows"
        }
    };
    insert_texts(conn, table, &columns)
}

/// Notes what a directory sent, where that changed nothing of what counts here.
///
/// # Errors
/// Any failure of the database.
pub fn note_imported(conn: &mut Conn, object: Object, id: &str, imported: &str) -> Result<(), StoreError> {
    let imported = Some(imported);
    match object {
        Object::Organization => {
            diesel::update(organizations::table.find(id)).set(organizations::imported.eq(imported)).execute(conn)?
        }
        Object::Service => {
            diesel::update(services::table.find(id)).set(services::imported.eq(imported)).execute(conn)?
        }
        _ => diesel::update(map_rows::table.find((object.as_str(), id)))
            .set(map_rows::imported.eq(imported))
            .execute(conn)?,
    };
    Ok(())
}

/// Takes out a row that is neither an organisation nor a service.
///
/// # Errors
/// Any failure of the database.
pub fn remove(conn: &mut Conn, object: Object, id: &str) -> Result<(), StoreError> {
    diesel::delete(map_rows::table.find((object.as_str(), id))).execute(conn)?;
    Ok(())
}

/// All cells of one organisation or service.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn cells(conn: &mut Conn, object: Object, id: &str) -> Result<(BTreeMap<String, String>, i32), StoreError> {
    let (fields, version): (String, i32) = if object == Object::Organization {
        organizations::table.find(id).select((organizations::fields, organizations::version)).first(conn)?
    } else {
        services::table.find(id).select((services::fields, services::version)).first(conn)?
    };
    Ok((from_json(&fields)?, version))
}
