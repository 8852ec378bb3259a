//! A partner proposes to change its own entries; a person of the team decides (`decide`). A proposal remembers what it was
//! made on, so that nobody's later change is overwritten unseen.

use std::collections::HashMap;

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
use crate::store::error::StoreError;
use crate::store::map_proposal::{self, ProposalHead, ProposalRow};
use crate::store::types::{from_json, to_json};
use crate::store::{map_entry, map_tree};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::entry;
use crate::usecases::map::write::Planned;
use crate::usecases::once::{IdempotencyKey, once_read};
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
    /// Its name; empty where it is not there any more.
    pub entry_name: String,
    /// The partner.
    pub organization_id: Id,
    /// What it would change. Only in the answer to reading one proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub changes: Option<Value>,
    /// The same fields when it was proposed; empty where the entry is not the partner's any more. Only in the answer to
    /// reading one proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub base: Option<Value>,
    /// The same fields now; empty where the entry is not the partner's any more. Only in the answer to reading one
    /// proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub now: Option<Value>,
    /// Fields of it that were changed since by somebody else. While it is open, these make it stale. Only in the answer
    /// to reading one proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale: Option<Vec<String>>,
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
    let at = ctx.now();
    // Outside the transaction: others wait for whoever writes.
    let planned = ctx.db.read(|conn| entry::own(conn, principal, command.object, &command.id));
    let planned = planned.map(|before| Planned::read(ctx, &before.tree, &command.changes, false, "changes.", at));
    let work = |conn: &mut Conn| -> Result<Id, Error> {
        let found = entry::own(conn, principal, command.object, &command.id)?;
        entry::stands_alone(conn, &command.id)?;
        let planned = planned.as_ref().map_err(Clone::clone)?;
        let mut issues = Vec::new();
        if let Err(Error::Invalid(more)) = refuse_national_numbers(&[("message", command.message.as_deref())]) {
            issues.extend(more);
        }
        if planned.changes_nothing() {
            issues.push(Issue::body("changes", "changes nothing"));
        }
        planned.check(conn, &found.tree, issues)?;
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
        Ok(row.id)
    };
    once_read(ctx, principal, key, work, |conn, id: &Id| seen(conn, principal, id))
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
        let mut names = HashMap::new();
        for kind in EntryKind::ALL {
            let of_kind = items.iter().filter(|row| row.entry_kind == kind.as_str());
            let ids: Vec<Id> = of_kind.map(|row| row.entry_id.clone()).collect();
            names.extend(map_tree::by_id(conn, kind.object(), &ids)?.into_iter().map(|row| (row.id.clone(), row)));
        }
        let name = |id: &Id| names.get(id).and_then(|row| row.get("name")).unwrap_or_default().to_owned();
        let headed = |row: ProposalHead| {
            let name = name(&row.entry_id);
            headed(row, name)
        };
        let items = items.into_iter().map(headed).collect::<Result<Vec<_>, Error>>()?;
        Ok((Listed { items, more, total }, next))
    })
}

/// One proposal.
///
/// # Errors
/// [`Error::NotFound`], also for another partner's.
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<ProposalView, Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| seen(conn, principal, id))
}

pub(super) fn seen(conn: &mut Conn, principal: &Principal, id: &str) -> Result<ProposalView, Error> {
    let row = map_proposal::find(conn, &principal.reach(), id)?;
    shown(conn, row)
}

/// The fields that a change names, as they stand in the entry.
pub(super) fn part(tree: &Tree, changes: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = tree.json(true);
    changes.keys().map(|key| (key.clone(), whole.remove(key).unwrap_or(Value::Null))).collect()
}

pub(super) fn stale(base: &Map<String, Value>, now: &Map<String, Value>) -> Vec<String> {
    base.iter().filter(|(key, value)| now.get(*key) != Some(*value)).map(|(key, _)| key.clone()).collect()
}

pub(super) fn kind(row: &ProposalRow) -> Result<EntryKind, Error> {
    row.entry_kind.parse().map_err(|_| Error::Internal(format!("no entry is a {}", row.entry_kind)))
}

/// A proposal as it stands now. Of an entry that is not the partner's any more, or not there, nothing is shown.
fn shown(conn: &mut Conn, row: ProposalRow) -> Result<ProposalView, Error> {
    let kind = kind(&row)?;
    let (Written(changes), Written(base)): (Written, Written) = (from_json(&row.changes)?, from_json(&row.base)?);
    let tree = match map_entry::tree(conn, kind, &row.entry_id) {
        Ok((tree, _)) => Some(tree),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let theirs = match &tree {
        Some(tree) => entry::owns(conn, &row.organization_id, kind, tree)?,
        None => false,
    };
    let (base, now) = match &tree {
        Some(tree) if theirs => (base, part(tree, &changes)),
        _ => (Map::new(), Map::new()),
    };
    let stale = if row.state == "open" { stale(&base, &now) } else { Vec::new() };
    let name = tree.and_then(|tree| tree.cells.get("name").cloned()).unwrap_or_default();
    Ok(ProposalView {
        changes: Some(Value::Object(changes)),
        base: Some(Value::Object(base)),
        now: Some(Value::Object(now)),
        stale: Some(stale),
        ..headed(row.into(), name)?
    })
}

/// A proposal without what it would change.
fn headed(row: ProposalHead, entry_name: String) -> Result<ProposalView, Error> {
    Ok(ProposalView {
        object: row.entry_kind.parse().map_err(|_| Error::Internal(format!("no entry is a {}", row.entry_kind)))?,
        entry_name,
        changes: None,
        base: None,
        now: None,
        stale: None,
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

pub(super) fn announce(ctx: &Ctx, conn: &mut Conn, event: &str, row: &ProposalRow, at: Moment) -> Result<(), Error> {
    let data = json!({ "proposalId": row.id, "entryId": row.entry_id, "state": row.state, "version": row.version });
    let audience = Audience::Organization(row.organization_id.clone());
    let path = format!("/v1/map/proposals/{}", row.id);
    record::event(ctx, conn, event, &row.id, row.version, &path, at, audience, &data)
}
