//! The rows of the social map for those who take all of them along: table by table for an export, and everything that
//! hangs on some services or organisations for the nested JSON.
//!
//! Every reading is a fixed number of queries for each [`AT_ONCE`] rows, however large the map is.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;
use serde::de::DeserializeOwned;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::{Object, Record};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::{map_changes, map_rows, organizations, services};
use crate::store::types::from_json;

/// How many ids one query names.
pub const AT_ONCE: usize = 500;

type Found = Vec<(Id, String)>;

/// The rows of an object behind an id, in the order of their ids.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn behind(conn: &mut Conn, object: Object, after: &str, limit: i64) -> Result<Vec<Record>, StoreError> {
    raw_behind(conn, object, after, limit)?.into_iter().map(record).collect()
}

fn raw_behind(conn: &mut Conn, object: Object, after: &str, limit: i64) -> Result<Found, StoreError> {
    Ok(match object {
        Object::Organization => organizations::table
            .filter(organizations::id.gt(after))
            .order(organizations::id)
            .limit(limit)
            .select((organizations::id, organizations::fields))
            .load(conn)?,
        Object::Service => services::table
            .filter(services::id.gt(after))
            .order(services::id)
            .limit(limit)
            .select((services::id, services::fields))
            .load(conn)?,
        _ => map_rows::table
            .filter(map_rows::object.eq(object.as_str()))
            .filter(map_rows::id.gt(after))
            .order(map_rows::id)
            .limit(limit)
            .select((map_rows::id, map_rows::fields))
            .load(conn)?,
    })
}

fn record((id, fields): (Id, String)) -> Result<Record, StoreError> {
    Ok(Record { id, line: 0, fields: from_json(&fields)? })
}

/// Ids of every row of an object, in order.
///
/// # Errors
/// Any failure of the database.
pub fn ids(conn: &mut Conn, object: Object) -> Result<Vec<Id>, StoreError> {
    Ok(match object {
        Object::Organization => organizations::table.order(organizations::id).select(organizations::id).load(conn)?,
        Object::Service => services::table.order(services::id).select(services::id).load(conn)?,
        _ => map_rows::table
            .filter(map_rows::object.eq(object.as_str()))
            .order(map_rows::id)
            .select(map_rows::id)
            .load(conn)?,
    })
}

/// Walks a whole table in the order of the ids and reads of each row what `T` asks for.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn walk<T: DeserializeOwned>(
    conn: &mut Conn,
    object: Object,
    mut each: impl FnMut(Id, T),
) -> Result<(), StoreError> {
    let mut after = String::new();
    loop {
        let found = raw_behind(conn, object, &after, MANY)?;
        let Some(last) = found.last() else { return Ok(()) };
        after.clone_from(&last.0);
        for (id, fields) in found {
            each(id, from_json(&fields)?);
        }
    }
}

/// Rows of one query where a whole table is walked.
const MANY: i64 = 2_000;

/// Rows of an object with these ids.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn by_id(conn: &mut Conn, object: Object, ids: &[Id]) -> Result<Vec<Record>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let found: Found = match object {
            Object::Organization => organizations::table
                .filter(organizations::id.eq_any(ids))
                .select((organizations::id, organizations::fields))
                .load(conn)?,
            Object::Service => {
                services::table.filter(services::id.eq_any(ids)).select((services::id, services::fields)).load(conn)?
            }
            _ => map_rows::table
                .filter(map_rows::object.eq(object.as_str()))
                .filter(map_rows::id.eq_any(ids))
                .select((map_rows::id, map_rows::fields))
                .load(conn)?,
        };
        for row in found {
            rows.push(record(row)?);
        }
    }
    Ok(rows)
}

/// Services of organisations, in the order of their ids: organisation, service.
///
/// # Errors
/// Any failure of the database.
pub fn offered(conn: &mut Conn, organizations: &[Id]) -> Result<Vec<(Id, Id)>, StoreError> {
    let mut offered = Vec::new();
    for ids in organizations.chunks(AT_ONCE) {
        let found: Vec<(Id, Id)> = services::table
            .filter(services::organization_id.eq_any(ids))
            .order(services::id)
            .select((services::organization_id, services::id))
            .load(conn)?;
        offered.extend(found);
    }
    Ok(offered)
}

/// Who changed something, for readers outside.
const UPDATED_BY: &str = "netsterk";

/// A change that was made here.
#[derive(Queryable, Selectable)]
#[diesel(table_name = map_changes)]
struct Line {
    id: Id,
    at: Moment,
    object: String,
    row_id: Id,
    field: String,
    previous: String,
    replacement: String,
    action: String,
}

