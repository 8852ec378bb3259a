//! What the social map says of its services, for those who ask all of it at once and keep the answer until [`state`] says
//! that something changed: rows of some services, their room, the agreements of their organisations.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::candidate::{Agreement, Capacity, CapacityState, ServiceStatus};
use crate::domain::socialmap::{Object, Record};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::{
    agreements, capacities, counters, handovers, map_merges, map_retired, map_rows, organizations, services,
};
use crate::store::types::{MAP_COUNTER, from_json};
use crate::text_columns;

text_columns!(ServiceStatus, CapacityState);

/// How many services are read with one query, and how many rows that hang on them.
pub const AT_ONCE: usize = 500;

/// The counter of changes of room.
pub const ROOMS: &str = "rooms";

/// What tells one state of the map from another, cheaply: asked before every use of a kept copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Counts changes of the rows.
    pub rows: i64,
    /// Counts changes of room.
    pub rooms: i64,
    /// How many agreements there are, and the sum of their versions.
    pub agreements: (i64, Option<i64>),
    /// Counts changes of what services are known for.
    pub rates: i64,
}

/// The present state.
///
/// # Errors
/// Any failure of the database.
pub fn state(conn: &mut Conn) -> Result<State, StoreError> {
    let counted: Vec<(String, i64)> = counters::table
        .filter(counters::name.eq_any([MAP_COUNTER, ROOMS, "rates"]))
        .select((counters::name, counters::value))
        .load(conn)?;
    let count = |name: &str| counted.iter().find(|(of, _)| of == name).map_or(0, |(_, value)| *value);
    let signed = agreements::table
        .select((diesel::dsl::count_star(), diesel::dsl::sum(agreements::version)))
        .first::<(i64, Option<i64>)>(conn)?;
    Ok(State { rows: count(MAP_COUNTER), rooms: count(ROOMS), agreements: signed, rates: count("rates") })
}

/// Every organisation: its id and name, ordered by name.
///
/// # Errors
/// Any failure of the database.
pub fn organization_names(conn: &mut Conn) -> Result<Vec<(Id, String)>, StoreError> {
    Ok(organizations::table
        .order((organizations::name, organizations::id))
        .select((organizations::id, organizations::name))
        .load(conn)?)
}

/// Ids of the services that changed after a revision; 0 is before everything.
///
/// # Errors
/// Any failure of the database.
pub fn changed_since(conn: &mut Conn, revision: i64) -> Result<Vec<Id>, StoreError> {
    Ok(services::table.filter(services::revision.gt(revision)).order(services::id).select(services::id).load(conn)?)
}

/// The rows that facts of these services are drawn from, at most [`AT_ONCE`] services.
///
/// # Errors
/// Any failure of the database; damaged JSON.
pub fn rows(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Object, Vec<Record>>, StoreError> {
    let found: Vec<(Id, Id, String)> = services::table
        .filter(services::id.eq_any(ids))
        .order(services::id)
        .select((services::id, services::organization_id, services::fields))
        .load(conn)?;
    let owners: HashSet<&Id> = found.iter().map(|(_, organization, _)| organization).collect();
    let owners: Vec<Id> = owners.into_iter().cloned().collect();
    let mut of: HashMap<Object, Vec<Record>> = HashMap::new();
    let kept: Vec<(Id, String)> = organizations::table
        .filter(organizations::id.eq_any(&owners))
        .select((organizations::id, organizations::fields))
        .load(conn)?;
    of.insert(Object::Organization, records(kept)?);
    let over = not_offered(conn, ids, &owners)?;
    let mut offered = records(found.into_iter().map(|(id, _, fields)| (id, fields)).collect())?;
    for row in &mut offered {
        // Whatever its directory says of it since.
        if over.contains(&row.id) || row.get("organization_id").is_some_and(|owner| over.contains(owner)) {
            row.fields.insert("status".to_owned(), ServiceStatus::Inactive.to_string());
        }
    }
    of.insert(Object::Service, offered);
    // With nothing added to `object`, SQLite walks every row of these objects instead of finding those of the services.
    let theirs = map_rows::table
        .filter(map_rows::service_id.eq_any(ids))
        .filter(map_rows::object.concat("").eq_any(OF_A_SERVICE.map(Object::as_str)));
    hang(conn, &mut of, theirs.into_boxed())?;
    // Those that hang on the service itself; opening hours of a site say nothing of a season.
    let seasons = map_rows::table
        .filter(map_rows::service_id.eq_any(ids))
        .filter(map_rows::object.concat("").eq(Object::Schedule.as_str()));
    hang(conn, &mut of, seasons.into_boxed())?;
    let desks = map_rows::table
        .filter(map_rows::organization_id.eq_any(&owners))
        .filter(map_rows::object.concat("").eq(Object::Contact.as_str()));
    hang(conn, &mut of, desks.into_boxed())?;
    let places: HashSet<String> = cells(&of, Object::ServiceAtLocation, "location_id");
    for places in places.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
        let there = map_rows::table
            .filter(map_rows::location_id.eq_any(places))
            .filter(map_rows::object.concat("").eq(Object::Address.as_str()));
        hang(conn, &mut of, there.into_boxed())?;
        // Only those that are no place: of the others nothing is needed but the address.
        let online = map_rows::table
            .filter(map_rows::object.eq(Object::Location.as_str()))
            .filter(map_rows::id.eq_any(places))
            .filter(map_rows::fields.like("%\"virtual\"%"));
        hang(conn, &mut of, online.into_boxed())?;
    }
    let terms: HashSet<String> = cells(&of, Object::Attribute, "taxonomy_term_id");
    for terms in terms.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
        let named = map_rows::table
            .filter(map_rows::object.eq(Object::TaxonomyTerm.as_str()))
            .filter(map_rows::id.eq_any(terms));
        hang(conn, &mut of, named.into_boxed())?;
    }
    Ok(of)
}

