//! Two entries of the map that are one: a person merges them, and can undo it exactly.
//!
//! A merge moves what is offered (services, programmes, locations), never what was agreed on: agreements, consents,
//! handovers and clients stay with the organisation that they were made with, so that nobody gets to see a family that
//! did not agree to it. What the merged one could do, the survivor must be able to do, or the merge goes the other way.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::codes;
use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page, Place};
use crate::domain::socialmap::Object;
use crate::domain::socialmap::edit::RowChange;
use crate::domain::socialmap::entry::EntryKind;
use crate::store::capacity::{self, CapacityRow};
use crate::store::conn::Conn;
use crate::store::map;
use crate::store::map_entry::{self, Owner};
use crate::store::map_merge::{self, MapMerge};
use crate::store::types::{from_json, to_json};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::capacity as room;
use crate::usecases::map::write::{self, How};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};
use crate::usecases::words::refuse_national_numbers;

codes! {
    /// What can be merged.
    MergeKind {
        /// Two organisations.
        Organization = "organization",
        /// Two services of one organisation.
        Service = "service",
    }
}

impl MergeKind {
    /// What the rows of it are.
    #[must_use]
    pub const fn object(self) -> Object {
        match self {
            Self::Organization => Object::Organization,
            Self::Service => Object::Service,
        }
    }
}

/// Which two, and why.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeEntries {
    /// What they are.
    pub object: MergeKind,
    /// The one that is no longer offered by itself.
    #[schema(max_length = 36)]
    pub id: Id,
    /// The one that stands for both from now on.
    #[schema(max_length = 36)]
    pub into: Id,
    /// Why they are one.
    #[schema(min_length = 1, max_length = 2_000)]
    pub reason: String,
}

/// A merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MapMergeView {
    /// Id, for undoing it.
    pub id: Id,
    /// What was merged.
    pub object: MergeKind,
    /// The entry that is no longer offered by itself.
    pub entry_id: Id,
    /// The one that stands for both.
    pub into: Id,
    /// Why.
    pub reason: String,
    /// Services that went along.
    pub service_ids: Vec<Id>,
    /// When.
    pub merged_at: Moment,
    /// When it was undone.
    pub undone_at: Option<Moment>,
}

/// What a merge moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Moves {
    /// Cells that it wrote.
    pub(super) rows: Vec<Moved>,
    /// The room of the survivor before, where the merge wrote it.
    pub(super) room: Option<RoomMoved>,
}

/// One cell that a merge wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Moved {
    pub(super) object: Object,
    pub(super) id: Id,
    pub(super) column: String,
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RoomMoved {
    pub(super) before: Option<CapacityRow>,
    pub(super) written: CapacityRow,
}

/// Merges an entry into another one.
///
/// # Errors
/// [`Error::Invalid`] for ids that are none; [`Error::Guard`] `mergedAlready`, `mergeTheOtherWay`, `organizationsDiffer`;
/// [`Error::NotFound`] outside the team.
pub fn merge(
    ctx: &Ctx,
    principal: &Principal,
    command: &MergeEntries,
    key: Option<&IdempotencyKey>,
) -> Result<MapMergeView, Error> {
    team(principal)?;
    refuse_national_numbers(&[("reason", Some(&command.reason))])?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        // Whoever merges one of the two at the same moment waits here, and then sees this merge.
        map_entry::lock(conn, command.object.object(), &[&command.id, &command.into])?;
        both_there(conn, command)?;
        for id in [&command.id, &command.into] {
            if map_merge::of(conn, id)?.is_some() {
                let detail = format!("{id} was merged before; merge the one that stands for it");
                return Err(guard("mergedAlready", detail));
            }
        }
        let id = ctx.id(at);
        let how = How { because: Some(&id), ..How::by(principal, "merge", at) };
        let moves = match command.object {
            MergeKind::Organization => organizations(ctx, conn, command, &how)?,
            MergeKind::Service => services(ctx, conn, command, &how)?,
        };
        let merge = MapMerge {
            kind: command.object.to_string(),
            entry_id: command.id.clone(),
            into_id: command.into.clone(),
            reason: command.reason.clone(),
            moves: to_json(&moves)?,
            merged_by: principal.client_id.clone(),
            merged_at: at,
            undone_by: None,
            undone_at: None,
            id: id.clone(),
        };
        map_merge::insert(conn, &merge)?;
        announce(ctx, conn, "mapEntry.merged", &merge, at)?;
        shown(merge)
    })
}

fn both_there(conn: &mut Conn, command: &MergeEntries) -> Result<(), Error> {
    let object = command.object.object();
    let known = map_entry::existing(conn, object, &[&command.id, &command.into])?;
    let mut issues = Vec::new();
    for (name, id) in [("id", &command.id), ("into", &command.into)] {
        if !known.contains(id) {
            issues.push(Issue::body(name, format!("no {object} has this id")));
        }
    }
    if command.id == command.into {
        issues.push(Issue::body("into", "is the entry itself"));
    }
    if issues.is_empty() { Ok(()) } else { Err(Error::Invalid(issues)) }
}

