//! A merge undone: what was moved goes back, what was said since stays.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::Principal;
use crate::domain::ids::Id;
use crate::domain::socialmap::entry::EntryKind;
use crate::store::capacity::{self, CapacityRow};
use crate::store::conn::Conn;
use crate::store::map_entry;
use crate::store::map_merge::{self, MapMerge};
use crate::store::types::from_json;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::map::capacity as room;
use crate::usecases::map::merge::{self, MapMergeView, MergeKind, Moved, Moves, RoomMoved, announce, guard, rewrite};
use crate::usecases::map::merge::{shown, team, touch};
use crate::usecases::map::write::How;
use crate::usecases::once::{IdempotencyKey, once};

/// Nothing needs to be said.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoMapMerge {}

/// Undoes a merge: every cell that it wrote and that nobody has written since becomes again what it was. Room that was
/// said since stays.
///
/// # Errors
/// [`Error::Guard`] `undoneAlready`, `undoLaterFirst`; [`Error::NotFound`], also outside the team.
pub fn undo(ctx: &Ctx, principal: &Principal, id: &str, key: Option<&IdempotencyKey>) -> Result<MapMergeView, Error> {
    team(principal)?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let merge = map_merge::find(conn, id)?;
        let kind = merge::kind(&merge)?;
        map_entry::lock(conn, kind.object(), &[&merge.entry_id, &merge.into_id])?;
        let moves: Moves = from_json(&merge.moves)?;
        if merge.undone_at.is_none() {
            nothing_on_top(conn, &merge, &moves)?;
        }
        if !map_merge::undo(conn, id, &principal.client_id, at)? {
            return Err(guard("undoneAlready", "this merge was undone before".to_owned()));
        }
        let how = How { because: Some(id), ..How::by(principal, "undo", at) };
        for moved in &moves.rows {
            let back = Moved { from: moved.to.clone(), to: moved.from.clone(), ..moved.clone() };
            rewrite(ctx, conn, &back, &how)?;
        }
        if let Some(RoomMoved { before, written }) = &moves.room
            && let Some(now) = capacity::find(conn, &written.service_id)?
            // A later merge that was undone has put it back under another version.
            && (CapacityRow { version: written.version, ..now.clone() }) == *written
        {
            let version = now.version + 1;
            let before = before.as_ref().map(|row| CapacityRow { version, ..row.clone() });
            capacity::set(conn, &written.service_id, before.as_ref())?;
            room::mark(conn)?;
        }
        let entry = match kind {
            MergeKind::Organization => EntryKind::Organization,
            MergeKind::Service => EntryKind::Service,
        };
        touch(ctx, conn, entry, &[&merge.entry_id, &merge.into_id], &how)?;
        let merge = MapMerge { undone_at: Some(at), ..merge };
        announce(ctx, conn, "mapEntry.separated", &merge, at)?;
        shown(merge)
    })
}

/// Merges are undone in the order in which they lie on each other.
fn nothing_on_top(conn: &mut Conn, merge: &MapMerge, moves: &Moves) -> Result<(), Error> {
    let standing = map_merge::standing(conn)?;
    let moved = |id: &Id| moves.rows.iter().any(|row| row.id == *id);
    let mut on_top = None;
    for other in standing.values().filter(|other| other.id > merge.id) {
        let named = other.entry_id == merge.into_id || moved(&other.entry_id) || moved(&other.into_id);
        // Its word about the room of the survivor came after this one's.
        let on_room = || moves.room.is_some() && other.into_id == merge.into_id;
        if named || on_room() && from_json::<Moves>(&other.moves)?.room.is_some() {
            on_top = Some(other);
        }
    }
    match on_top {
        None => Ok(()),
        Some(other) => {
            let detail = format!("undo the merge {} first: it lies on this one", other.id);
            Err(guard("undoLaterFirst", detail))
        }
    }
}
