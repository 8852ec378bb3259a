//! An entry of the map and whoever has come for it: the team for all of them, a partner for its own. For the use cases of
//! this folder.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::access::{Party, Principal};
use crate::domain::ids::Id;
use crate::domain::socialmap::entry::{EntryKind, Tree};
use crate::store::conn::Conn;
use crate::store::map_entry::{self, Stored};
use crate::store::map_merge;
use crate::store::types::from_json;
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::merge::Moves;

/// An entry as it is kept: what `PATCH` takes any part of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// Id, as in HSDS.
    pub id: Id,
    /// What it is.
    pub object: EntryKind,
    /// The organisation that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<Id>,
    /// The directory that it came from; `own` where it was written here.
    pub directory: String,
    /// The entry that stands for it since they were merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Id>,
    /// Whether it is kept only because others point at it.
    pub retired: bool,
    /// Counts changes; also the `ETag`.
    pub version: i32,
    /// Its fields and the rows that hang on it, in the words of HSDS 3.0. Contacts and the address of who checks it are
    /// for the team and for the organisation itself.
    #[schema(value_type = Object)]
    pub record: Value,
}

/// An entry that somebody has come for.
pub(super) struct Found {
    pub(super) kind: EntryKind,
    pub(super) tree: Tree,
    pub(super) stored: Stored,
    /// The team, or the organisation itself.
    pub(super) insider: bool,
}

impl Found {
    /// The entry as this caller sees it.
    pub(super) fn view(&self, conn: &mut Conn) -> Result<EntryView, Error> {
        Ok(EntryView {
            id: self.tree.id.clone(),
            object: self.kind,
            organization_id: match self.kind {
                EntryKind::Organization => None,
                EntryKind::Service | EntryKind::Location => self.tree.cells.get("organization_id").cloned(),
            },
            directory: self.stored.directory.clone(),
            merged_into: map_merge::of(conn, &self.tree.id)?.map(|merge| merge.into_id),
            retired: map_entry::is_retired(conn, self.kind, &self.tree.id)?,
            version: self.stored.version,
            record: Value::Object(self.tree.json(self.insider)),
        })
    }
}

/// Reads an entry; says whether the caller is an insider.
pub(super) fn find(conn: &mut Conn, principal: &Principal, kind: EntryKind, id: &str) -> Result<Found, Error> {
    let (tree, stored) = map_entry::tree(conn, kind, id)?;
    let insider = match &principal.party {
        Party::Team => true,
        Party::Partner(organization_id) => owns(conn, organization_id, kind, &tree)?,
        Party::AlertPoint => false,
    };
    Ok(Found { kind, tree, stored, insider })
}

/// The same for who may say something of it: the team, and its own organisation.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub(super) fn own(conn: &mut Conn, principal: &Principal, kind: EntryKind, id: &str) -> Result<Found, Error> {
    let found = find(conn, principal, kind, id)?;
    if found.insider { Ok(found) } else { Err(Error::NotFound) }
}

/// The same for who may change it: the team. A partner is told how to propose a change of its own entries.
///
/// # Errors
/// [`Error::Forbidden`] for its own organisation, [`Error::NotFound`] for other partners.
pub(super) fn at_hand(conn: &mut Conn, principal: &Principal, kind: EntryKind, id: &str) -> Result<Found, Error> {
    let found = own(conn, principal, kind, id)?;
    match principal.party {
        Party::Team => Ok(found),
        Party::Partner(_) | Party::AlertPoint => {
            Err(Error::Forbidden("a partner proposes changes of its own entries: POST /v1/map/proposals"))
        }
    }
}

/// Whether an entry is a partner's: because it is its organisation's, or because it was until the organisation was merged
/// into another one. A merge takes nothing from a partner; the one that stands for both gets what came along, too.
pub(super) fn owns(conn: &mut Conn, organization_id: &str, kind: EntryKind, tree: &Tree) -> Result<bool, Error> {
    if kind == EntryKind::Organization {
        return Ok(tree.id == organization_id);
    }
    if tree.cells.get("organization_id").is_some_and(|owner| owner == organization_id) {
        return Ok(true);
    }
    Ok(moved(conn, organization_id)?.contains(&tree.id))
}

/// Ids of what an organisation had until it was merged.
pub(super) fn moved(conn: &mut Conn, organization_id: &str) -> Result<HashSet<Id>, Error> {
    let Some(merge) = map_merge::of(conn, organization_id)? else { return Ok(HashSet::new()) };
    let moves: Moves = from_json(&merge.moves)?;
    let own = moves.rows.into_iter().filter(|moved| moved.column == "organization_id");
    Ok(own.map(|moved| moved.id).collect())
}

/// Refuses to work on an entry that another one stands for.
///
/// # Errors
/// [`Error::Guard`] `mergedAlready`.
pub(super) fn stands_alone(conn: &mut Conn, id: &str) -> Result<(), Error> {
    match map_merge::of(conn, id)? {
        None => Ok(()),
        Some(merge) => Err(Error::Guard {
            name: "mergedAlready",
            detail: format!("this entry was merged into {}; turn to that one, or undo the merge", merge.into_id),
            allowed: Vec::new(),
        }),
    }
}

/// Refuses a new row under an organisation that is not there or not offered any more.
pub(super) fn organization_fault(conn: &mut Conn, id: &str) -> Result<Option<Issue>, Error> {
    let kind = EntryKind::Organization;
    let there = !map_entry::existing(conn, kind.object(), &[id])?.is_empty();
    if !there {
        return Ok(Some(Issue::body("organizationId", "is not an organisation of the social map")));
    }
    if map_merge::of(conn, id)?.is_some() || map_entry::is_retired(conn, kind, id)? {
        return Ok(Some(Issue::body("organizationId", "was merged or retired; see GET /v1/organizations/{id}")));
    }
    Ok(None)
}
