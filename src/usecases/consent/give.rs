//! Record a consent of a family for one recipient.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Principal, Scope};
use crate::domain::consent::{ConsentCategory, ConsentForm, ConsentGiver};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::consent::{self, ConsentRow};
use crate::store::family;
use crate::store::types::to_json;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};
use crate::usecases::words::refuse_national_numbers;

/// A consent as it was given.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GiveConsent {
    /// Who gave it.
    pub given_by: ConsentGiver,
    /// How.
    pub form: ConsentForm,
    /// For which organisation.
    #[schema(max_length = 36)]
    pub recipient_organization_id: Id,
    /// What may be told.
    #[schema(min_items = 1, max_items = 4)]
    pub categories: Vec<ConsentCategory>,
    /// What for.
    #[schema(max_length = 500)]
    pub purpose: Option<String>,
    /// When; now when not given.
    pub given_at: Option<Moment>,
    /// Last day on which it holds, in Brussels; open when not given.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
}

/// A consent that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentGiven {
    /// Id.
    pub id: Id,
    /// Whose.
    pub family_id: Id,
    /// For whom.
    pub recipient_organization_id: Id,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

/// Records a consent.
///
/// # Errors
/// [`Error::Invalid`] for an unknown organisation or dates that contradict each other; [`Error::NotFound`], also when the
/// caller may not see the family.
pub fn give(
    ctx: &Ctx,
    principal: &Principal,
    family_id: &str,
    command: &GiveConsent,
    key: Option<&IdempotencyKey>,
) -> Result<ConsentGiven, Error> {
    require(principal, Scope::FamiliesWrite)?;
    refuse_national_numbers(&[("purpose", command.purpose.as_deref())])?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        family::find(conn, &principal.reach(), family_id)?;
        check(conn, command, at)?;
        let mut categories = command.categories.clone();
        categories.sort_unstable();
        categories.dedup();
        let row = ConsentRow {
            id: ctx.id(at),
            family_id: family_id.to_owned(),
            given_by: command.given_by,
            form: command.form,
            recipient_organization_id: command.recipient_organization_id.clone(),
            categories: to_json(&categories)?,
            purpose: command.purpose.clone(),
            given_at: command.given_at.unwrap_or(at),
            valid_until: command.valid_until,
            recorded_by: principal.client_id.clone(),
            recorded_at: at,
            withdrawn_by: None,
            withdrawn_at: None,
            version: 1,
        };
        consent::insert(conn, &row)?;
        let data = serde_json::json!({
            "consentId": row.id,
            "familyId": row.family_id,
            "recipientOrganizationId": row.recipient_organization_id,
            "version": row.version,
        });
        let path = format!("/v1/families/{family_id}");
        record::event(ctx, conn, "consent.given", &row.id, row.version, &path, at, Audience::Team, &data)?;
        Ok(ConsentGiven {
            id: row.id,
            family_id: row.family_id,
            recipient_organization_id: row.recipient_organization_id,
            version: row.version,
        })
    })
}

fn check(conn: &mut Conn, command: &GiveConsent, now: Moment) -> Result<(), Error> {
    let mut issues = Vec::new();
    if !consent::is_organization(conn, &command.recipient_organization_id)? {
        issues.push(Issue::body("recipientOrganizationId", "is not an organisation of the social map"));
    }
    if let Some(given_at) = command.given_at {
        // A clock of another system may run a little ahead.
        if given_at > now.plus(chrono::Duration::minutes(5)) {
            issues.push(Issue::body("givenAt", "lies in the future"));
        }
        if command.valid_until.is_some_and(|last| last < given_at.local_date()) {
            issues.push(Issue::body("validUntil", "lies before givenAt"));
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(Error::Invalid(issues)) }
}
