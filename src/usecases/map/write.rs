//! Writing a change of an entry: the rows, a line of history for every field, and word to every replica. For the use
//! cases of this folder, in their transaction.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::domain::access::{Party, Principal};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::edit::{Fault, Plan, Reference, RowChange, plan};
use crate::domain::socialmap::entry::{Cells, EntryKind, Tree, is_internal};
use crate::domain::socialmap::{Object, Record};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::map::{self, Kept, Origin};
use crate::store::map_change::{self, Line};
use crate::store::map_entry::{self, Stored};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};
use crate::usecases::words::refuse_national_numbers;

/// Who changes an entry, and how it is called in its history.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) action: &'static str,
    pub(super) actor: &'a str,
    pub(super) organization_id: Option<&'a str>,
    pub(super) because: Option<&'a str>,
    pub(super) at: Moment,
}

impl<'a> How<'a> {
    pub(super) fn by(principal: &'a Principal, action: &'static str, at: Moment) -> Self {
        let organization_id = match &principal.party {
            Party::Partner(id) => Some(id.as_str()),
            Party::Team | Party::AlertPoint => None,
        };
        Self { action, actor: &principal.client_id, organization_id, because: None, at }
    }
}

/// A change that was read: what it comes to, and what is wrong with it as far as it says so itself.
pub(super) struct Planned {
    rows: Vec<RowChange>,
    references: Vec<Reference>,
    issues: Vec<Issue>,
    prefix: &'static str,
}

impl Planned {
    /// Reads a change; nothing is looked up. Names of faults begin with `prefix`.
    pub(super) fn read(
        ctx: &Ctx,
        tree: &Tree,
        change: &Map<String, Value>,
        is_new: bool,
        prefix: &'static str,
        at: Moment,
    ) -> Self {
        let Plan { rows, references, faults, texts } = plan(tree, change, is_new, &mut || ctx.id(at));
        let issue = |fault: &Fault| Issue::body(format!("{prefix}{}", fault.name), fault.detail.clone());
        let mut issues: Vec<Issue> = faults.iter().map(issue).collect();
        let texts: Vec<(String, Option<&str>)> =
            texts.iter().map(|(name, text)| (format!("{prefix}{name}"), Some(text.as_str()))).collect();
        if let Err(Error::Invalid(more)) = refuse_national_numbers(&texts) {
            issues.extend(more);
        }
        Self { rows, references, issues, prefix }
    }

    /// Whether it says nothing that is not so already.
    pub(super) fn changes_nothing(&self) -> bool {
        self.rows.is_empty() && self.issues.is_empty()
    }

    /// Looks up what the change names; `issues` are faults that were found elsewhere.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub(super) fn check(&self, conn: &mut Conn, tree: &Tree, mut issues: Vec<Issue>) -> Result<Vec<RowChange>, Error> {
        issues.extend(self.issues.iter().cloned());
        let issue = |name: &str, detail: &str| Issue::body(format!("{}{name}", self.prefix), detail);
        for object in Object::ALL {
            let asked: Vec<_> = self.references.iter().filter(|reference| reference.object == *object).collect();
            if asked.is_empty() {
                continue;
            }
            let ids: Vec<&str> = asked.iter().map(|reference| reference.id.as_str()).collect();
            let known = map_entry::existing(conn, *object, &ids)?;
            for reference in asked {
                if !known.contains(&reference.id) {
                    issues.push(issue(&reference.name, &format!("no {object} has this id")));
                } else if reference.object == tree.object && reference.id == tree.id {
                    issues.push(issue(&reference.name, "is the entry itself"));
                } else if reference.object == tree.object && is_above(conn, &tree.id, &reference.id)? {
                    issues.push(issue(&reference.name, "stands under this entry itself: that would be a circle"));
                }
            }
        }
        programs_in_use(conn, tree, &self.rows, |detail| issues.push(issue("programs", detail)))?;
        if issues.is_empty() { Ok(self.rows.clone()) } else { Err(Error::Invalid(issues)) }
    }
}

