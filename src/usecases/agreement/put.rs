//! Record the agreement with an organisation, or replace it.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::read::AgreementView;
use crate::domain::access::{Party, Principal, Scope};
use crate::store::agreement::{self, AgreementRow};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::record::{self, Audience};

/// An agreement as it was signed.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordAgreement {
    /// Reference of the protocol.
    #[schema(min_length = 1, max_length = 200)]
    pub reference: String,
    /// When it was signed.
    #[schema(value_type = String, format = Date)]
    pub signed_on: NaiveDate,
    /// Last day on which it is in force; open when not given.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
    /// Whom to ask about data protection.
    #[schema(min_length = 1, max_length = 254)]
    pub data_protection_contact: String,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Recorded {
    /// The first one with this organisation.
    First(AgreementView),
    /// In the place of an earlier one.
    Replaced(AgreementView),
    /// There is one, and the caller did not say which version it replaces.
    VersionNeeded,
}

/// Records an agreement. The first one needs no version; replacing one does.
///
/// # Errors
/// [`Error::NotFound`] for an unknown organisation; [`Error::PreconditionFailed`]; [`Error::Invalid`].
pub fn record(
    ctx: &Ctx,
    principal: &Principal,
    organization_id: &str,
    version: Option<i32>,
    command: &RecordAgreement,
) -> Result<Recorded, Error> {
    require(principal, Scope::MapWrite)?;
    if principal.party != Party::Team {
        return Err(Error::NotFound);
    }
    if command.valid_until.is_some_and(|last| last < command.signed_on) {
        return Err(Error::Invalid(vec![Issue::body("validUntil", "lies before signedOn")]));
    }
    ctx.db.write(|conn| {
        let at = ctx.now();
        if !agreement::is_organization(conn, organization_id)? {
            return Err(Error::NotFound);
        }
        let before = agreement::find(conn, organization_id)?.map(|row| row.version);
        match (before, version) {
            (Some(_), None) => return Ok(Recorded::VersionNeeded),
            (Some(before), Some(version)) if before != version => return Err(Error::PreconditionFailed),
            (None, Some(_)) => return Err(Error::PreconditionFailed),
            (Some(_), Some(_)) | (None, None) => {}
        }
        let row = AgreementRow {
            organization_id: organization_id.to_owned(),
            reference: command.reference.clone(),
            signed_on: command.signed_on,
            valid_until: command.valid_until,
            data_protection_contact: command.data_protection_contact.clone(),
            recorded_by: principal.client_id.clone(),
            recorded_at: at,
            version: before.unwrap_or(0) + 1,
        };
        match before {
            None => agreement::insert(conn, &row)?,
            Some(_) => agreement::update(conn, &row)?,
        }
        let data = serde_json::json!({ "organizationId": row.organization_id, "version": row.version });
        let path = format!("/v1/organizations/{organization_id}/agreement");
        let audience = Audience::Organization(organization_id.to_owned());
        record::event(ctx, conn, "agreement.recorded", organization_id, row.version, &path, at, audience, &data)?;
        let view = AgreementView::new(row, at.local_date());
        Ok(if before.is_none() { Recorded::First(view) } else { Recorded::Replaced(view) })
    })
}
