//! Sealed identities. This file moves sealed bytes; only `usecases::gate` opens them.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::identities;

/// A sealed identity: of a household, a member or an asker.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = identities)]
#[diesel(treat_none_as_default_value = false)]
pub struct Sealed {
    /// Row id.
    pub id: Id,
    /// `household`, `member` or `asker`.
    pub kind: String,
    /// The family, for household and member.
    pub family_id: Option<Id>,
    /// Id of the household, member or case that it identifies.
    pub owner_id: Id,
    /// The sealed JSON.
    pub sealed: Vec<u8>,
    /// When it was written.
    pub created_at: Moment,
}

/// Keeps a sealed identity.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, sealed: &Sealed) -> Result<(), StoreError> {
    diesel::insert_into(identities::table).values(sealed).execute(conn)?;
    Ok(())
}

/// The sealed identity of one household, member or asker.
///
/// # Errors
/// Any failure of the database.
pub fn of_owner(conn: &mut Conn, owner_id: &str) -> Result<Option<Sealed>, StoreError> {
    Ok(identities::table
        .filter(identities::owner_id.eq(owner_id))
        .select(Sealed::as_select())
        .first(conn)
        .optional()?)
}

/// Every sealed identity of a family: the household and its members.
///
/// # Errors
/// Any failure of the database.
pub fn of_family(conn: &mut Conn, family_id: &str) -> Result<Vec<Sealed>, StoreError> {
    Ok(identities::table
        .filter(identities::family_id.eq(family_id))
        .order(identities::id)
        .select(Sealed::as_select())
        .load(conn)?)
}