/// Whether an organisation stands above another one.
pub(super) fn is_above(conn: &mut Conn, id: &str, other: &str) -> Result<bool, Error> {
    let (mut seen, mut next) = (HashSet::new(), Some(other.to_owned()));
    while let Some(one) = next.filter(|one| seen.insert(one.clone())) {
        if one == id {
            return Ok(true);
        }
        next = match map_entry::find(conn, Object::Organization, &one) {
            Ok(stored) => stored.row.get("parent_organization_id").map(str::to_owned),
            // A parent may be a row that is not in the map.
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
    }
    Ok(false)
}

/// A programme that a service belongs to stays.
fn programs_in_use(conn: &mut Conn, tree: &Tree, rows: &[RowChange], mut say: impl FnMut(&str)) -> Result<(), Error> {
    let gone: Vec<&Id> =
        rows.iter().filter(|row| row.object == Object::Program && row.after.is_none()).map(|row| &row.id).collect();
    if gone.is_empty() {
        return Ok(());
    }
    for service in map_entry::services_of(conn, &tree.id)? {
        if service.get("program_id").is_some_and(|program| gone.iter().any(|id| *id == program)) {
            say("leaves out a programme that services belong to; take it out of them first");
            return Ok(());
        }
    }
    Ok(())
}

/// Writes rows of an entry; its own row counts one version more. Answers that version.
///
/// # Errors
/// Any failure of the database.
pub(super) fn apply(
    ctx: &Ctx,
    conn: &mut Conn,
    kind: EntryKind,
    id: &str,
    rows: &[RowChange],
    how: &How<'_>,
) -> Result<i32, Error> {
    for change in rows {
        log(ctx, conn, kind, id, change, how)?;
        match &change.after {
            Some(after) => put(conn, change.object, &change.id, after.clone(), change.before.is_none(), how.at)?,
            None => {
                let gone = map_entry::find(conn, change.object, &change.id)?;
                map_entry::remember(conn, change.object, &gone, how.at)?;
                map::remove(conn, change.object, &change.id)?;
            }
        }
    }
    let mut own = map_entry::find(conn, kind.object(), id)?;
    if !rows.iter().any(|change| change.object == kind.object() && change.id == id) {
        put(conn, kind.object(), id, own.row.fields.clone(), false, how.at)?;
        own = map_entry::find(conn, kind.object(), id)?;
    }
    map::mark(conn, kind.object(), &own.row)?;
    Ok(own.version)
}

/// Writes one row as it is to be.
pub(super) fn put(
    conn: &mut Conn,
    object: Object,
    id: &str,
    mut cells: Cells,
    is_new: bool,
    at: Moment,
) -> Result<(), Error> {
    if object == Object::Service {
        cells.insert("last_modified".to_owned(), at.to_string());
    }
    let row = Record { id: id.to_owned(), line: 0, fields: cells };
    if is_new {
        let origin = Origin { directory: map::OWN, imported: None };
        return Ok(map::put(conn, object, &row, origin, None)?);
    }
    let Stored { fields, version, directory, imported, .. } = map_entry::find(conn, object, id)?;
    let known = Kept { fields, version, directory, imported };
    let origin = Origin { directory: &known.directory, imported: known.imported.as_deref() };
    // Who brought another version in between, an import, is waited for: then it is seen.
    map::put(conn, object, &row, origin, Some(&known)).map_err(|error| Error::from(error).without_version())
}

/// A line of history for every field of a row that became another.
pub(super) fn log(
    ctx: &Ctx,
    conn: &mut Conn,
    kind: EntryKind,
    entry_id: &str,
    change: &RowChange,
    how: &How<'_>,
) -> Result<(), Error> {
    // A phone of a contact leads to a person as the contact itself does.
    let of_contact =
        [&change.before, &change.after].into_iter().flatten().any(|cells| cells.contains_key("contact_id"));
    for (field, previous, replacement) in change.fields() {
        if field == "last_modified" {
            continue;
        }
        map_change::append(
            conn,
            &Line {
                id: ctx.id(how.at),
                at: how.at,
                entry_kind: kind.to_string(),
                entry_id: entry_id.to_owned(),
                object: change.object.to_string(),
                row_id: change.id.clone(),
                field: field.to_owned(),
                previous: previous.to_owned(),
                replacement: replacement.to_owned(),
                action: how.action.to_owned(),
                actor: how.actor.to_owned(),
                organization_id: how.organization_id.map(str::to_owned),
                because: how.because.map(str::to_owned),
                internal: of_contact || is_internal(change.object, field),
            },
        )?;
    }
    Ok(())
}
