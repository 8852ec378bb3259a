//! Create, change and retire entries of the map: the team does.

use serde_json::{Map, Value};

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::Object;
use crate::domain::socialmap::edit::{RowChange, removal};
use crate::domain::socialmap::entry::{EntryKind, Tree};
use crate::domain::socialmap::entry_schema::Written;
use crate::store::conn::Conn;
use crate::store::map_entry::{self, Owner};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::entry::{self, EntryView};
use crate::usecases::map::write::{self, How, Planned};
use crate::usecases::once::{IdempotencyKey, once_read};

impl validator::Validate for Written {
    fn validate(&self) -> Result<(), validator::ValidationErrors> {
        // What a field may hold, [`Planned`] says: with every fault of the whole body.
        Ok(())
    }
}

/// Writes a new entry.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the body; [`Error::Forbidden`] outside the team.
pub fn create(
    ctx: &Ctx,
    principal: &Principal,
    kind: EntryKind,
    body: &Map<String, Value>,
    key: Option<&IdempotencyKey>,
) -> Result<EntryView, Error> {
    require(principal, Scope::MapWrite)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("only the team writes new entries"));
    }
    let at = ctx.now();
    let mut body = body.clone();
    let mut tree = Tree::bare(kind.object(), &ctx.id(at));
    let owned = if kind == EntryKind::Organization { Vec::new() } else { owner(kind, &mut body, &mut tree) };
    if kind == EntryKind::Service {
        // Whoever writes an entry today knows today that it is so.
        tree.cells.insert("status".to_owned(), "active".to_owned());
        tree.cells.insert("assured_date".to_owned(), at.local_date().to_string());
    }
    let planned = Planned::read(ctx, &tree, &body, true, "", at);
    let work = |conn: &mut Conn| -> Result<Id, Error> {
        let mut issues = owned.clone();
        if let Some(id) = tree.cells.get("organization_id") {
            issues.extend(entry::organization_fault(conn, id)?);
        }
        let rows = planned.check(conn, &tree, issues)?;
        write::apply(ctx, conn, kind, &tree.id, &rows, &How::by(principal, "create", at))?;
        Ok(tree.id.clone())
    };
    once_read(ctx, principal, key, work, |conn, id: &Id| entry::find(conn, principal, kind, id)?.view(conn))
}

/// Takes the organisation out of the body: it can be named once, when the entry is written. Answers what is wrong.
fn owner(kind: EntryKind, body: &mut Map<String, Value>, tree: &mut Tree) -> Vec<Issue> {
    match body.remove("organizationId") {
        Some(Value::String(id)) => _ = tree.cells.insert("organization_id".to_owned(), id),
        None | Some(Value::Null) if kind == EntryKind::Location => {}
        None | Some(Value::Null) => return vec![Issue::body("organizationId", "is needed")],
        Some(_) => return vec![Issue::body("organizationId", "must be a text")],
    }
    Vec::new()
}

/// Changes an entry. `retired: false` takes back that an organisation or location was retired; services that became
/// inactive by it stay so until somebody makes them active.
///
/// # Errors
/// [`Error::Invalid`] with every fault; [`Error::PreconditionFailed`] on another version; [`Error::Guard`]
/// `mergedAlready`; [`Error::Forbidden`] for its own organisation, [`Error::NotFound`] for other partners.
pub fn change(
    ctx: &Ctx,
    principal: &Principal,
    kind: EntryKind,
    id: &str,
    version: i32,
    body: &Map<String, Value>,
) -> Result<EntryView, Error> {
    require(principal, Scope::MapWrite)?;
    let at = ctx.now();
    let before = ctx.db.read(|conn| entry::at_hand(conn, principal, kind, id))?;
    if before.stored.version != version {
        return Err(Error::PreconditionFailed);
    }
    let mut body = body.clone();
    let (is_back, issues) = taken_back(kind, &mut body);
    let planned = Planned::read(ctx, &before.tree, &body, false, "", at);
    ctx.db.write(|conn| {
        let found = entry::at_hand(conn, principal, kind, id)?;
        // Whatever changes something of an entry changes its version: it still is what was read before.
        map_entry::hold(conn, kind, id, version)?;
        entry::stands_alone(conn, id)?;
        let rows = planned.check(conn, &found.tree, issues.clone())?;
        let is_offered_again = is_back && map_entry::offer_again(conn, kind, id)?;
        if rows.is_empty() && !is_offered_again {
            return found.view(conn);
        }
        write::apply(ctx, conn, kind, id, &rows, &How::by(principal, "update", at))?;
        entry::find(conn, principal, kind, id)?.view(conn)
    })
}

