//! What was proposed and what was chosen, one row a handover: for the report of choices, never shown with a person.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::choices;

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = choices)]
pub struct Choice {
    /// The handover that was drafted.
    pub handover_id: Id,
    /// Its case.
    pub case_id: Id,
    /// The service that was chosen.
    pub service_id: Id,
    /// When.
    pub chosen_at: Moment,
    /// The most pressing need; empty where none is known.
    pub need: String,
    /// Its place among the proposals, from 1; nothing where it was not proposed.
    pub place: Option<i32>,
    /// A hard rule excluded it.
    pub excluded: bool,
    /// Why it was not the first, as a code.
    pub reason_code: Option<String>,
    /// What was proposed, JSON `{needs, items: [{serviceId, score}]}`.
    pub proposed: String,
}

/// Keeps a choice.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, choice: &Choice) -> Result<(), StoreError> {
    diesel::insert_into(choices::table).values(choice).execute(conn)?;
    Ok(())
}

/// Choices that are alike, counted.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Counted {
    /// The most pressing need.
    pub need: String,
    /// Place among the proposals.
    pub place: Option<i32>,
    /// A hard rule excluded it.
    pub excluded: bool,
    /// Why it was not the first.
    pub reason_code: Option<String>,
    /// How many.
    pub choices: i64,
}

/// Choices between two moments, counted by need, place and reason.
///
/// # Errors
/// Any failure of the database.
pub fn counted(conn: &mut Conn, from: Moment, until: Moment) -> Result<Vec<Counted>, StoreError> {
    Ok(choices::table
        .filter(choices::chosen_at.ge(from))
        .filter(choices::chosen_at.lt(until))
        .group_by((choices::need, choices::place, choices::excluded, choices::reason_code))
        .select((
            choices::need,
            choices::place,
            choices::excluded,
            choices::reason_code,
            diesel::dsl::count(choices::handover_id),
        ))
        .load(conn)?)
}
