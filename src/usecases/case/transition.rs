//! Move a case: take it up, close it with an outcome, reopen it. The other states follow from its handovers.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::casework::state::{self, CaseEvent, CaseFacts};
use crate::domain::casework::{CaseOutcome, CaseStatus};
use crate::domain::handover::tally;
use crate::domain::refusal::Refusal;
use crate::store::timeline::Entry;
use crate::store::{case, handover};
use crate::usecases::case::view::{CaseView, check_text, refuse_if_any};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::missing;
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};

/// A step of a case.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveCase {
    /// Where to.
    pub to: CaseStatus,
    /// How it ended; needed for closing.
    pub outcome: Option<CaseOutcome>,
    /// Why; needed for reopening.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
}

/// Moves a case.
///
/// # Errors
/// [`Error::Illegal`] or [`Error::Guard`] with what is possible; [`Error::PreconditionFailed`]; [`Error::NotFound`].
pub fn transition(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    version: i32,
    command: &MoveCase,
    key: Option<&IdempotencyKey>,
) -> Result<CaseView, Error> {
    require(principal, Scope::CasesWrite)?;
    if principal.party != Party::Team {
        return Err(Error::NotFound);
    }
    let mut issues = Vec::new();
    check_text(&mut issues, "reason", command.reason.as_deref().unwrap_or_default());
    refuse_if_any(issues)?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        // No handover of it is made or moved until this is done.
        handover::lock_case(conn, id)?;
        let mut row = case::find(conn, &principal.reach(), id)?;
        if row.version != version {
            return Err(Error::PreconditionFailed);
        }
        let from = row.status;
        let facts = CaseFacts { status: from, tally: tally(&handover::standings(conn, id)?) };
        let reasoned = command.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
        let event = CaseEvent::Move { to: command.to, outcome: command.outcome, reasoned };
        let step = state::step(&facts, &event, row.outcome).map_err(|refusal| refused(&facts, refusal))?;
        row.status = step.status;
        row.outcome = step.outcome;
        row.closed_at = (step.status == CaseStatus::Closed).then_some(at);
        row.version += 1;
        case::update(conn, &row)?;
        if row.outcome == Some(CaseOutcome::NoOfferFound) {
            missing::confirm(ctx, conn, &row, at)?;
        } else if from == CaseStatus::Closed {
            missing::reopen(conn, id)?;
        }
        let entry = record::entry(ctx, principal, at, id, "case.transition", row.version);
        record::timeline(
            conn,
            &Entry {
                from_state: Some(from.to_string()),
                to_state: Some(row.status.to_string()),
                reason_code: row.outcome.map(|outcome| outcome.to_string()),
                reason: command.reason.clone(),
                ..entry
            },
        )?;
        let kind = match row.status {
            CaseStatus::Closed => "case.closed",
            CaseStatus::New | CaseStatus::InProgress | CaseStatus::Bridging | CaseStatus::Aftercare
                if from == CaseStatus::Closed =>
            {
                "case.reopened"
            }
            CaseStatus::New | CaseStatus::InProgress | CaseStatus::Bridging | CaseStatus::Aftercare => "case.taken",
        };
        let data =
            serde_json::json!({ "caseId": row.id, "number": row.number, "status": row.status, "version": row.version });
        let path = format!("/v1/cases/{id}");
        record::event(ctx, conn, kind, id, row.version, &path, at, Audience::Team, &data)?;
        let needs = case::needs_of(conn, std::slice::from_ref(&row.id))?.into_iter().map(|(_, need)| need).collect();
        CaseView::new(row, needs)
    })
}

fn refused(facts: &CaseFacts, refusal: Refusal<CaseStatus>) -> Error {
    let names = |list: Vec<CaseStatus>| list.into_iter().map(|status| status.to_string()).collect();
    match refusal {
        Refusal::Illegal { allowed } => Error::Illegal { from: facts.status.to_string(), allowed: names(allowed) },
        Refusal::Guard(unmet) => {
            Error::Guard { name: unmet.guard, detail: unmet.detail.to_owned(), allowed: names(state::allowed(facts)) }
        }
    }
}