/// Takes `retired` out of the body: whether the entry is to be offered again, and what is wrong with it.
fn taken_back(kind: EntryKind, body: &mut Map<String, Value>) -> (bool, Vec<Issue>) {
    match (kind, body.get("retired")) {
        (EntryKind::Service, _) | (_, None) => return (false, Vec::new()),
        (EntryKind::Organization | EntryKind::Location, Some(Value::Bool(false))) => {}
        (EntryKind::Organization | EntryKind::Location, Some(_)) => {
            body.remove("retired");
            return (false, vec![Issue::body("retired", "can only be false here; DELETE the entry to retire it")]);
        }
    }
    body.remove("retired");
    (true, Vec::new())
}

/// Retires an entry: it stays, because handovers and others point at it, and is not offered any more. A service becomes
/// inactive; of an organisation all services do; a location is left by the services that stood there.
///
/// # Errors
/// As [`change`].
pub fn retire(ctx: &Ctx, principal: &Principal, kind: EntryKind, id: &str, version: i32) -> Result<EntryView, Error> {
    require(principal, Scope::MapWrite)?;
    ctx.db.write(|conn| {
        let at = ctx.now();
        entry::at_hand(conn, principal, kind, id)?;
        map_entry::hold(conn, kind, id, version)?;
        entry::stands_alone(conn, id)?;
        let how = How::by(principal, "retire", at);
        match kind {
            EntryKind::Service => make_inactive(ctx, conn, id, &how)?,
            EntryKind::Organization | EntryKind::Location if map_entry::is_retired(conn, kind, id)? => {}
            EntryKind::Organization => {
                map_entry::retire(conn, kind, id, &principal.client_id, at)?;
                for service in map_entry::services_of(conn, id)? {
                    make_inactive(ctx, conn, &service.id, &how)?;
                }
                write::apply(ctx, conn, kind, id, &[], &how)?;
            }
            EntryKind::Location => {
                map_entry::retire(conn, kind, id, &principal.client_id, at)?;
                write::apply(ctx, conn, kind, id, &[], &how)?;
                leave(ctx, conn, id, &how)?;
            }
        }
        entry::find(conn, principal, kind, id)?.view(conn)
    })
}

/// Makes a service inactive, if it is not already.
pub(super) fn make_inactive(ctx: &Ctx, conn: &mut Conn, id: &str, how: &How<'_>) -> Result<(), Error> {
    let before = map_entry::find(conn, Object::Service, id)?.row.fields;
    if matches!(before.get("status").map(String::as_str), Some("inactive" | "defunct")) {
        return Ok(());
    }
    let mut after = before.clone();
    after.insert("status".to_owned(), "inactive".to_owned());
    let change = RowChange { object: Object::Service, id: id.to_owned(), before: Some(before), after: Some(after) };
    write::apply(ctx, conn, EntryKind::Service, id, &[change], how).map(drop)
}

/// Takes a location out of the services that stood there.
fn leave(ctx: &Ctx, conn: &mut Conn, location: &str, how: &How<'_>) -> Result<(), Error> {
    for stand in map_entry::naming(conn, Object::ServiceAtLocation, Owner::Location(location))? {
        let Some(service) = stand.get("service_id") else { continue };
        let (tree, _) = map_entry::tree(conn, EntryKind::Service, service)?;
        let gone = tree.rows().into_iter().find(|row| row.id == stand.id).map(removal).unwrap_or_default();
        write::apply(ctx, conn, EntryKind::Service, service, &gone, how)?;
    }
    Ok(())
}

/// Says on which day an entry was last known to be right; the history says by whom. Answers whether that is new.
pub(super) fn assure(ctx: &Ctx, conn: &mut Conn, id: &str, at: Moment, how: &How<'_>) -> Result<bool, Error> {
    let before = map_entry::find(conn, Object::Service, id)?.row.fields;
    let today = at.local_date().to_string();
    if before.get("assured_date") == Some(&today) {
        return Ok(false);
    }
    let mut after = before.clone();
    after.insert("assured_date".to_owned(), today);
    let change = RowChange { object: Object::Service, id: id.to_owned(), before: Some(before), after: Some(after) };
    write::apply(ctx, conn, EntryKind::Service, id, &[change], how)?;
    Ok(true)
}