/// Those of these services that another one stands for, and of these organisations that were retired.
fn not_offered(conn: &mut Conn, services: &[Id], organizations: &[Id]) -> Result<HashSet<Id>, StoreError> {
    let merged: Vec<Id> = map_merges::table
        .filter(map_merges::entry_id.eq_any(services))
        .filter(map_merges::undone_at.is_null())
        .select(map_merges::entry_id)
        .load(conn)?;
    let retired: Vec<Id> = map_retired::table
        .filter(map_retired::object.eq(Object::Organization.as_str()))
        .filter(map_retired::id.eq_any(organizations))
        .select(map_retired::id)
        .load(conn)?;
    Ok(merged.into_iter().chain(retired).collect())
}

/// Rows that hang on a service and tell facts of it.
const OF_A_SERVICE: [Object; 5] =
    [Object::Attribute, Object::ServiceArea, Object::Language, Object::ServiceAtLocation, Object::Contact];

/// Adds rows to those of their object, ordered by id.
fn hang(
    conn: &mut Conn,
    of: &mut HashMap<Object, Vec<Record>>,
    query: map_rows::BoxedQuery<'_, MultiBackend>,
) -> Result<(), StoreError> {
    let rows: Vec<(String, Id, String)> =
        query.order(map_rows::id).select((map_rows::object, map_rows::id, map_rows::fields)).load(conn)?;
    for (object, id, fields) in rows {
        let Ok(object) = object.parse::<Object>() else { continue };
        of.entry(object).or_default().push(Record { id, line: 0, fields: from_json(&fields)? });
    }
    Ok(())
}

fn cells(of: &HashMap<Object, Vec<Record>>, object: Object, column: &str) -> HashSet<String> {
    of.get(&object).into_iter().flatten().filter_map(|row| row.get(column)).map(str::to_owned).collect()
}

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
        .select((
            capacities::service_id,
            capacities::state,
            capacities::places,
            capacities::waiting_weeks,
            capacities::updated_at,
        ))
        .load::<(Id, CapacityState, Option<i32>, Option<i32>, Moment)>(conn)?;
    let room =
        |(id, state, places, waiting_weeks, updated_at)| (id, Capacity { state, places, waiting_weeks, updated_at });
    Ok(all.into_iter().map(room).collect())
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
    let known: Option<(Moment, i32)> = capacities::table
        .find(service_id)
        .select((capacities::updated_at, capacities::version))
        .first(conn)
        .optional()?;
    let values = (
        capacities::state.eq(room.state),
        capacities::places.eq(room.places),
        capacities::waiting_weeks.eq(room.waiting_weeks),
        capacities::updated_at.eq(room.updated_at),
        capacities::version.eq(known.map_or(0, |(_, version)| version) + 1),
    );
    match known {
        Some((known, _)) if known >= room.updated_at => return Ok(false),
        Some(_) => diesel::update(capacities::table.find(service_id)).set(values).execute(conn)?,
        None => diesel::insert_into(capacities::table)
            .values((capacities::service_id.eq(service_id), values))
            .execute(conn)?,
    };
    Ok(true)
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
    let mut declined: HashSet<Id> = ids.iter().cloned().collect();
    // Who declined under another id declined: a service that was merged is the one that stands for it.
    let mut level = ids;
    while !level.is_empty() {
        level = map_merges::table
            .filter(map_merges::entry_id.eq_any(&level))
            .filter(map_merges::undone_at.is_null())
            .select(map_merges::into_id)
            .load(conn)?;
        level.retain(|id| declined.insert(id.clone()));
    }
    Ok(declined)
}
