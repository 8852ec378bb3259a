//! What every step of a handover leaves behind, whoever takes it: the row, its timeline, its event, the ledger of the
//! target, and the case that follows its handovers.

use serde_json::json;

use crate::domain::access::{Principal, Reach};
use crate::domain::casework::CaseStatus;
use crate::domain::casework::state::status_after;
use crate::domain::handover::{Actor, Facts, HandoverStatus, Step, frees_place, tally};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::notice::Notice;
use crate::store::case::{self, CaseRow};
use crate::store::conn::Conn;
use crate::store::handover::{self, HandoverRow};
use crate::store::map_facts::ROOMS;
use crate::store::milestone::{self, Milestone};
use crate::store::timeline::Entry;
use crate::store::types::from_json;
use crate::store::{counter, map_merge, outbox, place};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::record::{self, Audience};

/// Name of the system itself, in timelines.
const SYSTEM: &str = "netsterk";

/// Who takes a step, and why.
#[derive(Debug, Clone)]
pub struct By<'a> {
    /// The caller on whose request it happens.
    pub principal: &'a Principal,
    /// In which role; [`Actor::System`] when it only follows from something else.
    pub actor: Actor,
    /// Reason from a list.
    pub reason_code: Option<String>,
    /// Reason in words.
    pub reason: Option<String>,
    /// More for the timeline: ids and codes.
    pub data: serde_json::Value,
}

/// What the state machine has to know of a handover.
#[must_use]
pub fn facts(row: &HandoverRow) -> Facts {
    Facts {
        status: row.status,
        held_from: row.held_from,
        warm: row.warm,
        accompaniment: row.accompaniment,
        introductions: row.introductions,
        no_shows: row.no_shows,
    }
}

/// Writes a step that the state machine allowed, and everything that follows from it. `row` holds what the step brought
/// with it already; status, counts and version are set here.
///
/// # Errors
/// [`Error::PreconditionFailed`] when somebody was faster; any failure of the database.
pub fn settle(
    ctx: &Ctx,
    conn: &mut Conn,
    row: &mut HandoverRow,
    step: &Step,
    by: &By<'_>,
    at: Moment,
) -> Result<(), Error> {
    if frees_place((row.status, row.held_from), step.to) {
        // A place is one of the service that stands for it by now.
        let service_id = map_merge::survivor(conn, &row.service_id)?;
        if place::give_back(conn, &service_id, at)? {
            counter::next(conn, ROOMS)?;
        }
    }
    handover::lock_case(conn, &row.case_id)?;
    let from = row.status;
    row.status = step.to;
    row.held_from = step.held_from;
    row.introductions = step.introductions;
    row.no_shows = step.no_shows;
    row.ended_by = step.ended_by;
    row.reason_code.clone_from(&by.reason_code);
    row.reason.clone_from(&by.reason);
    row.changed_at = at;
    row.version += 1;
    handover::update(conn, row)?;
    let entry = handover_entry(ctx, row, by, at);
    record::timeline(
        conn,
        &Entry { from_state: Some(from.to_string()), to_state: Some(row.status.to_string()), ..entry },
    )?;
    announce(ctx, conn, row, step.event, at)?;
    let case = follow(ctx, conn, &row.case_id, at)?;
    if let (Some(kind), Some(family_id), true) = (step.milestone, &row.family_id, row.offered_at.is_some()) {
        let milestone = Milestone {
            id: ctx.id(at),
            family_id: family_id.clone(),
            case_id: row.case_id.clone(),
            handover_id: Some(row.id.clone()),
            kind: kind.to_string(),
            children: children(&case)?,
            at,
        };
        milestone::append(conn, &milestone)?;
    }
    if row.status == HandoverStatus::Offered {
        let notice = Notice::HandoverOffered { handover_id: row.id.clone() };
        outbox::enqueue(conn, &ctx.id(at), &notice, &row.id, at)?;
    }
    Ok(())
}

/// A line for the timeline about a handover; the states are not in it yet.
#[must_use]
pub fn handover_entry(ctx: &Ctx, row: &HandoverRow, by: &By<'_>, at: Moment) -> Entry {
    let entry = record::entry(ctx, by.principal, at, &row.case_id, "handover.transition", row.version);
    let actor = match by.actor {
        Actor::System => SYSTEM.to_owned(),
        Actor::Source | Actor::Partner => entry.actor,
    };
    Entry {
        handover_id: Some(row.id.clone()),
        actor,
        actor_role: by.actor.to_string(),
        reason_code: by.reason_code.clone(),
        reason: by.reason.clone(),
        data: by.data.to_string(),
        ..entry
    }
}

/// Tells the feed. The partner hears of it from the moment on which it was offered to it.
///
/// # Errors
/// Any failure of the database.
pub fn announce(ctx: &Ctx, conn: &mut Conn, row: &HandoverRow, event: &str, at: Moment) -> Result<(), Error> {
    let audience = match row.offered_at {
        Some(_) => Audience::Organization(row.organization_id.clone()),
        None => Audience::Team,
    };
    let data = json!({
        "handoverId": row.id,
        "serviceId": row.service_id,
        "organizationId": row.organization_id,
        "status": row.status,
        "version": row.version,
        "changedAt": at,
    });
    let path = format!("/v1/handovers/{}", row.id);
    record::event(ctx, conn, &format!("handover.{event}"), &row.id, row.version, &path, at, audience, &data)
}

/// Lets a case follow how its handovers stand now; returns it. The caller has locked it.
///
/// # Errors
/// Any failure of the database.
pub fn follow(ctx: &Ctx, conn: &mut Conn, case_id: &Id, at: Moment) -> Result<CaseRow, Error> {
    let mut row = case::find(conn, &Reach::Team, case_id)?;
    let (from, status) = (row.status, status_after(row.status, tally(&handover::standings(conn, case_id)?)));
    if status == from {
        return Ok(row);
    }
    row.status = status;
    row.version += 1;
    case::update(conn, &row).map_err(|error| Error::from(error).without_version())?;
    let entry = Entry {
        id: ctx.id(at),
        case_id: case_id.clone(),
        handover_id: None,
        at,
        kind: "case.transition".to_owned(),
        actor: SYSTEM.to_owned(),
        actor_role: Actor::System.to_string(),
        from_state: Some(from.to_string()),
        to_state: Some(status.to_string()),
        reason_code: Some("follows_handovers".to_owned()),
        reason: None,
        data: "{}".to_owned(),
        version: row.version,
    };
    record::timeline(conn, &entry)?;
    let data = json!({ "caseId": row.id, "number": row.number, "status": row.status, "version": row.version });
    let kind = match status {
        CaseStatus::Bridging => "case.bridged",
        CaseStatus::Aftercare => "case.handed_over",
        CaseStatus::New | CaseStatus::InProgress | CaseStatus::Closed => "case.returned",
    };
    record::event(ctx, conn, kind, case_id, row.version, &format!("/v1/cases/{case_id}"), at, Audience::Team, &data)?;
    Ok(row)
}

/// Number of children of a case, for the ledger.
///
/// # Errors
/// When stored JSON is damaged, a fault of ours.
pub fn children(case: &CaseRow) -> Result<i32, Error> {
    let children: Vec<serde_json::Value> = from_json(&case.children)?;
    Ok(i32::try_from(children.len()).unwrap_or(i32::MAX))
}