/// What is offered goes to the survivor. Contacts, phones and numbers stay with the one they were recorded for: open
/// handovers to it still find their way.
fn organizations(ctx: &Ctx, conn: &mut Conn, command: &MergeEntries, how: &How<'_>) -> Result<Moves, Error> {
    let (from, to) = (&command.id, &command.into);
    let today = how.at.local_date();
    let loses = |what: &str| {
        let detail = format!("{from} has {what} and {to} has not; merge {to} into {from}, or give {to} its own first");
        guard("mergeTheOtherWay", detail)
    };
    if map_merge::has_agreement(conn, from, today)? && !map_merge::has_agreement(conn, to, today)? {
        return Err(loses("an agreement"));
    }
    if map_merge::has_clients(conn, from)? && !map_merge::has_clients(conn, to)? {
        return Err(loses("a client of its own"));
    }
    if map_entry::is_retired(conn, EntryKind::Organization, to)? {
        let detail = format!("{to} was retired: nothing of {from} would be offered any more");
        return Err(guard("mergeTheOtherWay", detail));
    }
    let mut rows: Vec<(Object, Id, &str)> = map_entry::services_of(conn, from)?
        .into_iter()
        .map(|row| (Object::Service, row.id, "organization_id"))
        .collect();
    for object in [Object::Program, Object::Location] {
        let named = map_entry::naming(conn, object, Owner::Organization(from))?.into_iter();
        rows.extend(named.map(|row| (object, row.id, "organization_id")));
    }
    for row in map_entry::all(conn, Object::Organization)? {
        let is_under = row.get("parent_organization_id") == Some(from.as_str()) && row.id != *to;
        // What the survivor itself stands under stays where it is: else each would stand under the other.
        if is_under && !write::is_above(conn, &row.id, to)? {
            rows.push((Object::Organization, row.id, "parent_organization_id"));
        }
    }
    let mut moves = Moves::default();
    for (object, id, column) in rows {
        let moved = Moved { object, id, column: column.to_owned(), from: from.clone(), to: to.clone() };
        rewrite(ctx, conn, &moved, how)?;
        moves.rows.push(moved);
    }
    touch(ctx, conn, EntryKind::Organization, &[from, to], how)?;
    Ok(moves)
}

/// Whether rows of this object go along with an organisation that is merged.
pub(super) const fn is_moved(object: Object) -> bool {
    matches!(object, Object::Service | Object::Program | Object::Location)
}

/// Takes a row along that came after the merge, as if it had been there before.
pub(super) fn follow(
    ctx: &Ctx,
    conn: &mut Conn,
    merge: &MapMerge,
    object: Object,
    id: &Id,
    directory: &str,
    at: Moment,
) -> Result<(), Error> {
    let mut moves: Moves = from_json(&merge.moves)?;
    let (from, to) = (merge.entry_id.clone(), merge.into_id.clone());
    let moved = Moved { object, id: id.clone(), column: "organization_id".to_owned(), from, to };
    let how = How { action: "merge", actor: directory, organization_id: None, because: Some(&merge.id), at };
    rewrite(ctx, conn, &moved, &how)?;
    moves.rows.push(moved);
    Ok(map_merge::set_moves(conn, &merge.id, &to_json(&moves)?)?)
}

/// The merged service becomes inactive: what was offered to it goes on, and nothing new is. The newer word about room
/// counts for the survivor.
fn services(ctx: &Ctx, conn: &mut Conn, command: &MergeEntries, how: &How<'_>) -> Result<Moves, Error> {
    let gone = map_entry::find(conn, Object::Service, &command.id)?.row;
    let kept = map_entry::find(conn, Object::Service, &command.into)?.row;
    if gone.get("organization_id") != kept.get("organization_id") {
        let detail = "the services belong to different organisations; merge those first".to_owned();
        return Err(guard("organizationsDiffer", detail));
    }
    let status = gone.get("status").unwrap_or_default().to_owned();
    let is_over = |status: Option<&str>| matches!(status, Some("inactive" | "defunct"));
    if is_over(kept.get("status")) && !is_over(Some(&status)) {
        let detail =
            format!("{} is not active: nothing would be offered any more; merge it into the other", command.into);
        return Err(guard("mergeTheOtherWay", detail));
    }
    let mut moves = Moves::default();
    if !is_over(Some(&status)) {
        let moved = Moved {
            object: Object::Service,
            id: command.id.clone(),
            column: "status".to_owned(),
            from: status,
            to: "inactive".to_owned(),
        };
        rewrite(ctx, conn, &moved, how)?;
        moves.rows.push(moved);
    }
    let (said, known) = (capacity::find(conn, &command.id)?, capacity::find(conn, &command.into)?);
    if let Some(said) = said
        && known.as_ref().is_none_or(|known| known.updated_at < said.updated_at)
    {
        let version = known.as_ref().map_or(0, |known| known.version) + 1;
        let written = CapacityRow { service_id: command.into.clone(), version, ..said };
        capacity::set(conn, &command.into, Some(&written))?;
        room::mark(conn)?;
        moves.room = Some(RoomMoved { before: known, written });
    }
    touch(ctx, conn, EntryKind::Service, &[&command.id, &command.into], how)?;
    Ok(moves)
}

