//! What handovers to a service came to, counted now and then from the handovers themselves: answers, acceptances, outcomes.
//! A cheap copy that can be thrown away; [`heard`] is what it is counted from.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::track::Course;
use crate::domain::socialmap::candidate::TrackRecord;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{handovers, service_rates};

/// Every handover that was offered since a moment, by service: one query.
///
/// # Errors
/// Any failure of the database.
pub fn heard(conn: &mut Conn, since: Moment) -> Result<Vec<(Id, Course)>, StoreError> {
    type Columns = (Id, String, Option<Moment>, Option<Moment>, Moment, Option<String>);
    let rows: Vec<Columns> = handovers::table
        .filter(handovers::offered_at.ge(since).assume_not_null())
        .filter(handovers::status.ne("entered_in_error"))
        .order(handovers::service_id)
        .select((
            handovers::service_id,
            handovers::status,
            handovers::offered_at,
            handovers::accepted_at,
            handovers::changed_at,
            handovers::outcome,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(service, status, offered_at, accepted_at, changed_at, outcome)| {
            let rejected_at = (status == "rejected").then_some(changed_at);
            let ended = accepted_at.is_some() && ["completed", "failed"].contains(&status.as_str());
            let helped = ended
                && outcome.is_some_and(|outcome| ["support_started", "support_completed"].contains(&outcome.as_str()));
            Some((service, Course { offered_at: offered_at?, accepted_at, rejected_at, ended, helped }))
        })
        .collect())
}

/// What is kept, by service.
///
/// # Errors
/// Any failure of the database.
pub fn all(conn: &mut Conn) -> Result<HashMap<Id, TrackRecord>, StoreError> {
    let rows: Vec<(Id, i32, i32, Option<i32>, i32, i32)> = service_rates::table
        .select((
            service_rates::service_id,
            service_rates::decided,
            service_rates::accepted,
            service_rates::median_hours,
            service_rates::ended,
            service_rates::helped,
        ))
        .load(conn)?;
    let number = |number: i32| u32::try_from(number).unwrap_or(0);
    Ok(rows
        .into_iter()
        .map(|(id, decided, accepted, median_hours, ended, helped)| {
            let record = TrackRecord {
                decided: number(decided),
                accepted: number(accepted),
                median_hours: median_hours.map(number),
                ended: number(ended),
                helped: number(helped),
            };
            (id, record)
        })
        .collect())
}

/// Keeps what a service came to; nothing takes it out.
///
/// # Errors
/// Any failure of the database.
pub fn put(conn: &mut Conn, service_id: &str, record: Option<&TrackRecord>, at: Moment) -> Result<(), StoreError> {
    diesel::delete(service_rates::table.find(service_id)).execute(conn)?;
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    if let Some(record) = record {
        diesel::insert_into(service_rates::table)
            .values((
                service_rates::service_id.eq(service_id),
                service_rates::decided.eq(number(record.decided)),
                service_rates::accepted.eq(number(record.accepted)),
                service_rates::median_hours.eq(record.median_hours.map(number)),
                service_rates::ended.eq(number(record.ended)),
                service_rates::helped.eq(number(record.helped)),
                service_rates::counted_at.eq(at),
            ))
            .execute(conn)?;
    }
    Ok(())
}
