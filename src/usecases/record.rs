//! What every change leaves behind, in its own transaction: a line in the timeline, an event, a line in the access log.

use serde_json::Value;

use crate::domain::access::{Party, Principal};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::access_log::Line;
use crate::store::conn::Conn;
use crate::store::event::NewEvent;
use crate::store::milestone::{self, Milestone};
use crate::store::timeline::Entry;
use crate::store::{access_log, event, timeline};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Starts a timeline entry by this caller: no handover, no states, no reasons; the use case fills in what it has.
#[must_use]
pub fn entry(ctx: &Ctx, principal: &Principal, at: Moment, case_id: &str, kind: &str, version: i32) -> Entry {
    Entry {
        id: ctx.id(at),
        case_id: case_id.to_owned(),
        handover_id: None,
        at,
        kind: kind.to_owned(),
        actor: principal.client_id.clone(),
        actor_role: match principal.party {
            Party::Partner(_) => "partner",
            Party::Team | Party::AlertPoint => "source",
        }
        .to_owned(),
        from_state: None,
        to_state: None,
        reason_code: None,
        reason: None,
        data: "{}".to_owned(),
        version,
    }
}

/// Appends a timeline entry.
///
/// # Errors
/// Any failure of the database.
pub fn timeline(conn: &mut Conn, entry: &Entry) -> Result<(), Error> {
    Ok(timeline::append(conn, entry)?)
}

/// Who may read an event, beside the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Nobody else.
    Team,
    /// One partner.
    Organization(Id),
    /// The alert point.
    AlertPoint,
}

/// Appends an event for the feed. `kind` is `<resource>.<pastParticiple>`; `path` the resource's path; `data` holds ids,
/// states, versions and times only.
///
/// # Errors
/// Any failure of the database.
#[expect(clippy::too_many_arguments, reason = "an event is just these facts, each used once")]
pub fn event(
    ctx: &Ctx,
    conn: &mut Conn,
    kind: &str,
    subject: &str,
    version: i32,
    path: &str,
    at: Moment,
    audience: Audience,
    data: &Value,
) -> Result<(), Error> {
    let (organization_id, for_alert_point) = match audience {
        Audience::Team => (None, false),
        Audience::Organization(id) => (Some(id), false),
        Audience::AlertPoint => (None, true),
    };
    Ok(event::append(
        conn,
        &NewEvent {
            id: ctx.id(at),
            kind: format!("be.netsterk.v1.{kind}"),
            subject: subject.to_owned(),
            sequence: i64::from(version),
            at,
            dataref: path.to_owned(),
            data: data.to_string(),
            organization_id,
            for_alert_point,
        },
    )?)
}

/// Appends a line to the access log.
///
/// # Errors
/// Any failure of the database.
#[expect(clippy::too_many_arguments, reason = "who, what, whom, why, when")]
pub fn access(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    action: &str,
    subject_kind: &str,
    subject_id: &str,
    purpose: &str,
    at: Moment,
) -> Result<(), Error> {
    let organization_id = match &principal.party {
        Party::Partner(id) => Some(id.clone()),
        Party::Team | Party::AlertPoint => None,
    };
    Ok(access_log::append(
        conn,
        &Line {
            id: ctx.id(at),
            at,
            actor: principal.client_id.clone(),
            organization_id,
            action: action.to_owned(),
            subject_kind: subject_kind.to_owned(),
            subject_id: subject_id.to_owned(),
            purpose: purpose.to_owned(),
        },
    )?)
}

/// Writes into the ledger of the count that a case is about a family now.
///
/// # Errors
/// Any failure of the database.
pub fn reached(
    ctx: &Ctx,
    conn: &mut Conn,
    case_id: &str,
    family_id: &str,
    children: i32,
    at: Moment,
) -> Result<(), Error> {
    let milestone = Milestone {
        id: ctx.id(at),
        family_id: family_id.to_owned(),
        case_id: case_id.to_owned(),
        handover_id: None,
        kind: "reached".to_owned(),
        children,
        at,
    };
    Ok(milestone::append(conn, &milestone)?)
}
