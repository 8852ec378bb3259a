//! Entries of the social map for those who change them: a row with all that hangs on it, and whether ids stand for
//! something. Rows are written by `store::map`; who may is decided by the use cases.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::entry::{EntryKind, Tree, branches, parent};
use crate::domain::socialmap::{Object, Record};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{map_removed, map_retired, map_rows, organizations, services};
use crate::store::types::from_json;

/// A row as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id and cells.
    pub row: Record,
    /// The cells, JSON.
    pub fields: String,
    /// Counts changes, from 1.
    pub version: i32,
    /// The directory it came from.
    pub directory: String,
    /// The cells as that directory last sent them, JSON.
    pub imported: Option<String>,
}

/// One row.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, object: Object, id: &str) -> Result<Stored, StoreError> {
    let (fields, version, directory, imported): (String, i32, String, Option<String>) = match object {
        Object::Organization => organizations::table
            .find(id)
            .select((organizations::fields, organizations::version, organizations::directory, organizations::imported))
            .first(conn)?,
        Object::Service => services::table
            .find(id)
            .select((services::fields, services::version, services::directory, services::imported))
            .first(conn)?,
        _ => map_rows::table
            .find((object.as_str(), id))
            .select((map_rows::fields, map_rows::version, map_rows::directory, map_rows::imported))
            .first(conn)?,
    };
    let row = Record { id: id.to_owned(), line: 0, fields: from_json(&fields)? };
    Ok(Stored { row, fields, version, directory, imported })
}

/// An entry with all that hangs on it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn tree(conn: &mut Conn, kind: EntryKind, id: &str) -> Result<(Tree, Stored), StoreError> {
    let stored = find(conn, kind.object(), id)?;
    let mut rows: HashMap<Id, Vec<(Object, Record)>> = HashMap::new();
    let mut level = vec![id.to_owned()];
    let mut seen: HashSet<Id> = level.iter().cloned().collect();
    while !level.is_empty() {
        let below: Vec<(String, Id, String)> = map_rows::table
            .filter(map_rows::parent_id.eq_any(&level))
            .select((map_rows::object, map_rows::id, map_rows::fields))
            .load(conn)?;
        level.clear();
        for (object, id, fields) in below {
            let object: Object = object.parse().map_err(|_| StoreError::Fault(format!("no object {object}")))?;
            let row = Record { id, line: 0, fields: from_json(&fields)? };
            let Some(on) = parent(object, &row).map(str::to_owned) else { continue };
            if !branches(object).is_empty() && seen.insert(row.id.clone()) {
                level.push(row.id.clone());
            }
            rows.entry(on).or_default().push((object, row));
        }
    }
    Ok((Tree::grow(kind.object(), stored.row.clone(), &mut rows), stored))
}

/// Keeps an entry's own row to this transaction until COMMIT, if it still has this version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub fn hold(conn: &mut Conn, kind: EntryKind, id: &str, version: i32) -> Result<(), StoreError> {
    let rows = match kind {
        EntryKind::Organization => {
            diesel::update(organizations::table.find(id).filter(organizations::version.eq(version)))
                .set(organizations::version.eq(version))
                .execute(conn)?
        }
        EntryKind::Service => diesel::update(services::table.find(id).filter(services::version.eq(version)))
            .set(services::version.eq(version))
            .execute(conn)?,
        EntryKind::Location => {
            diesel::update(map_rows::table.find((Object::Location.as_str(), id)).filter(map_rows::version.eq(version)))
                .set(map_rows::version.eq(version))
                .execute(conn)?
        }
    };
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Keeps entries' own rows to this transaction until COMMIT, in the order of their ids, so that nobody waits in a circle.
///
/// # Errors
/// Any failure of the database.
pub fn lock(conn: &mut Conn, object: Object, ids: &[&str]) -> Result<(), StoreError> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    for id in ids {
        match object {
            Object::Organization => diesel::update(organizations::table.find(id))
                .set(organizations::version.eq(organizations::version))
                .execute(conn)?,
            Object::Service => {
                diesel::update(services::table.find(id)).set(services::version.eq(services::version)).execute(conn)?
            }
            _ => diesel::update(map_rows::table.find((object.as_str(), id)))
                .set(map_rows::version.eq(map_rows::version))
                .execute(conn)?,
        };
    }
    Ok(())
}

/// How many ids one query names.
const AT_ONCE: usize = 500;

/// Counts one version more for each entry among these ids and above them.
///
/// # Errors
/// Any failure of the database.
pub fn raise(conn: &mut Conn, ids: HashSet<Id>) -> Result<(), StoreError> {
    let between = [Object::ServiceAtLocation, Object::Contact, Object::Phone].map(Object::as_str);
    let mut seen: HashSet<Id> = HashSet::new();
    let mut level: Vec<Id> = ids.into_iter().collect();
    while !level.is_empty() {
        level.retain(|id| seen.insert(id.clone()));
        // Whoever raises the same entries at the same moment does it in the same order.
        level.sort_unstable();
        let mut above: Vec<Id> = Vec::new();
        for ids in level.chunks(AT_ONCE) {
            diesel::update(organizations::table.filter(organizations::id.eq_any(ids)))
                .set(organizations::version.eq(organizations::version + 1))
                .execute(conn)?;
            diesel::update(services::table.filter(services::id.eq_any(ids)))
                .set(services::version.eq(services::version + 1))
                .execute(conn)?;
            let locations =
                map_rows::table.filter(map_rows::object.eq(Object::Location.as_str())).filter(map_rows::id.eq_any(ids));
            diesel::update(locations).set(map_rows::version.eq(map_rows::version + 1)).execute(conn)?;
            let hung = map_rows::table
                .filter(map_rows::object.eq_any(between))
                .filter(map_rows::id.eq_any(ids))
                .select(map_rows::parent_id);
            above.extend(hung.load::<Option<Id>>(conn)?.into_iter().flatten());
        }
        level = above;
    }
    Ok(())
}