impl Line {
    /// The change as HSDS has it.
    fn metadata(self) -> Record {
        let cells = [
            ("resource_id", self.row_id),
            ("resource_type", self.object),
            ("last_action_date", self.at.local_date().to_string()),
            ("last_action_type", self.action),
            ("field_name", self.field),
            ("previous_value", self.previous),
            ("replacement_value", self.replacement),
            // Who it was here is for the team.
            ("updated_by", UPDATED_BY.to_owned()),
        ];
        let filled = cells.into_iter().filter(|(_, cell)| !cell.is_empty());
        Record { id: self.id, line: 0, fields: filled.map(|(name, cell)| (name.to_owned(), cell)).collect() }
    }
}

/// Changes that were made here and are for everybody, behind one of them, the oldest first, as rows of `metadata`.
///
/// # Errors
/// Any failure of the database.
pub fn changes_behind(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Record>, StoreError> {
    let lines: Vec<Line> = map_changes::table
        .filter(map_changes::internal.eq(false))
        .filter(map_changes::id.gt(after))
        .order(map_changes::id)
        .limit(limit)
        .select(Line::as_select())
        .load(conn)?;
    Ok(lines.into_iter().map(Line::metadata).collect())
}

/// How much of what hangs on rows is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The rows, and what is embedded in them.
    Short,
    /// Everything; of an organisation that is embedded in a service not its locations and programmes.
    Full,
    /// Everything.
    Whole,
}

/// Services, and what hangs on them.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn of_services(conn: &mut Conn, ids: &[Id], reach: Reach) -> Result<HashMap<Object, Vec<Record>>, StoreError> {
    let mut tree = Tree { conn, of: BTreeMap::new() };
    tree.services(ids, reach)?;
    tree.finish(reach)
}

/// Organisations, and what hangs on them, without their services.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn of_organizations(conn: &mut Conn, ids: &[Id], reach: Reach) -> Result<HashMap<Object, Vec<Record>>, StoreError> {
    let mut tree = Tree { conn, of: BTreeMap::new() };
    tree.organizations(ids, reach)?;
    tree.finish(reach)
}

/// Services at locations, with both.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn of_places(conn: &mut Conn, ids: &[Id], reach: Reach) -> Result<HashMap<Object, Vec<Record>>, StoreError> {
    let mut tree = Tree { conn, of: BTreeMap::new() };
    tree.rows(Object::ServiceAtLocation, ids)?;
    let services = tree.named(Object::ServiceAtLocation, "service_id");
    tree.services(&services, reach)?;
    let locations = tree.named(Object::ServiceAtLocation, "location_id");
    tree.rows(Object::Location, &locations)?;
    tree.finish(reach)
}

/// Terms, with their taxonomies.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn of_terms(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Object, Vec<Record>>, StoreError> {
    let mut tree = Tree { conn, of: BTreeMap::new() };
    tree.rows(Object::TaxonomyTerm, ids)?;
    tree.finish(Reach::Short)
}

/// Rows as they are gathered: each once, by object and id.
struct Tree<'c> {
    conn: &'c mut Conn,
    of: BTreeMap<Object, BTreeMap<Id, Record>>,
}