/// Writes one cell, if it still is what it was taken for.
pub(super) fn rewrite(ctx: &Ctx, conn: &mut Conn, moved: &Moved, how: &How<'_>) -> Result<(), Error> {
    let before = match map_entry::find(conn, moved.object, &moved.id) {
        Ok(stored) => stored.row.fields,
        // A row that was taken out since has nothing to be put back.
        Err(crate::store::error::StoreError::NotFound) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if before.get(&moved.column) != Some(&moved.from) {
        return Ok(());
    }
    let mut after = before.clone();
    after.insert(moved.column.clone(), moved.to.clone());
    let change = RowChange { object: moved.object, id: moved.id.clone(), before: Some(before), after: Some(after) };
    let (kind, entry) = match moved.object {
        Object::Service => (EntryKind::Service, &moved.id),
        Object::Location => (EntryKind::Location, &moved.id),
        Object::Organization => (EntryKind::Organization, &moved.id),
        _ => {
            // A programme is told of in the organisation that has it after.
            write::log(ctx, conn, EntryKind::Organization, &moved.to, &change, how)?;
            let after = change.after.unwrap_or_default();
            return write::put(conn, moved.object, &moved.id, after, false, how.at);
        }
    };
    write::apply(ctx, conn, kind, entry, &[change], how).map(drop)
}

/// Both entries count one version more, and every replica reads them anew.
pub(super) fn touch(ctx: &Ctx, conn: &mut Conn, kind: EntryKind, ids: &[&str], how: &How<'_>) -> Result<(), Error> {
    for id in ids {
        write::apply(ctx, conn, kind, id, &[], how)?;
        let row = map_entry::find(conn, kind.object(), id)?.row;
        map::mark(conn, kind.object(), &row)?;
    }
    Ok(())
}

/// A page of merges, the newest first.
///
/// # Errors
/// [`Error::Forbidden`] outside the team.
pub fn list(ctx: &Ctx, principal: &Principal, page: &Page) -> Result<(Listed<MapMergeView>, Option<Place>), Error> {
    require(principal, Scope::MapRead)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("only the team looks after merges"));
    }
    ctx.db.read(|conn| {
        let Listed { items, more, total } = map_merge::list(conn, page)?;
        let next = items.last().filter(|_| more).map(|row| Place { at: row.merged_at, id: row.id.clone() });
        let items = items.into_iter().map(shown).collect::<Result<Vec<_>, Error>>()?;
        Ok((Listed { items, more, total }, next))
    })
}

pub(super) fn team(principal: &Principal) -> Result<(), Error> {
    require(principal, Scope::MapWrite)?;
    if principal.party == Party::Team { Ok(()) } else { Err(Error::NotFound) }
}

pub(super) fn kind(merge: &MapMerge) -> Result<MergeKind, Error> {
    merge.kind.parse().map_err(|_| Error::Internal(format!("no merge is of a {}", merge.kind)))
}

pub(super) fn shown(merge: MapMerge) -> Result<MapMergeView, Error> {
    let moves: Moves = from_json(&merge.moves)?;
    Ok(MapMergeView {
        object: kind(&merge)?,
        service_ids: moves.rows.into_iter().filter(|row| row.object == Object::Service).map(|row| row.id).collect(),
        id: merge.id,
        entry_id: merge.entry_id,
        into: merge.into_id,
        reason: merge.reason,
        merged_at: merge.merged_at,
        undone_at: merge.undone_at,
    })
}

pub(super) fn guard(name: &'static str, detail: String) -> Error {
    Error::Guard { name, detail, allowed: Vec::new() }
}

pub(super) fn announce(ctx: &Ctx, conn: &mut Conn, event: &str, merge: &MapMerge, at: Moment) -> Result<(), Error> {
    let data = serde_json::json!({ "mergeId": merge.id, "entryId": merge.entry_id, "into": merge.into_id });
    let version = if merge.undone_at.is_some() { 2 } else { 1 };
    record::event(ctx, conn, event, &merge.id, version, "/v1/map/merges", at, Audience::Team, &data)
}
