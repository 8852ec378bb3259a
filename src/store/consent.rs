//! Consents: what a family allows, per recipient. Only the team reads and writes them.

use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::consent::{ConsentForm, ConsentGiver, Terms};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{consents, organizations};
use crate::text_columns;

text_columns!(ConsentGiver, ConsentForm);

/// A consent as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = consents)]
pub struct ConsentRow {
    /// UUIDv7.
    pub id: Id,
    /// Whose.
    pub family_id: Id,
    /// Who gave it.
    pub given_by: ConsentGiver,
    /// How.
    pub form: ConsentForm,
    /// For whom.
    pub recipient_organization_id: Id,
    /// What may be told, JSON list of codes.
    pub categories: String,
    /// What for.
    pub purpose: Option<String>,
    /// When it was given.
    pub given_at: Moment,
    /// Last day on which it holds.
    pub valid_until: Option<chrono::NaiveDate>,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Moment,
    /// Who recorded that it was withdrawn.
    pub withdrawn_by: Option<String>,
    /// When.
    pub withdrawn_at: Option<Moment>,
    /// Counts changes, from 1.
    pub version: i32,
}

impl ConsentRow {
    /// What decides whether it holds.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            family_id: self.family_id.clone(),
            recipient_organization_id: self.recipient_organization_id.clone(),
            valid_until: self.valid_until,
            withdrawn_at: self.withdrawn_at,
        }
    }
}

/// Writes a new consent.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, consent: &ConsentRow) -> Result<(), StoreError> {
    diesel::insert_into(consents::table).values(consent).execute(conn)?;
    Ok(())
}

/// A consent within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find(conn: &mut Conn, reach: &Reach, id: &str) -> Result<ConsentRow, StoreError> {
    match reach {
        Reach::Team => Ok(consents::table.find(id).select(ConsentRow::as_select()).first(conn)?),
        Reach::Organization(_) | Reach::AlertPoint => Err(StoreError::NotFound),
    }
}

/// Every consent of these families, newest first.
///
/// # Errors
/// Any failure of the database.
pub fn of_families(conn: &mut Conn, reach: &Reach, family_ids: &[Id]) -> Result<Vec<ConsentRow>, StoreError> {
    match reach {
        Reach::Team => Ok(consents::table
            .filter(consents::family_id.eq_any(family_ids))
            .order((consents::given_at.desc(), consents::id.desc()))
            .select(ConsentRow::as_select())
            .load(conn)?),
        Reach::Organization(_) | Reach::AlertPoint => Ok(Vec::new()),
    }
}

/// Keeps a consent from being withdrawn until COMMIT; false when it is withdrawn already. Whoever withdraws it waits, and
/// finds what was sent in the meantime.
///
/// # Errors
/// Any failure of the database.
pub fn hold(conn: &mut Conn, id: &str) -> Result<bool, StoreError> {
    let rows = diesel::update(consents::table.filter(consents::id.eq(id)).filter(consents::withdrawn_at.is_null()))
        .set(consents::version.eq(consents::version))
        .execute(conn)?;
    Ok(rows == 1)
}

/// Withdraws a consent; false when it was withdrawn before.
///
/// # Errors
/// Any failure of the database.
pub fn withdraw(conn: &mut Conn, id: &str, by: &str, at: Moment) -> Result<bool, StoreError> {
    let rows = diesel::update(consents::table.filter(consents::id.eq(id)).filter(consents::withdrawn_at.is_null()))
        .set((
            consents::withdrawn_by.eq(by),
            consents::withdrawn_at.eq(at),
            consents::version.eq(consents::version + 1),
        ))
        .execute(conn)?;
    Ok(rows == 1)
}

/// Whether the social map knows this organisation.
///
/// # Errors
/// Any failure of the database.
pub fn is_organization(conn: &mut Conn, id: &str) -> Result<bool, StoreError> {
    Ok(organizations::table.filter(organizations::id.eq(id)).count().get_result::<i64>(conn)? > 0)
}
