//! Families: households without a name, the keyed tokens by which they are found, and merges. Only the team reaches them.

use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::family::{MemberRole, TokenKind};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{families, family_members, identity_tokens, merges};
use crate::text_columns;

text_columns!(MemberRole, TokenKind);

/// A family as it stands in the database: nothing that names.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = families)]
pub struct FamilyRow {
    /// UUIDv7.
    pub id: Id,
    /// The number of its reference.
    pub reference_number: i64,
    /// Language of the home.
    pub language: Option<String>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// Keyed fingerprint of all identifying fields.
    pub likeness: Option<String>,
    /// The family that stands for it.
    pub merged_into: Option<Id>,
    /// Who recorded it.
    pub created_by: String,
    /// When.
    pub created_at: Moment,
    /// Counts changes, from 1.
    pub version: i32,
}

/// A member of a household, without a name.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = family_members)]
pub struct MemberRow {
    /// UUIDv7.
    pub id: Id,
    /// The household.
    pub family_id: Id,
    /// Who they are in it.
    pub role: MemberRole,
    /// Their school.
    pub school_id: Option<String>,
}

/// A keyed token of an identity.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = identity_tokens)]
pub struct TokenRow {
    /// The sealed identity it was made from.
    pub identity_id: Id,
    /// What it stands for.
    pub kind: TokenKind,
    /// The token.
    pub token: String,
    /// The family.
    pub family_id: Id,
}

/// A merge of two families.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = merges)]
pub struct MergeRow {
    /// UUIDv7.
    pub id: Id,
    /// The family that is no longer counted by itself.
    pub family_id: Id,
    /// The family that stands for both.
    pub into_id: Id,
    /// Why.
    pub reason: String,
    /// By whom.
    pub merged_by: String,
    /// When.
    pub merged_at: Moment,
    /// Who undid it.
    pub undone_by: Option<String>,
    /// When.
    pub undone_at: Option<Moment>,
}

/// Writes a new family.
///
/// # Errors
/// [`StoreError::Duplicate`] when one with this likeness exists.
pub fn insert(conn: &mut Conn, family: &FamilyRow) -> Result<(), StoreError> {
    diesel::insert_into(families::table).values(family).execute(conn)?;
    Ok(())
}

/// Writes a member of a household.
///
/// # Errors
/// Any failure of the database.
pub fn insert_member(conn: &mut Conn, member: &MemberRow) -> Result<(), StoreError> {
    diesel::insert_into(family_members::table).values(member).execute(conn)?;
    Ok(())
}

/// Writes a keyed token.
///
/// # Errors
/// Any failure of the database.
pub fn insert_token(conn: &mut Conn, token: &TokenRow) -> Result<(), StoreError> {
    diesel::insert_into(identity_tokens::table).values(token).execute(conn)?;
    Ok(())
}

/// A family within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find(conn: &mut Conn, reach: &Reach, id: &str) -> Result<FamilyRow, StoreError> {
    match reach {
        Reach::Team => Ok(families::table.find(id).select(FamilyRow::as_select()).first(conn)?),
        Reach::Organization(_) | Reach::AlertPoint => Err(StoreError::NotFound),
    }
}

/// The family with this likeness.
///
/// # Errors
/// Any failure of the database.
pub fn with_likeness(conn: &mut Conn, likeness: &str) -> Result<Option<FamilyRow>, StoreError> {
    Ok(families::table.filter(families::likeness.eq(likeness)).select(FamilyRow::as_select()).first(conn).optional()?)
}

/// The family that stands for this one: itself, unless it was merged.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn root(conn: &mut Conn, id: &str) -> Result<FamilyRow, StoreError> {
    let mut family: FamilyRow = families::table.find(id).select(FamilyRow::as_select()).first(conn)?;
    while let Some(into) = family.merged_into.clone() {
        family = families::table.find(into).select(FamilyRow::as_select()).first(conn)?;
    }
    Ok(family)
}