impl Tree<'_> {
    fn services(&mut self, ids: &[Id], reach: Reach) -> Result<(), StoreError> {
        self.rows(Object::Service, ids)?;
        let organizations = self.named(Object::Service, "organization_id");
        if reach == Reach::Full {
            self.rows(Object::Organization, &organizations)?;
            self.hanging(&organizations, |ids| {
                let its_own = [Object::Location, Object::Program].map(Object::as_str);
                map_rows::table
                    .filter(map_rows::organization_id.eq_any(ids))
                    .filter(map_rows::object.concat("").ne_all(its_own))
                    .into_boxed()
            })?;
        } else {
            self.organizations(&organizations, reach)?;
        }
        let programs = self.named(Object::Service, "program_id");
        self.rows(Object::Program, &programs)?;
        if reach != Reach::Short {
            self.hanging(ids, |ids| map_rows::table.filter(map_rows::service_id.eq_any(ids)).into_boxed())?;
        }
        Ok(())
    }

    fn organizations(&mut self, ids: &[Id], reach: Reach) -> Result<(), StoreError> {
        self.rows(Object::Organization, ids)?;
        if reach != Reach::Short {
            self.hanging(ids, |ids| map_rows::table.filter(map_rows::organization_id.eq_any(ids)).into_boxed())?;
        }
        Ok(())
    }

    /// What hangs on what was gathered, from the outside in, and what all of it names.
    fn finish(mut self, reach: Reach) -> Result<HashMap<Object, Vec<Record>>, StoreError> {
        if reach != Reach::Short {
            let locations = self.named(Object::ServiceAtLocation, "location_id");
            self.rows(Object::Location, &locations)?;
            let locations = self.ids_of(Object::Location);
            self.hanging(&locations, |ids| {
                map_rows::table
                    .filter(map_rows::location_id.eq_any(ids))
                    .filter(map_rows::object.concat("").ne(Object::ServiceAtLocation.as_str()))
                    .into_boxed()
            })?;
            let places = self.ids_of(Object::ServiceAtLocation);
            self.hanging(&places, |ids| {
                map_rows::table.filter(map_rows::service_at_location_id.eq_any(ids)).into_boxed()
            })?;
            for (outer, inner) in [(Object::Contact, Object::Phone), (Object::Phone, Object::Language)] {
                let ids = self.ids_of(outer);
                self.inside(&ids, &[inner])?;
            }
            let all: Vec<Id> = self.of.values().flat_map(BTreeMap::keys).cloned().collect();
            self.inside(&all, &[Object::Attribute, Object::Metadata])?;
        }
        let terms = self.named(Object::Attribute, "taxonomy_term_id");
        self.rows(Object::TaxonomyTerm, &terms)?;
        let taxonomies = self.named(Object::TaxonomyTerm, "taxonomy_id");
        self.rows(Object::Taxonomy, &taxonomies)?;
        if reach != Reach::Short {
            // The history of attributes, terms and taxonomies.
            let last = [Object::Attribute, Object::TaxonomyTerm, Object::Taxonomy];
            let ids: Vec<Id> = last.iter().flat_map(|object| self.ids_of(*object)).collect();
            self.inside(&ids, &[Object::Metadata])?;
            self.changes()?;
        }
        Ok(self.of.into_iter().map(|(object, rows)| (object, rows.into_values().collect())).collect())
    }

    /// Rows of some objects that hang right on others: phones of contacts, languages of phones, terms and history of all.
    fn inside(&mut self, ids: &[Id], objects: &[Object]) -> Result<(), StoreError> {
        self.hanging(ids, |ids| {
            map_rows::table
                .filter(map_rows::parent_id.eq_any(ids))
                // With nothing added to `object`, SQLite walks every row of these objects instead.
                .filter(map_rows::object.concat("").eq_any(objects.iter().map(|object| object.as_str())))
                .into_boxed()
        })
    }

    /// The history that was written here, as far as it is for everybody.
    fn changes(&mut self) -> Result<(), StoreError> {
        let all: Vec<Id> = self.of.values().flat_map(BTreeMap::keys).cloned().collect();
        for ids in all.chunks(AT_ONCE) {
            let lines: Vec<Line> = map_changes::table
                .filter(map_changes::row_id.eq_any(ids))
                .filter(map_changes::internal.eq(false))
                .select(Line::as_select())
                .load(self.conn)?;
            let known = self.of.entry(Object::Metadata).or_default();
            for line in lines {
                known.entry(line.id.clone()).or_insert_with(|| line.metadata());
            }
        }
        Ok(())
    }

    fn rows(&mut self, object: Object, ids: &[Id]) -> Result<(), StoreError> {
        let known = self.of.entry(object).or_default();
        let missing: Vec<Id> = ids.iter().filter(|id| !known.contains_key(*id)).cloned().collect();
        let found = by_id(self.conn, object, &missing)?;
        known.extend(found.into_iter().map(|row| (row.id.clone(), row)));
        Ok(())
    }

    fn hanging(
        &mut self,
        ids: &[Id],
        on: impl for<'q> Fn(&'q [Id]) -> map_rows::BoxedQuery<'q, MultiBackend>,
    ) -> Result<(), StoreError> {
        for ids in ids.chunks(AT_ONCE) {
            let found: Vec<(String, Id, String)> =
                on(ids).select((map_rows::object, map_rows::id, map_rows::fields)).load(self.conn)?;
            for (object, id, fields) in found {
                let Ok(object) = object.parse::<Object>() else { continue };
                let rows = self.of.entry(object).or_default();
                if !rows.contains_key(&id) {
                    rows.insert(id.clone(), record((id, fields))?);
                }
            }
        }
        Ok(())
    }

    fn ids_of(&self, object: Object) -> Vec<Id> {
        self.of.get(&object).into_iter().flat_map(BTreeMap::keys).cloned().collect()
    }

    /// Ids that a column of the gathered rows of an object names, each once.
    fn named(&self, object: Object, column: &str) -> Vec<Id> {
        let rows = self.of.get(&object).into_iter().flat_map(BTreeMap::values);
        let named: HashSet<&str> = rows.filter_map(|row| row.get(column)).collect();
        named.into_iter().map(str::to_owned).collect()
    }
}
