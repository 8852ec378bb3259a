//! A partner proposes to change its own entries; a person of the team accepts or refuses. A proposal remembers what it was
//! made on, so that nobody's later change is overwritten unseen.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use validator::Validate;

use crate::codes;
use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page, Place};
use crate::domain::socialmap::entry::{EntryKind, Tree};
use crate::domain::socialmap::entry_schema::Written;
use crate::store::conn::Conn;
use crate::store::map_entry;
use crate::store::map_proposal::{self, ProposalRow};
use crate::store::types::{from_json, to_json};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::entry;
use crate::usecases::map::write::{self, How};
use crate::usecases::once::{IdempotencyKey, once, once_while};
use crate::usecases::record::{self, Audience};
use crate::usecases::words::refuse_national_numbers;

codes! {
    /// Where a proposal stands.
    ProposalState {
        /// Nobody has decided.
        Open = "open",
        /// It was carried out.
        Accepted = "accepted",
        /// It was not.
        Refused = "refused",
        /// The partner took it back.
        Withdrawn = "withdrawn",
    }
}

/// A change that a partner proposes.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Propose {
    /// What it is about.
    pub object: EntryKind,
    /// The entry: one of the caller's own organisation.
    #[schema(max_length = 36)]
    pub id: Id,
    /// Any part of the record of the entry, as `PATCH` takes it.
    #[schema(value_type = Object)]
    pub changes: Map<String, Value>,
    /// Words for whoever decides.
    #[schema(max_length = 2_000)]
    pub message: Option<String>,
}

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

/// A proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposalView {
    /// Id.
    pub id: Id,
    /// What it is about.
    pub object: EntryKind,
    /// The entry.
    pub entry_id: Id,
    /// Its name.
    pub entry_name: String,
    /// The partner.
    pub organization_id: Id,
    /// What it would change.
    #[schema(value_type = Object)]
    pub changes: Value,
    /// The same fields when it was proposed.
    #[schema(value_type = Object)]
    pub base: Value,
    /// The same fields now.
    #[schema(value_type = Object)]
    pub now: Value,
    /// Fields of it that were changed since by somebody else. While it is open, these make it stale.
    pub stale: Vec<String>,
    /// Words of the partner.
    pub message: Option<String>,
    /// Where it stands.
    pub state: ProposalState,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Client that proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Moment,
    /// When it was decided.
    pub decided_at: Option<Moment>,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

/// Proposes a change.
///
/// # Errors
/// [`Error::Invalid`] with every fault of it; [`Error::NotFound`] for another partner's entry; [`Error::Forbidden`] for
/// the team, which changes the entry itself.
pub fn propose(
    ctx: &Ctx,
    principal: &Principal,
    command: &Propose,
    key: Option<&IdempotencyKey>,
) -> Result<ProposalView, Error> {
    require(principal, Scope::MapWrite)?;
    let organization_id = match &principal.party {
        Party::Partner(id) => id.clone(),
        Party::Team => return Err(Error::Forbidden("the team changes the entry itself: PATCH it")),
        Party::AlertPoint => return Err(Error::NotFound),
    };
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let found = entry::own(conn, principal, command.object, &command.id)?;
        entry::stands_alone(conn, &command.id)?;
        let (mut issues, message) = (Vec::new(), [("message", command.message.as_deref())]);
        if let Err(Error::Invalid(more)) = refuse_national_numbers(&message) {
            issues.extend(more);
        }
        match write::check(ctx, conn, &found.tree, &command.changes, false, "changes.", at) {
            Ok(rows) if rows.is_empty() => issues.push(Issue::body("changes", "changes nothing")),
            Ok(_) => {}
            Err(Error::Invalid(more)) => issues.extend(more),
            Err(error) => return Err(error),
        }
        if !issues.is_empty() {
            return Err(Error::Invalid(issues));
        }
        let row = ProposalRow {
            id: ctx.id(at),
            entry_kind: command.object.to_string(),
            entry_id: command.id.clone(),
            organization_id: organization_id.clone(),
            changes: to_json(&command.changes)?,
            base: to_json(&part(&found.tree, &command.changes))?,
            message: command.message.clone(),
            state: ProposalState::Open.to_string(),
            reason: None,
            proposed_by: principal.client_id.clone(),
            proposed_at: at,
            decided_by: None,
            decided_at: None,
            version: 1,
        };
        map_proposal::insert(conn, &row)?;
        announce(ctx, conn, "proposal.made", &row, at)?;
        shown(conn, row)
    })
}

