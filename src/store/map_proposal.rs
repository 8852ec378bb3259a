//! What partners propose to change in their own entries. A partner's queries take its organisation.

use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::map_proposals;

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = map_proposals)]
pub struct ProposalRow {
    /// UUIDv7.
    pub id: Id,
    /// `service`, `organization`, `location`.
    pub entry_kind: String,
    /// The entry.
    pub entry_id: Id,
    /// The partner.
    pub organization_id: Id,
    /// What it would change, JSON, as it was sent.
    pub changes: String,
    /// The same fields as they were then, JSON.
    pub base: String,
    /// Words of the partner.
    pub message: Option<String>,
    /// `open`, `accepted`, `refused`, `withdrawn`.
    pub state: String,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Client that proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Moment,
    /// Client that decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Moment>,
    /// Counts changes, from 1.
    pub version: i32,
}

/// A proposal in a list: without what it would change, which may be long.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = map_proposals)]
pub struct ProposalHead {
    /// UUIDv7.
    pub id: Id,
    /// `service`, `organization`, `location`.
    pub entry_kind: String,
    /// The entry.
    pub entry_id: Id,
    /// The partner.
    pub organization_id: Id,
    /// Words of the partner.
    pub message: Option<String>,
    /// `open`, `accepted`, `refused`, `withdrawn`.
    pub state: String,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Client that proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Moment,
    /// When it was decided.
    pub decided_at: Option<Moment>,
    /// Counts changes, from 1.
    pub version: i32,
}

impl From<ProposalRow> for ProposalHead {
    fn from(row: ProposalRow) -> Self {
        Self {
            id: row.id,
            entry_kind: row.entry_kind,
            entry_id: row.entry_id,
            organization_id: row.organization_id,
            message: row.message,
            state: row.state,
            reason: row.reason,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            decided_at: row.decided_at,
            version: row.version,
        }
    }
}

/// Writes a new one.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, row: &ProposalRow) -> Result<(), StoreError> {
    diesel::insert_into(map_proposals::table).values(row).execute(conn)?;
    Ok(())
}

/// One within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find(conn: &mut Conn, reach: &Reach, id: &str) -> Result<ProposalRow, StoreError> {
    Ok(within(reach).filter(map_proposals::id.eq(id)).select(ProposalRow::as_select()).first(conn)?)
}

/// Writes down how it ended, if it still has the version before the one in `row`.
///
/// # Errors
/// [`StoreError::Conflict`].
pub fn decide(conn: &mut Conn, row: &ProposalRow) -> Result<(), StoreError> {
    let open = map_proposals::table.find(&row.id).filter(map_proposals::version.eq(row.version - 1));
    let rows = diesel::update(open)
        .set((
            map_proposals::state.eq(&row.state),
            map_proposals::reason.eq(&row.reason),
            map_proposals::decided_by.eq(&row.decided_by),
            map_proposals::decided_at.eq(&row.decided_at),
            map_proposals::version.eq(row.version),
        ))
        .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// A page within the caller's reach, the newest first, with the exact total.
///
/// # Errors
/// Any failure of the database.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    state: Option<&str>,
    page: &Page,
) -> Result<Listed<ProposalHead>, StoreError> {
    let narrowed = || match state {
        Some(state) => within(reach).filter(map_proposals::state.eq(state.to_owned())),
        None => within(reach),
    };
    let total = narrowed().count().get_result(conn)?;
    let mut query = narrowed();
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query = query
            .filter(map_proposals::proposed_at.le(at))
            .filter(map_proposals::proposed_at.lt(at).or(map_proposals::id.lt(id)));
    }
    let rows = query
        .order((map_proposals::proposed_at.desc(), map_proposals::id.desc()))
        .limit(page.limit + 1)
        .select(ProposalHead::as_select())
        .load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

fn within<'a>(reach: &Reach) -> map_proposals::BoxedQuery<'a, MultiBackend> {
    let query = map_proposals::table.into_boxed();
    match reach {
        Reach::Team => query,
        Reach::Organization(id) => query.filter(map_proposals::organization_id.eq(id.clone())),
        Reach::AlertPoint => query.filter(map_proposals::id.eq("")),
    }
}
