//! The social map: organisations, services and the other HSDS rows as they came, room, agreements.
//!
//! The map is public knowledge and has no row scope; who may ask is decided by the use cases. What reads from the whole
//! map reads it at once ([`rows`]) and keeps it until [`state`] says that something changed.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::candidate::{Agreement, Capacity, CapacityState, ServiceStatus};
use crate::domain::socialmap::facts::Rows;
use crate::domain::socialmap::{Object, Record};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{agreements, capacities, counters, handovers, map_rows, organizations, services};
use crate::store::types::{from_json, to_json};
use crate::text_columns;

text_columns!(ServiceStatus, CapacityState);

/// Name of the counter that counts changes of the map.
const COUNTER: &str = "map";

/// A row as it is kept: the cells as JSON, and how often they changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The cells, JSON.
    pub fields: String,
    /// Counts changes, from 1.
    pub version: i32,
}

/// What tells one state of the map from another, cheaply: asked before every use of a kept copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Counts changes of the rows.
    pub rows: i64,
    /// How much room was noted, and when last.
    pub capacities: (i64, Option<Moment>),
    /// How many agreements there are, and the sum of their versions.
    pub agreements: (i64, Option<i64>),
}

/// The present state.
///
/// # Errors
/// Any failure of the database.
pub fn state(conn: &mut Conn) -> Result<State, StoreError> {
    let rows = counters::table.find(COUNTER).select(counters::value).first(conn).optional()?.unwrap_or(0);
    let room = capacities::table
        .select((diesel::dsl::count_star(), diesel::dsl::max(capacities::updated_at)))
        .first::<(i64, Option<Moment>)>(conn)?;
    let signed = agreements::table
        .select((diesel::dsl::count_star(), diesel::dsl::sum(agreements::version)))
        .first::<(i64, Option<i64>)>(conn)?;
    Ok(State { rows, capacities: room, agreements: signed })
}

/// Notes that rows of the map changed, so that every replica reads it anew.
///
/// # Errors
/// Any failure of the database.
pub fn touch(conn: &mut Conn) -> Result<(), StoreError> {
    let bumped =
        diesel::update(counters::table.find(COUNTER)).set(counters::value.eq(counters::value + 1)).execute(conn)?;
    if bumped == 0 {
        diesel::insert_into(counters::table)
            .values((counters::name.eq(COUNTER), counters::value.eq(1_i64)))
            .execute(conn)?;
    }
    Ok(())
}

/// The whole map.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn rows(conn: &mut Conn) -> Result<Rows, StoreError> {
    let mut of: HashMap<Object, Vec<Record>> = HashMap::new();
    let kept: Vec<(Id, String)> =
        organizations::table.order(organizations::id).select((organizations::id, organizations::fields)).load(conn)?;
    of.insert(Object::Organization, records(kept)?);
    let kept: Vec<(Id, String)> =
        services::table.order(services::id).select((services::id, services::fields)).load(conn)?;
    of.insert(Object::Service, records(kept)?);
    for object in USED {
        let kept: Vec<(Id, String)> = map_rows::table
            .filter(map_rows::object.eq(object.as_str()))
            .order(map_rows::id)
            .select((map_rows::id, map_rows::fields))
            .load(conn)?;
        of.insert(object, records(kept)?);
    }
    Ok(Rows { of, capacities: rooms(conn)?, agreements: signed(conn)? })
}

/// Objects that facts are drawn from.
const USED: [Object; 7] = [
    Object::Attribute,
    Object::TaxonomyTerm,
    Object::ServiceArea,
    Object::Language,
    Object::ServiceAtLocation,
    Object::Address,
    Object::Contact,
];

fn records(kept: Vec<(Id, String)>) -> Result<Vec<Record>, StoreError> {
    let record = |(id, fields): (Id, String)| Ok(Record { id, line: 0, fields: from_json(&fields)? });
    kept.into_iter().map(record).collect()
}

/// Room of every service that told it.
///
/// # Errors
/// Any failure of the database.
pub fn rooms(conn: &mut Conn) -> Result<HashMap<Id, Capacity>, StoreError> {
    let all = capacities::table
        .select((capacities::service_id, capacities::state, capacities::places, capacities::updated_at))
        .load::<(Id, CapacityState, Option<i32>, Moment)>(conn)?;
    Ok(all.into_iter().map(|(id, state, places, updated_at)| (id, Capacity { state, places, updated_at })).collect())
}