/// Every row that stands for the same family as this one: the one that stands for all first.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn all_of(conn: &mut Conn, id: &str) -> Result<Vec<Id>, StoreError> {
    let mut all = vec![root(conn, id)?.id];
    let mut seen = 0;
    while seen < all.len() {
        let parents = all[seen..].to_vec();
        seen = all.len();
        all.extend(
            families::table
                .filter(families::merged_into.eq_any(parents))
                .order(families::id)
                .select(families::id)
                .load::<Id>(conn)?,
        );
    }
    Ok(all)
}

/// Members of these families.
///
/// # Errors
/// Any failure of the database.
pub fn members(conn: &mut Conn, family_ids: &[Id]) -> Result<Vec<MemberRow>, StoreError> {
    Ok(family_members::table
        .filter(family_members::family_id.eq_any(family_ids))
        .order(family_members::id)
        .select(MemberRow::as_select())
        .load(conn)?)
}

/// Families that have this token.
///
/// # Errors
/// Any failure of the database.
pub fn with_token(conn: &mut Conn, kind: TokenKind, token: &str, limit: i64) -> Result<Vec<Id>, StoreError> {
    Ok(identity_tokens::table
        .filter(identity_tokens::kind.eq(kind))
        .filter(identity_tokens::token.eq(token))
        .order(identity_tokens::family_id)
        .limit(limit)
        .select(identity_tokens::family_id)
        .load(conn)?)
}

/// By which of phone and mail these families can be reached, `(family, kind)`. The numbers stay sealed.
///
/// # Errors
/// Any failure of the database.
pub fn reachable_by(conn: &mut Conn, family_ids: &[Id]) -> Result<Vec<(Id, TokenKind)>, StoreError> {
    Ok(identity_tokens::table
        .filter(identity_tokens::family_id.eq_any(family_ids))
        .filter(identity_tokens::kind.eq_any([TokenKind::Phone, TokenKind::Email]))
        .select((identity_tokens::family_id, identity_tokens::kind))
        .load(conn)?)
}

/// Says which family stands for this one from now on, if it still has this version.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another version.
pub fn point(conn: &mut Conn, family: &FamilyRow, into: Option<&str>) -> Result<(), StoreError> {
    let rows = diesel::update(
        families::table.filter(families::id.eq(&family.id)).filter(families::version.eq(family.version)),
    )
    .set((families::merged_into.eq(into), families::version.eq(family.version + 1)))
    .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Keeps a family as it is until COMMIT, so that two merges in opposite directions do not close a circle.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another version.
pub fn hold(conn: &mut Conn, family: &FamilyRow) -> Result<(), StoreError> {
    let rows = diesel::update(
        families::table.filter(families::id.eq(&family.id)).filter(families::version.eq(family.version)),
    )
    .set(families::version.eq(families::version))
    .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Writes a merge.
///
/// # Errors
/// Any failure of the database.
pub fn insert_merge(conn: &mut Conn, merge: &MergeRow) -> Result<(), StoreError> {
    diesel::insert_into(merges::table).values(merge).execute(conn)?;
    Ok(())
}

/// A merge within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find_merge(conn: &mut Conn, reach: &Reach, id: &str) -> Result<MergeRow, StoreError> {
    match reach {
        Reach::Team => Ok(merges::table.find(id).select(MergeRow::as_select()).first(conn)?),
        Reach::Organization(_) | Reach::AlertPoint => Err(StoreError::NotFound),
    }
}

/// Notes that a merge was undone; false when it was undone before.
///
/// # Errors
/// Any failure of the database.
pub fn undo_merge(conn: &mut Conn, id: &str, by: &str, at: Moment) -> Result<bool, StoreError> {
    let rows = diesel::update(merges::table.filter(merges::id.eq(id)).filter(merges::undone_at.is_null()))
        .set((merges::undone_by.eq(by), merges::undone_at.eq(at)))
        .execute(conn)?;
    Ok(rows == 1)
}