/// Decides on a proposal.
///
/// # Errors
/// [`Error::Illegal`] when it is not open; [`Error::Guard`] `proposalStale`, `reasonNeeded`, `mergedAlready`;
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
    let still = |conn: &mut Conn, _: &ProposalView| Ok(map_proposal::find(conn, &principal.reach(), id).map(drop)?);
    once_while(ctx, principal, key, still, |conn| {
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
        shown(conn, row)
    })
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
    let found = entry::own(conn, principal, kind, &row.entry_id)?;
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
    let rows = match write::check(ctx, conn, &found.tree, &changes, false, "changes.", at) {
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

/// A page of proposals, the newest first: the team's of all partners, a partner's own.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    state: Option<ProposalState>,
    page: &Page,
) -> Result<(Listed<ProposalView>, Option<Place>), Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| {
        let state = state.map(|state| state.to_string());
        let Listed { items, more, total } = map_proposal::list(conn, &principal.reach(), state.as_deref(), page)?;
        let next = items.last().filter(|_| more).map(|row| Place { at: row.proposed_at, id: row.id.clone() });
        let items = items.into_iter().map(|row| shown(conn, row)).collect::<Result<Vec<_>, Error>>()?;
        Ok((Listed { items, more, total }, next))
    })
}

/// One proposal.
///
/// # Errors
/// [`Error::NotFound`], also for another partner's.
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<ProposalView, Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| {
        let row = map_proposal::find(conn, &principal.reach(), id)?;
        shown(conn, row)
    })
}

/// The fields that a change names, as they stand in the entry.
fn part(tree: &Tree, changes: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = tree.json(true);
    changes.keys().map(|key| (key.clone(), whole.remove(key).unwrap_or(Value::Null))).collect()
}

fn stale(base: &Map<String, Value>, now: &Map<String, Value>) -> Vec<String> {
    base.iter().filter(|(key, value)| now.get(*key) != Some(*value)).map(|(key, _)| key.clone()).collect()
}

fn kind(row: &ProposalRow) -> Result<EntryKind, Error> {
    row.entry_kind.parse().map_err(|_| Error::Internal(format!("no entry is a {}", row.entry_kind)))
}

fn shown(conn: &mut Conn, row: ProposalRow) -> Result<ProposalView, Error> {
    let kind = kind(&row)?;
    let (tree, _) = map_entry::tree(conn, kind, &row.entry_id)?;
    let (Written(changes), Written(base)): (Written, Written) = (from_json(&row.changes)?, from_json(&row.base)?);
    let now = part(&tree, &changes);
    Ok(ProposalView {
        object: kind,
        entry_name: tree.cells.get("name").cloned().unwrap_or_default(),
        stale: if row.state == "open" { stale(&base, &now) } else { Vec::new() },
        changes: Value::Object(changes),
        base: Value::Object(base),
        now: Value::Object(now),
        state: row.state.parse().map_err(|_| Error::Internal(format!("no proposal is {}", row.state)))?,
        id: row.id,
        entry_id: row.entry_id,
        organization_id: row.organization_id,
        message: row.message,
        reason: row.reason,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        decided_at: row.decided_at,
        version: row.version,
    })
}

fn guard(name: &'static str, detail: &str, allowed: &[ProposalState]) -> Error {
    Error::Guard { name, detail: detail.to_owned(), allowed: allowed.iter().map(ToString::to_string).collect() }
}

fn announce(ctx: &Ctx, conn: &mut Conn, event: &str, row: &ProposalRow, at: Moment) -> Result<(), Error> {
    let data = json!({ "proposalId": row.id, "entryId": row.entry_id, "state": row.state, "version": row.version });
    let audience = Audience::Organization(row.organization_id.clone());
    let path = format!("/v1/map/proposals/{}", row.id);
    record::event(ctx, conn, event, &row.id, row.version, &path, at, audience, &data)
}