/// Which of these ids there are.
///
/// # Errors
/// Any failure of the database.
pub fn existing(conn: &mut Conn, object: Object, ids: &[&str]) -> Result<HashSet<Id>, StoreError> {
    let found: Vec<Id> = match object {
        Object::Organization => {
            organizations::table.filter(organizations::id.eq_any(ids)).select(organizations::id).load(conn)?
        }
        Object::Service => services::table.filter(services::id.eq_any(ids)).select(services::id).load(conn)?,
        _ => map_rows::table
            .filter(map_rows::object.eq(object.as_str()))
            .filter(map_rows::id.eq_any(ids))
            .select(map_rows::id)
            .load(conn)?,
    };
    Ok(found.into_iter().collect())
}

/// Services of an organisation, with their cells.
///
/// # Errors
/// Any failure of the database.
pub fn services_of(conn: &mut Conn, organization_id: &str) -> Result<Vec<Record>, StoreError> {
    let rows: Vec<(Id, String)> = services::table
        .filter(services::organization_id.eq(organization_id))
        .order(services::id)
        .select((services::id, services::fields))
        .load(conn)?;
    rows.into_iter().map(|(id, fields)| Ok(Record { id, line: 0, fields: from_json(&fields)? })).collect()
}

/// Rows of one object that name an organisation, or that stand at a location.
///
/// # Errors
/// Any failure of the database.
pub fn naming(conn: &mut Conn, object: Object, column: Owner<'_>) -> Result<Vec<Record>, StoreError> {
    let query = map_rows::table.filter(map_rows::object.eq(object.as_str())).order(map_rows::id).into_boxed();
    let query = match column {
        Owner::Organization(id) => query.filter(map_rows::organization_id.eq(id)),
        Owner::Location(id) => query.filter(map_rows::location_id.eq(id)),
    };
    let rows: Vec<(Id, String)> = query.select((map_rows::id, map_rows::fields)).load(conn)?;
    rows.into_iter().map(|(id, fields)| Ok(Record { id, line: 0, fields: from_json(&fields)? })).collect()
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    /// An organisation.
    Organization(&'a str),
    /// A location.
    Location(&'a str),
}

/// All rows of one object, with their cells.
///
/// # Errors
/// Any failure of the database.
pub fn all(conn: &mut Conn, object: Object) -> Result<Vec<Record>, StoreError> {
    let rows: Vec<(Id, String)> = match object {
        Object::Organization => organizations::table
            .order(organizations::id)
            .select((organizations::id, organizations::fields))
            .load(conn)?,
        Object::Service => services::table.order(services::id).select((services::id, services::fields)).load(conn)?,
        _ => map_rows::table
            .filter(map_rows::object.eq(object.as_str()))
            .order(map_rows::id)
            .select((map_rows::id, map_rows::fields))
            .load(conn)?,
    };
    rows.into_iter().map(|(id, fields)| Ok(Record { id, line: 0, fields: from_json(&fields)? })).collect()
}

/// Remembers a row that was taken out, so that the same row does not come back with the next package.
///
/// # Errors
/// Any failure of the database.
pub fn remember(conn: &mut Conn, object: Object, gone: &Stored, at: Moment) -> Result<(), StoreError> {
    diesel::delete(map_removed::table.find((object.as_str(), &gone.row.id))).execute(conn)?;
    diesel::insert_into(map_removed::table)
        .values((
            map_removed::object.eq(object.as_str()),
            map_removed::id.eq(&gone.row.id),
            map_removed::directory.eq(&gone.directory),
            map_removed::imported.eq(&gone.imported),
            map_removed::removed_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Rows of an object that were taken out here, with the cells that their directory had last sent, JSON.
///
/// # Errors
/// Any failure of the database.
pub fn removed(conn: &mut Conn, object: Object) -> Result<HashMap<Id, Option<String>>, StoreError> {
    let query = map_removed::table.filter(map_removed::object.eq(object.as_str()));
    Ok(query.select((map_removed::id, map_removed::imported)).load(conn)?.into_iter().collect())
}

/// Says that an organisation or location is not offered any more.
///
/// # Errors
/// [`StoreError::Duplicate`] when that was said before.
pub fn retire(conn: &mut Conn, kind: EntryKind, id: &str, by: &str, at: Moment) -> Result<(), StoreError> {
    diesel::insert_into(map_retired::table)
        .values((
            map_retired::object.eq(kind.as_str()),
            map_retired::id.eq(id),
            map_retired::retired_by.eq(by),
            map_retired::retired_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes back that an organisation or location was retired; says whether it was.
///
/// # Errors
/// Any failure of the database.
pub fn offer_again(conn: &mut Conn, kind: EntryKind, id: &str) -> Result<bool, StoreError> {
    Ok(diesel::delete(map_retired::table.find((kind.as_str(), id))).execute(conn)? > 0)
}

/// Whether an organisation or location was retired.
///
/// # Errors
/// Any failure of the database.
pub fn is_retired(conn: &mut Conn, kind: EntryKind, id: &str) -> Result<bool, StoreError> {
    Ok(map_retired::table.find((kind.as_str(), id)).count().get_result::<i64>(conn)? > 0)
}

/// Ids of organisations or locations that were retired.
///
/// # Errors
/// Any failure of the database.
pub fn retired(conn: &mut Conn, kind: EntryKind) -> Result<HashSet<Id>, StoreError> {
    let query = map_retired::table.filter(map_retired::object.eq(kind.as_str()));
    Ok(query.select(map_retired::id).load(conn)?.into_iter().collect())
}
