//! Agreements with partners: without one that is in force, nothing is sent.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{agreements, organizations};

/// An agreement as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreements)]
#[diesel(primary_key(organization_id))]
#[diesel(treat_none_as_null = true)]
pub struct AgreementRow {
    /// The partner.
    pub organization_id: Id,
    /// Reference of the protocol.
    pub reference: String,
    /// When it was signed.
    pub signed_on: chrono::NaiveDate,
    /// Last day on which it is in force.
    pub valid_until: Option<chrono::NaiveDate>,
    /// Whom to ask about data protection.
    pub data_protection_contact: String,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Moment,
    /// Counts changes, from 1.
    pub version: i32,
}

impl AgreementRow {
    /// Whether it is in force on a day in Brussels.
    #[must_use]
    pub fn in_force(&self, day: chrono::NaiveDate) -> bool {
        self.signed_on <= day && self.valid_until.is_none_or(|last| last >= day)
    }
}

/// The agreement with an organisation.
///
/// # Errors
/// Any failure of the database.
pub fn find(conn: &mut Conn, organization_id: &str) -> Result<Option<AgreementRow>, StoreError> {
    Ok(agreements::table.find(organization_id).select(AgreementRow::as_select()).first(conn).optional()?)
}

/// Whether there is an agreement with an organisation that is in force on a day in Brussels.
///
/// # Errors
/// Any failure of the database.
pub fn in_force(conn: &mut Conn, organization_id: &str, day: chrono::NaiveDate) -> Result<bool, StoreError> {
    Ok(find(conn, organization_id)?.is_some_and(|agreement| agreement.in_force(day)))
}

/// Records the first agreement with an organisation.
///
/// # Errors
/// [`StoreError::Duplicate`] when there is one.
pub fn insert(conn: &mut Conn, agreement: &AgreementRow) -> Result<(), StoreError> {
    diesel::insert_into(agreements::table).values(agreement).execute(conn)?;
    Ok(())
}

/// Replaces an agreement, if it still has the version before the one in `agreement`.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another version.
pub fn update(conn: &mut Conn, agreement: &AgreementRow) -> Result<(), StoreError> {
    let rows = diesel::update(
        agreements::table
            .filter(agreements::organization_id.eq(&agreement.organization_id))
            .filter(agreements::version.eq(agreement.version - 1)),
    )
    .set(agreement)
    .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Whether the social map knows this organisation.
///
/// # Errors
/// Any failure of the database.
pub fn is_organization(conn: &mut Conn, id: &str) -> Result<bool, StoreError> {
    Ok(organizations::table.filter(organizations::id.eq(id)).count().get_result::<i64>(conn)? > 0)
}
