//! Entries of the map that a person took for one: which stands for which, what was moved, and pairs that are not one.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{agreements, clients, map_distinct, map_merges};

/// A merge.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = map_merges)]
pub struct MapMerge {
    /// UUIDv7.
    pub id: Id,
    /// `service` or `organization`.
    pub kind: String,
    /// The entry that is no longer offered by itself.
    pub entry_id: Id,
    /// The one that stands for both.
    pub into_id: Id,
    /// Why.
    pub reason: String,
    /// What was moved, JSON.
    pub moves: String,
    /// Client that did it.
    pub merged_by: String,
    /// When.
    pub merged_at: Moment,
    /// Client that undid it.
    pub undone_by: Option<String>,
    /// When.
    pub undone_at: Option<Moment>,
}

/// Writes a merge.
///
/// # Errors
/// [`StoreError::Duplicate`] when the entry is merged already.
pub fn insert(conn: &mut Conn, merge: &MapMerge) -> Result<(), StoreError> {
    diesel::insert_into(map_merges::table).values(merge).execute(conn)?;
    Ok(())
}

/// One merge.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, id: &str) -> Result<MapMerge, StoreError> {
    Ok(map_merges::table.find(id).select(MapMerge::as_select()).first(conn)?)
}

/// Writes down anew what a merge moved, JSON.
///
/// # Errors
/// Any failure of the database.
pub fn set_moves(conn: &mut Conn, id: &str, moves: &str) -> Result<(), StoreError> {
    diesel::update(map_merges::table.find(id)).set(map_merges::moves.eq(moves)).execute(conn)?;
    Ok(())
}

/// Marks a merge as undone; says whether it stood.
///
/// # Errors
/// Any failure of the database.
pub fn undo(conn: &mut Conn, id: &str, by: &str, at: Moment) -> Result<bool, StoreError> {
    let standing = map_merges::table.find(id).filter(map_merges::undone_at.is_null());
    let rows = diesel::update(standing)
        .set((map_merges::undone_by.eq(Some(by)), map_merges::undone_at.eq(Some(at))))
        .execute(conn)?;
    Ok(rows == 1)
}

/// A page of merges, the newest first.
///
/// # Errors
/// Any failure of the database.
pub fn list(conn: &mut Conn, page: &Page) -> Result<Listed<MapMerge>, StoreError> {
    let total = map_merges::table.count().get_result(conn)?;
    let mut query = map_merges::table.into_boxed();
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query =
            query.filter(map_merges::merged_at.le(at)).filter(map_merges::merged_at.lt(at).or(map_merges::id.lt(id)));
    }
    let rows = query
        .order((map_merges::merged_at.desc(), map_merges::id.desc()))
        .limit(page.limit + 1)
        .select(MapMerge::as_select())
        .load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

/// Merges that stand, by the entry that was merged.
///
/// # Errors
/// Any failure of the database.
pub fn standing(conn: &mut Conn) -> Result<HashMap<Id, MapMerge>, StoreError> {
    let rows = map_merges::table.filter(map_merges::undone_at.is_null()).select(MapMerge::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|merge| (merge.entry_id.clone(), merge)).collect())
}

/// The merge that stands of one entry.
///
/// # Errors
/// Any failure of the database.
pub fn of(conn: &mut Conn, entry_id: &str) -> Result<Option<MapMerge>, StoreError> {
    let query = map_merges::table.filter(map_merges::entry_id.eq(entry_id)).filter(map_merges::undone_at.is_null());
    Ok(query.select(MapMerge::as_select()).first(conn).optional()?)
}

/// The entry that stands for this one; itself where it is not merged. Merges cannot go round in a circle, because what is
/// merged takes nothing in.
///
/// # Errors
/// Any failure of the database; [`StoreError::Fault`] for a circle all the same.
pub fn survivor(conn: &mut Conn, entry_id: &str) -> Result<Id, StoreError> {
    let (mut id, mut seen) = (entry_id.to_owned(), HashSet::new());
    while let Some(merge) = of(conn, &id)? {
        id = merge.into_id;
        if !seen.insert(id.clone()) {
            return Err(StoreError::Fault(format!("the merge of {entry_id} goes round in a circle")));
        }
    }
    Ok(id)
}

/// Whether an organisation has clients of its own that can get in.
///
/// # Errors
/// Any failure of the database.
pub fn has_clients(conn: &mut Conn, organization_id: &str) -> Result<bool, StoreError> {
    let query =
        clients::table.filter(clients::organization_id.eq(organization_id)).filter(clients::disabled_at.is_null());
    Ok(query.count().get_result::<i64>(conn)? > 0)
}

/// Whether an agreement with an organisation is in force on a day, or will be.
///
/// # Errors
/// Any failure of the database.
pub fn has_agreement(conn: &mut Conn, organization_id: &str, day: chrono::NaiveDate) -> Result<bool, StoreError> {
    let query = agreements::table
        .filter(agreements::organization_id.eq(organization_id))
        .filter(agreements::valid_until.is_null().or(agreements::valid_until.ge(day).assume_not_null()));
    Ok(query.count().get_result::<i64>(conn)? > 0)
}

/// Says that two entries are not one; the second time changes nothing.
///
/// # Errors
/// Any failure of the database.
pub fn tell_apart(
    conn: &mut Conn,
    (one, other): (&str, &str),
    reason: Option<&str>,
    by: &str,
    at: Moment,
) -> Result<(), StoreError> {
    diesel::delete(map_distinct::table.find((one, other))).execute(conn)?;
    diesel::insert_into(map_distinct::table)
        .values((
            map_distinct::one.eq(one),
            map_distinct::other.eq(other),
            map_distinct::reason.eq(reason),
            map_distinct::said_by.eq(by),
            map_distinct::said_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Pairs that are not one.
///
/// # Errors
/// Any failure of the database.
pub fn told_apart(conn: &mut Conn) -> Result<Vec<(Id, Id)>, StoreError> {
    Ok(map_distinct::table.select((map_distinct::one, map_distinct::other)).load(conn)?)
}
