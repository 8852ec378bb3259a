//! A proposal is decided on: the team accepts or refuses it, the partner withdraws it. What is accepted is written in the
//! partner's name, if the entry still is what it was made on.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::map_entry;
use crate::store::map_proposal::{self, ProposalRow};
use crate::store::types::from_json;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::map::entry;
use crate::usecases::map::proposal::{ProposalState, ProposalView, announce, kind, part, seen, stale};
use crate::usecases::map::write::{self, How, Planned};
use crate::usecases::once::{IdempotencyKey, once_read};
use crate::usecases::words::refuse_national_numbers;

/// How a proposal ends.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideProposal {
    /// `accepted` or `refused` by the team, `withdrawn` by the partner.
    pub to: ProposalState,
    /// Why; needed for refusing.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
    /// Accept although the entry was changed since.
    pub overwrite: Option<bool>,
}

/// Decides on a proposal.
///
/// # Errors
/// [`Error::Illegal`] when it is not open; [`Error::Guard`] `proposalStale`, `entryMoved`, `reasonNeeded`, `mergedAlready`;
/// [`Error::NotFound`], also for another partner's; [`Error::PreconditionFailed`] on another version.
pub fn decide(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    version: i32,
    command: &DecideProposal,
    key: Option<&IdempotencyKey>,
) -> Result<ProposalView, Error> {
    require(principal, Scope::MapWrite)?;
    let work = |conn: &mut Conn| -> Result<Id, Error> {
        let at = ctx.now();
        let mut row = map_proposal::find(conn, &principal.reach(), id)?;
        let allowed = if row.state == "open" { possible(principal) } else { Vec::new() };
        if row.version != version {
            return Err(Error::PreconditionFailed);
        }
        if !allowed.contains(&command.to) {
            let allowed = allowed.iter().map(ToString::to_string).collect();
            return Err(Error::Illegal { from: row.state.clone(), allowed });
        }
        let reason = command.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        if command.to == ProposalState::Refused && reason.is_none() {
            return Err(guard("reasonNeeded", "say why it is refused: the partner reads it", &allowed));
        }
        refuse_national_numbers(&[("reason", reason)])?;
        if command.to == ProposalState::Accepted {
            carry_out(ctx, conn, principal, &row, command.overwrite == Some(true), at)?;
        }
        row.state = command.to.to_string();
        row.reason = reason.map(str::to_owned);
        row.decided_by = Some(principal.client_id.clone());
        row.decided_at = Some(at);
        row.version += 1;
        map_proposal::decide(conn, &row)?;
        announce(ctx, conn, &format!("proposal.{}", command.to), &row, at)?;
        Ok(row.id)
    };
    once_read(ctx, principal, key, work, |conn, id: &Id| seen(conn, principal, id))
}

fn possible(principal: &Principal) -> Vec<ProposalState> {
    match principal.party {
        Party::Team => vec![ProposalState::Accepted, ProposalState::Refused],
        Party::Partner(_) => vec![ProposalState::Withdrawn],
        Party::AlertPoint => Vec::new(),
    }
}

fn carry_out(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    row: &ProposalRow,
    overwrite: bool,
    at: Moment,
) -> Result<(), Error> {
    let kind = kind(row)?;
    let found = match entry::own(conn, principal, kind, &row.entry_id) {
        Ok(found) if entry::owns(conn, &row.organization_id, kind, &found.tree)? => found,
        Ok(_) | Err(Error::NotFound) => {
            let detail = "the entry is not the partner's any more, or not there; refuse the proposal";
            return Err(guard("entryMoved", detail, &[ProposalState::Refused]));
        }
        Err(error) => return Err(error),
    };
    entry::stands_alone(conn, &row.entry_id)?;
    map_entry::hold(conn, kind, &row.entry_id, found.stored.version)
        .map_err(|error| Error::from(error).without_version())?;
    let changes: Map<String, Value> = from_json(&row.changes)?;
    let stale = stale(&from_json(&row.base)?, &part(&found.tree, &changes));
    if !stale.is_empty() && !overwrite {
        let detail =
            format!("changed since it was proposed: {}; send overwrite to accept it all the same", stale.join(", "));
        return Err(guard("proposalStale", &detail, &[ProposalState::Accepted, ProposalState::Refused]));
    }
    let planned = Planned::read(ctx, &found.tree, &changes, false, "changes.", at);
    let rows = match planned.check(conn, &found.tree, Vec::new()) {
        Ok(rows) => rows,
        Err(Error::Invalid(issues)) => {
            let names: Vec<&str> = issues.iter().map(|issue| issue.name.as_str()).collect();
            let detail = format!("it does not fit the entry any more: {}", names.join(", "));
            return Err(guard("proposalStale", &detail, &[ProposalState::Refused]));
        }
        Err(error) => return Err(error),
    };
    let how = How {
        action: "update",
        actor: &principal.client_id,
        organization_id: Some(&row.organization_id),
        because: Some(&row.id),
        at,
    };
    if !rows.is_empty() {
        write::apply(ctx, conn, kind, &row.entry_id, &rows, &how)?;
    }
    Ok(())
}

fn guard(name: &'static str, detail: &str, allowed: &[ProposalState]) -> Error {
    Error::Guard { name, detail: detail.to_owned(), allowed: allowed.iter().map(ToString::to_string).collect() }
}
