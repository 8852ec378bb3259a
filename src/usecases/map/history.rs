//! What was changed in an entry, when and by whom: a line for every field. What leads to a person is for insiders.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page, Place};
use crate::domain::socialmap::entry::{EntryKind, camel};
use crate::store::map_change::{self, Line};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::map::entry;

/// One field that became another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// Id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// The object of the row, as in HSDS.
    pub object: String,
    /// The row: the entry's own, or one that hangs on it.
    pub row_id: Id,
    /// The field, as in the record of the entry.
    pub field: String,
    /// What it was; empty where there was nothing.
    pub previous: String,
    /// What it is since; empty where there is nothing.
    pub replacement: String,
    /// `create`, `update`, `retire`, `confirm`, `merge`, `undo`.
    pub action: String,
    /// Who did it: the client, for the team and for its own organisation; else `netsterk` or `partner`. `link` for who
    /// followed the link in a mail; the directory, where its package did.
    pub by: String,
    /// The proposal, merge or mail behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Id>,
}

/// A page of the history of an entry, the newest first.
///
/// # Errors
/// [`Error::NotFound`] for an unknown entry.
pub fn history(
    ctx: &Ctx,
    principal: &Principal,
    kind: EntryKind,
    id: &str,
    page: &Page,
) -> Result<(Listed<ChangeView>, Option<Place>), Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| {
        let insider = entry::find(conn, principal, kind, id)?.insider;
        let listed = map_change::of_entry(conn, id, insider, page)?;
        let last = listed.items.last().filter(|_| listed.more);
        let next = last.map(|line| Place { at: line.at, id: line.id.clone() });
        Ok((listed.map(|line| shown(principal, line)), next))
    })
}

fn shown(principal: &Principal, line: Line) -> ChangeView {
    let own = match (&principal.party, &line.organization_id) {
        (Party::Team, _) => true,
        (Party::Partner(id), Some(by)) => id == by,
        (Party::Partner(_) | Party::AlertPoint, _) => false,
    };
    let by = match (own || line.actor == "link", &line.organization_id) {
        (true, _) => line.actor,
        (false, Some(_)) => "partner".to_owned(),
        (false, None) => "netsterk".to_owned(),
    };
    ChangeView {
        id: line.id,
        at: line.at,
        object: line.object,
        row_id: line.row_id,
        field: camel(&line.field),
        previous: line.previous,
        replacement: line.replacement,
        action: line.action,
        by,
        because: line.because.filter(|_| own),
    }
}
