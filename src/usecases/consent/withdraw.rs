//! Withdraw a consent: what was sent to that recipient is withdrawn, and its access ends in the same transaction.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Principal, Scope};
use crate::domain::handover::state::{self, Offer, Request};
use crate::domain::handover::{Actor, HandoverStatus, sent_and_open};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::handover::{self, HandoverRow};
use crate::store::{consent, family};
use crate::usecases::bridge::{self, By};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};
use crate::usecases::words::refuse_national_numbers;

/// Reason code of a handover that ends because consent was withdrawn.
const REASON: &str = "consent_withdrawn";

/// Why, if anything was said. Nobody has to give a reason.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WithdrawConsent {
    /// What was said.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
}

/// A consent that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentWithdrawn {
    /// Id.
    pub id: Id,
    /// Whose.
    pub family_id: Id,
    /// For whom.
    pub recipient_organization_id: Id,
    /// When.
    pub withdrawn_at: Moment,
    /// Handovers that ended with it.
    pub withdrawn_handovers: Vec<Id>,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

/// Withdraws a consent. Whatever was sent to that recipient and has not ended is withdrawn by the system; what is still
/// in preparation stays, and cannot be sent.
///
/// # Errors
/// [`Error::Guard`] `withdrawnAlready`; [`Error::NotFound`], also when the caller may not see it.
pub fn withdraw(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    command: &WithdrawConsent,
    key: Option<&IdempotencyKey>,
) -> Result<ConsentWithdrawn, Error> {
    require(principal, Scope::FamiliesWrite)?;
    refuse_national_numbers(&[("reason", command.reason.as_deref())])?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let row = consent::find(conn, &principal.reach(), id)?;
        // First the consent, then what hangs on it: an offer in another transaction holds the consent until it is seen here.
        if !consent::withdraw(conn, id, &principal.client_id, at)? {
            let detail = "this consent was withdrawn before".to_owned();
            return Err(Error::Guard { name: "withdrawnAlready", detail, allowed: Vec::new() });
        }
        let families = family::all_of(conn, &row.family_id)?;
        let mut ended = Vec::new();
        for mut sent in handover::of_families(conn, &families, &row.recipient_organization_id, &sent_and_open())? {
            end(ctx, conn, principal, &mut sent, id, at)?;
            ended.push(sent.id);
        }
        let data = serde_json::json!({
            "consentId": row.id,
            "recipientOrganizationId": row.recipient_organization_id,
            "withdrawnAt": at,
            "version": row.version + 1,
        });
        // Whoever never received anything need not hear of it; the others know the handover, and never the family.
        let (path, audience) = match ended.first() {
            None => (format!("/v1/families/{}", row.family_id), Audience::Team),
            Some(id) => (format!("/v1/handovers/{id}"), Audience::Organization(row.recipient_organization_id.clone())),
        };
        record::event(ctx, conn, "consent.withdrawn", &row.id, row.version + 1, &path, at, audience, &data)?;
        Ok(ConsentWithdrawn {
            id: row.id,
            family_id: row.family_id,
            recipient_organization_id: row.recipient_organization_id,
            withdrawn_at: at,
            withdrawn_handovers: ended,
            version: row.version + 1,
        })
    })
}

fn end(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    row: &mut HandoverRow,
    consent_id: &str,
    at: Moment,
) -> Result<(), Error> {
    let request = by_the_system(at.local_date());
    let step = state::step(&bridge::facts(row), &request, Actor::System)
        .map_err(|refusal| Error::Internal(format!("the system cannot withdraw a handover: {refusal:?}")))?;
    let by = By {
        principal,
        actor: Actor::System,
        reason_code: Some(REASON.to_owned()),
        reason: None,
        data: serde_json::json!({ "consentId": consent_id }),
    };
    bridge::settle(ctx, conn, row, &step, &by, at).map_err(Error::without_version)
}

fn by_the_system(today: NaiveDate) -> Request {
    Request {
        to: HandoverStatus::Withdrawn,
        today,
        reasoned: true,
        rejection_coded: false,
        review_on: None,
        contact_reachable: false,
        introduction_planned: false,
        attended: None,
        outcome: None,
        by: None,
        second_person: false,
        offer: Offer { consent: None, service_active: false, agreement_active: false, open: false, excluded: false },
    }
}
