//! What was changed in the social map here, field by field. Who may read which line is decided by the use cases: lines
//! about contacts name persons.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::map_changes;

/// One field that became another.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = map_changes)]
pub struct Line {
    /// UUIDv7; lines sort by it.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// The entry: `service`, `organization`, `location`.
    pub entry_kind: String,
    /// Its id.
    pub entry_id: Id,
    /// The object of the row, as in HSDS.
    pub object: String,
    /// The row: the entry's own, or one that hangs on it.
    pub row_id: Id,
    /// The column.
    pub field: String,
    /// What it was; empty where there was nothing.
    pub previous: String,
    /// What it is since; empty where there is nothing.
    pub replacement: String,
    /// `create`, `update`, `retire`, `confirm`, `merge`, `undo`.
    pub action: String,
    /// Public name of the client that did it, or `link` for who followed the link in a mail.
    pub actor: String,
    /// The partner that did it or proposed it.
    pub organization_id: Option<Id>,
    /// The proposal, merge or mail behind it.
    pub because: Option<Id>,
    /// Leads to a person.
    pub internal: bool,
}

/// Writes a line.
///
/// # Errors
/// Any failure of the database.
pub fn append(conn: &mut Conn, line: &Line) -> Result<(), StoreError> {
    diesel::insert_into(map_changes::table).values(line).execute(conn)?;
    Ok(())
}

/// A page of the history of an entry, the newest first. `insider`: also the lines that name persons.
///
/// # Errors
/// Any failure of the database.
pub fn of_entry(conn: &mut Conn, entry_id: &str, insider: bool, page: &Page) -> Result<Listed<Line>, StoreError> {
    let total = visible(entry_id, insider).count().get_result(conn)?;
    let mut query = visible(entry_id, insider);
    if let Some(place) = &page.after {
        query = query.filter(map_changes::id.lt(place.id.clone()));
    }
    let rows = query.order(map_changes::id.desc()).limit(page.limit + 1).select(Line::as_select()).load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

fn visible<'a>(entry_id: &'a str, insider: bool) -> map_changes::BoxedQuery<'a, MultiBackend> {
    let query = map_changes::table.filter(map_changes::entry_id.eq(entry_id)).into_boxed();
    if insider {
        return query;
    }
    query.filter(map_changes::internal.eq(false))
}
