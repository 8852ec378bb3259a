//! Who was asked in which month whether entries are still right, and the links in those mails. Of a link only the hash is
//! kept.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::Record;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{freshness_mails, freshness_runs, organizations, services};
use crate::store::types::from_json;

/// A mail to one assurer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = freshness_mails)]
pub struct FreshnessMail {
    /// UUIDv7.
    pub id: Id,
    /// Address of the assurer, in lower case.
    pub assurer: String,
    /// Month, `2026-12`.
    pub month: String,
    /// Ids of the services that it asks about, JSON.
    pub services: String,
    /// Hash of the token in the link.
    pub link: String,
    /// The day on which it was made.
    pub made_on: NaiveDate,
    /// Last day on which the link works.
    pub valid_until: NaiveDate,
    /// The message.
    pub outbox_id: Id,
}

/// Whether the mails of a month were put in the outbox.
///
/// # Errors
/// Any failure of the database.
pub fn has_run(conn: &mut Conn, month: &str) -> Result<bool, StoreError> {
    Ok(freshness_runs::table.find(month).count().get_result::<i64>(conn)? > 0)
}

/// Marks a month as done, in the transaction that puts its mails in the outbox.
///
/// # Errors
/// [`StoreError::Duplicate`] when another replica was faster.
pub fn take_month(conn: &mut Conn, month: &str, at: Moment) -> Result<(), StoreError> {
    diesel::insert_into(freshness_runs::table)
        .values((freshness_runs::month.eq(month), freshness_runs::at.eq(at)))
        .execute(conn)?;
    Ok(())
}

/// Writes a mail.
///
/// # Errors
/// [`StoreError::Duplicate`] when this assurer has had this month.
pub fn insert(conn: &mut Conn, mail: &FreshnessMail) -> Result<(), StoreError> {
    diesel::insert_into(freshness_mails::table).values(mail).execute(conn)?;
    Ok(())
}

/// Assurers that have had a month.
///
/// # Errors
/// Any failure of the database.
pub fn had(conn: &mut Conn, month: &str) -> Result<Vec<String>, StoreError> {
    Ok(freshness_mails::table.filter(freshness_mails::month.eq(month)).select(freshness_mails::assurer).load(conn)?)
}

/// One by its id.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, id: &str) -> Result<FreshnessMail, StoreError> {
    Ok(freshness_mails::table.find(id).select(FreshnessMail::as_select()).first(conn)?)
}

/// One by the hash of its token.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_link(conn: &mut Conn, hash: &str) -> Result<FreshnessMail, StoreError> {
    let query = freshness_mails::table.filter(freshness_mails::link.eq(hash));
    Ok(query.select(FreshnessMail::as_select()).first(conn)?)
}

/// A service that somebody answers for, and the name of its organisation.
pub type Answered = (Record, String);

/// Every active service, with the name of its organisation.
///
/// # Errors
/// Any failure of the database.
pub fn active(conn: &mut Conn) -> Result<Vec<Answered>, StoreError> {
    let rows: Vec<(Id, String, String)> = services::table
        .inner_join(organizations::table.on(organizations::id.eq(services::organization_id)))
        .filter(services::status.eq("active"))
        .order(services::id)
        .select((services::id, services::fields, organizations::name))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Those of these that are active.
///
/// # Errors
/// Any failure of the database.
pub fn among(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Answered>, StoreError> {
    let rows: Vec<(Id, String, String)> = services::table
        .inner_join(organizations::table.on(organizations::id.eq(services::organization_id)))
        .filter(services::status.eq("active"))
        .filter(services::id.eq_any(ids))
        .order((services::name, services::id))
        .select((services::id, services::fields, organizations::name))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

fn read((id, fields, organization): (Id, String, String)) -> Result<Answered, StoreError> {
    Ok((Record { id, line: 0, fields: from_json(&fields)? }, organization))
}
