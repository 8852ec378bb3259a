//! Read the agreement with an organisation: the team reads all, a partner its own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Principal, Reach};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::agreement::{self, AgreementRow};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// The agreement with a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreementView {
    /// The partner.
    pub organization_id: Id,
    /// Reference of the protocol.
    pub reference: String,
    /// When it was signed.
    #[schema(value_type = String, format = Date)]
    pub signed_on: NaiveDate,
    /// Last day on which it is in force; open when not given.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
    /// Whom to ask about data protection.
    pub data_protection_contact: String,
    /// Whether it is in force today.
    pub active: bool,
    /// When it was written down.
    pub recorded_at: Moment,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

impl AgreementView {
    /// Shows an agreement as it is today.
    #[must_use]
    pub fn new(row: AgreementRow, today: NaiveDate) -> Self {
        Self {
            active: row.in_force(today),
            organization_id: row.organization_id,
            reference: row.reference,
            signed_on: row.signed_on,
            valid_until: row.valid_until,
            data_protection_contact: row.data_protection_contact,
            recorded_at: row.recorded_at,
            version: row.version,
        }
    }
}

/// Reads an agreement. The door asks for a scope; the reach says whose.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or when it is another partner's.
pub fn read(ctx: &Ctx, principal: &Principal, organization_id: &str) -> Result<AgreementView, Error> {
    match principal.reach() {
        Reach::Team => {}
        Reach::Organization(own) if own == organization_id => {}
        Reach::Organization(_) | Reach::AlertPoint => return Err(Error::NotFound),
    }
    let found = ctx.db.read(|conn| agreement::find(conn, organization_id).map_err(Error::from))?;
    found.map(|row| AgreementView::new(row, ctx.now().local_date())).ok_or(Error::NotFound)
}