/// The agreement of every organisation that has one.
///
/// # Errors
/// Any failure of the database.
pub fn signed(conn: &mut Conn) -> Result<HashMap<Id, Agreement>, StoreError> {
    let all = agreements::table
        .select((agreements::organization_id, agreements::signed_on, agreements::valid_until))
        .load::<(Id, chrono::NaiveDate, Option<chrono::NaiveDate>)>(conn)?;
    Ok(all.into_iter().map(|(id, first, last)| (id, Agreement::Signed(first, last))).collect())
}

/// Notes the room of a service, unless something newer is known; says whether it was new.
///
/// # Errors
/// Any failure of the database.
pub fn note_room(conn: &mut Conn, service_id: &str, room: &Capacity) -> Result<bool, StoreError> {
    let known: Option<Moment> =
        capacities::table.find(service_id).select(capacities::updated_at).first(conn).optional()?;
    let values = (
        capacities::state.eq(room.state),
        capacities::places.eq(room.places),
        capacities::updated_at.eq(room.updated_at),
    );
    match known {
        Some(known) if known >= room.updated_at => return Ok(false),
        Some(_) => diesel::update(capacities::table.find(service_id)).set(values).execute(conn)?,
        None => diesel::insert_into(capacities::table)
            .values((capacities::service_id.eq(service_id), values.0, values.1, values.2))
            .execute(conn)?,
    };
    Ok(true)
}

/// What is kept of every row of one object, to be held against a package.
///
/// # Errors
/// Any failure of the database.
pub fn kept(conn: &mut Conn, object: Object) -> Result<HashMap<Id, Kept>, StoreError> {
    let rows: Vec<(Id, String, i32)> = match object {
        Object::Organization => organizations::table
            .select((organizations::id, organizations::fields, organizations::version))
            .load(conn)?,
        Object::Service => services::table.select((services::id, services::fields, services::version)).load(conn)?,
        _ => map_rows::table
            .filter(map_rows::object.eq(object.as_str()))
            .select((map_rows::id, map_rows::fields))
            .load::<(Id, String)>(conn)?
            .into_iter()
            .map(|(id, fields)| (id, fields, 1))
            .collect(),
    };
    Ok(rows.into_iter().map(|(id, fields, version)| (id, Kept { fields, version })).collect())
}

/// Writes a row that is new (`known` is `None`) or has changed.
///
/// # Errors
/// Any failure of the database.
pub fn put(conn: &mut Conn, object: Object, row: &Record, known: Option<&Kept>) -> Result<(), StoreError> {
    let fields = to_json(&row.fields)?;
    let version = known.map_or(1, |known| known.version + 1);
    let name = row.get("name").unwrap_or_default();
    match object {
        Object::Organization => {
            let values =
                (organizations::name.eq(name), organizations::fields.eq(&fields), organizations::version.eq(version));
            match known {
                Some(_) => diesel::update(organizations::table.find(&row.id)).set(values).execute(conn)?,
                None => diesel::insert_into(organizations::table)
                    .values((organizations::id.eq(&row.id), values.0, values.1, values.2))
                    .execute(conn)?,
            };
        }
        Object::Service => {
            let values = (
                services::organization_id.eq(row.get("organization_id").unwrap_or_default()),
                services::name.eq(name),
                services::status.eq(row.get("status").unwrap_or_default()),
                services::fields.eq(&fields),
                services::version.eq(version),
            );
            match known {
                Some(_) => diesel::update(services::table.find(&row.id)).set(values).execute(conn)?,
                None => diesel::insert_into(services::table)
                    .values((services::id.eq(&row.id), values.0, values.1, values.2, values.3, values.4))
                    .execute(conn)?,
            };
        }
        _ => put_other(conn, object, row, &fields, known.is_some())?,
    }
    Ok(())
}

fn put_other(conn: &mut Conn, object: Object, row: &Record, fields: &str, known: bool) -> Result<(), StoreError> {
    let values = (
        map_rows::organization_id.eq(row.get("organization_id")),
        map_rows::service_id.eq(row.get("service_id")),
        map_rows::fields.eq(fields),
    );
    if known {
        diesel::update(map_rows::table.find((object.as_str(), &row.id))).set(values).execute(conn)?;
    } else {
        diesel::insert_into(map_rows::table)
            .values((map_rows::object.eq(object.as_str()), map_rows::id.eq(&row.id), values.0, values.1, values.2))
            .execute(conn)?;
    }
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

/// Services whose organisation declined this very case.
///
/// # Errors
/// Any failure of the database.
pub fn declined(conn: &mut Conn, case_id: &str) -> Result<HashSet<Id>, StoreError> {
    let ids: Vec<Id> = handovers::table
        .filter(handovers::case_id.eq(case_id))
        .filter(handovers::status.eq("rejected"))
        .select(handovers::service_id)
        .load(conn)?;
    Ok(ids.into_iter().collect())
}
