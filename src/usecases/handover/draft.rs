//! Draft a handover: a route was chosen, nothing is sent yet.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::shown;
use super::view::HandoverView;
use crate::domain::access::{Party, Principal, Reach, Scope};
use crate::domain::casework::CaseStatus;
use crate::domain::handover::{Accompaniment, Actor, HandoverStatus, NotFirstReason};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::case::{self, CaseRow};
use crate::store::choice::Choice;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::handover::{self, Destination, HandoverRow};
use crate::store::timeline::Entry;
use crate::store::types::{from_json, to_json};
use crate::store::{choice, consent};
use crate::usecases::bridge::{self, By};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::proposed::{self, Proposal};
use crate::usecases::record;
use crate::usecases::words::refuse_national_numbers;

/// A new handover.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftHandover {
    /// The service.
    #[schema(max_length = 36)]
    pub service_id: Id,
    /// Whether an introduction belongs to it; yes when not given.
    pub warm: Option<bool>,
    /// Who goes along to it; nobody when not given.
    pub accompaniment: Option<Accompaniment>,
    /// The consent under which it will be offered; the newest that holds when not given.
    #[schema(max_length = 36)]
    pub consent_id: Option<Id>,
    /// Words for the partner. No names: the partner reads them before it accepts.
    #[schema(max_length = 2_000)]
    pub message: Option<String>,
    /// Why the service is chosen although a rule excludes it.
    #[schema(max_length = 2_000)]
    pub override_reason: Option<String>,
    /// Why it is not the service that was proposed first; for the report of choices.
    pub not_first_reason_code: Option<NotFirstReason>,
    /// Why no introduction belongs to it; needed when `warm` is false, unless `overrideReason` says it.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
}

/// Drafts a handover of a case to a service.
///
/// # Errors
/// [`Error::Guard`] `needsMissing`, `caseClosed`, `reasonNeeded`; [`Error::Invalid`] for an unknown service or consent;
/// [`Error::NotFound`], also when the caller may not see the case.
pub fn draft(
    ctx: &Ctx,
    principal: &Principal,
    case_id: &str,
    command: &DraftHandover,
    key: Option<&IdempotencyKey>,
) -> Result<HandoverView, Error> {
    require(principal, Scope::CasesWrite)?;
    if principal.party != Party::Team {
        return Err(Error::NotFound);
    }
    refuse_national_numbers(&[
        ("message", command.message.as_deref()),
        ("overrideReason", command.override_reason.as_deref()),
        ("reason", command.reason.as_deref()),
    ])?;
    // Outside the transaction: asking the map is no writing, and others wait for whoever writes.
    let proposal = proposed::of_case(ctx, principal, case_id)?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        handover::lock_case(conn, case_id)?;
        let case = case::find(conn, &principal.reach(), case_id)?;
        let destination = destination(conn, command)?;
        let row = blank(ctx, principal, command, &case, destination, at);
        guard(conn, &case, &row)?;
        handover::insert(conn, &row)?;
        choice::insert(conn, &chosen(command, &row, &proposal)?)?;
        let by = By { principal, actor: Actor::Source, reason_code: None, reason: None, data: serde_json::json!({}) };
        let entry = bridge::handover_entry(ctx, &row, &by, at);
        let entry = Entry { kind: "handover.drafted".to_owned(), to_state: Some(row.status.to_string()), ..entry };
        record::timeline(conn, &entry)?;
        bridge::announce(ctx, conn, &row, "drafted", at)?;
        bridge::follow(ctx, conn, &row.case_id, at)?;
        shown::one(conn, row, Actor::Source)
    })
}

/// What was chosen, beside what was proposed.
fn chosen(command: &DraftHandover, row: &HandoverRow, proposal: &Proposal) -> Result<Choice, Error> {
    let place = proposal.place(&row.service_id);
    let reason = command.not_first_reason_code.filter(|_| place != Some(1));
    Ok(Choice {
        handover_id: row.id.clone(),
        case_id: row.case_id.clone(),
        service_id: row.service_id.clone(),
        chosen_at: row.created_at,
        need: proposal.needs.first().cloned().unwrap_or_default(),
        place,
        excluded: proposal.excluded.contains(&row.service_id),
        reason_code: reason.map(|reason| reason.to_string()),
        proposed: to_json(proposal)?,
    })
}

fn given(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

fn destination(conn: &mut Conn, command: &DraftHandover) -> Result<Destination, Error> {
    let mut issues = Vec::new();
    let found = handover::destinations(conn, std::slice::from_ref(&command.service_id))?.pop();
    if found.is_none() {
        issues.push(Issue::body("serviceId", "is not a service of the social map"));
    }
    if let Some(consent_id) = &command.consent_id {
        match consent::find(conn, &Reach::Team, consent_id) {
            Ok(_) => {}
            Err(StoreError::NotFound) => issues.push(Issue::body("consentId", "is not a consent")),
            Err(other) => return Err(other.into()),
        }
    }
    found.filter(|_| issues.is_empty()).ok_or(Error::Invalid(issues))
}

fn guard(conn: &mut Conn, case: &CaseRow, row: &HandoverRow) -> Result<(), Error> {
    let unmet = |name, detail: &str| Err(Error::Guard { name, detail: detail.to_owned(), allowed: Vec::new() });
    if case.status == CaseStatus::Closed {
        return unmet("caseClosed", "the case is closed; reopen it first");
    }
    let proposed: Vec<serde_json::Value> = from_json(&case.proposed_needs)?;
    if proposed.is_empty() && case::needs_of(conn, std::slice::from_ref(&case.id))?.is_empty() {
        return unmet("needsMissing", "say first what the family needs: at least one need on the case");
    }
    if !row.warm && row.cold_reason.is_none() {
        return unmet("reasonNeeded", "a handover without introduction needs a reason");
    }
    Ok(())
}

fn blank(
    ctx: &Ctx,
    principal: &Principal,
    command: &DraftHandover,
    case: &CaseRow,
    to: Destination,
    at: Moment,
) -> HandoverRow {
    let warm = command.warm.unwrap_or(true);
    let override_reason = given(command.override_reason.as_ref());
    let cold_reason = given(command.reason.as_ref()).or_else(|| override_reason.clone()).filter(|_| !warm);
    HandoverRow {
        id: ctx.id(at),
        case_id: case.id.clone(),
        family_id: case.family_id.clone(),
        service_id: to.service_id,
        organization_id: to.organization_id,
        status: HandoverStatus::Draft,
        held_from: None,
        warm,
        cold_reason,
        accompaniment: command.accompaniment.unwrap_or(Accompaniment::None),
        message: given(command.message.as_ref()),
        override_reason,
        consent_id: command.consent_id.clone(),
        frozen_consent: None,
        review_on: None,
        contact: None,
        introduction: None,
        attended: None,
        introductions: 0,
        no_shows: 0,
        outcome: None,
        activity: None,
        reason_code: None,
        reason: None,
        ended_by: None,
        created_by: principal.client_id.clone(),
        created_at: at,
        offered_at: None,
        accepted_at: None,
        changed_at: at,
        version: 1,
    }
}
