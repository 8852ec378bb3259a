//! `/v1/families`, `/v1/merges` and `/v1/consents`: who a family is, and what it allows.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::consent::give::{ConsentGiven, GiveConsent};
use crate::usecases::consent::withdraw::{ConsentWithdrawn, WithdrawConsent};
use crate::usecases::ctx::Ctx;
use crate::usecases::family::matches::{FamilyMatches, Traits};
use crate::usecases::family::merge::{MergeFamily, MergeView, UndoMerge};
use crate::usecases::family::read::FamilyView;
use crate::usecases::family::register::{FamilyReference, RegisterFamily};
use crate::usecases::{consent, family};
use crate::web::answer::{blocking, created, fresh_whole, ok};
use crate::web::extract::authorized::{FamiliesRead, FamiliesWrite};
use crate::web::extract::headers::etag;
use crate::web::extract::{Authorized, IfNoneMatch, Keyed, Purpose, Query};
use crate::web::problem::{Failure, Problem};

/// What is known of the family that is looked for.
#[derive(Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct MatchQuery {
    /// Phone.
    #[schema(max_length = 40)]
    phone: Option<String>,
    /// Mail address.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// Surname.
    #[schema(max_length = 200)]
    surname: Option<String>,
    /// Street.
    #[schema(max_length = 200)]
    street: Option<String>,
    /// Day of birth of a member.
    #[schema(value_type = Option<String>, format = Date)]
    #[param(value_type = Option<String>, format = Date)]
    birth_date: Option<NaiveDate>,
}

/// Records a family, or finds the one that was recorded in the same words.
#[utoipa::path(post, path = "/v1/families", tag = "families", request_body = RegisterFamily,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "A new family", body = FamilyReference),
    (status = 200, description = "The family was there", body = FamilyReference),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn register(
    ctx: web::Data<Ctx>,
    caller: Authorized<FamiliesWrite>,
    body: Keyed<RegisterFamily>,
) -> Result<HttpResponse, Failure> {
    let done =
        blocking(move || family::register::register(&ctx, &caller.principal, &body.value, Some(&body.key))).await?;
    let location = format!("/v1/families/{}", done.family.id);
    Ok(if done.created {
        created(&location, done.version, &done.family)
    } else {
        HttpResponse::Ok()
            .insert_header((header::LOCATION, location))
            .insert_header((header::ETAG, etag(done.version)))
            .json(done.family)
    })
}

/// Who a family is; the reading is logged.
#[utoipa::path(get, path = "/v1/families/{id}", tag = "families",
    params(("id" = String, Path), ("X-Purpose" = String, Header, description = "Why the identity is opened")), responses(
    (status = 200, description = "The family", body = FamilyView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<FamiliesRead>,
    id: web::Path<String>,
    purpose: Purpose,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || family::read::read(&ctx, &caller.principal, &id, purpose.0.as_deref())).await?;
    Ok(fresh_whole(&known, view.version, &view))
}

/// Families that may be the same, with reasons and without names.
#[utoipa::path(get, path = "/v1/families/matches", tag = "families", params(MatchQuery), responses(
    (status = 200, description = "Likely matches", body = FamilyMatches),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn matches(
    ctx: web::Data<Ctx>,
    caller: Authorized<FamiliesRead>,
    Query(query): Query<MatchQuery>,
) -> Result<HttpResponse, Failure> {
    let traits = Traits {
        phone: query.phone,
        email: query.email,
        surname: query.surname,
        street: query.street,
        birth_date: query.birth_date,
    };
    let found = blocking(move || family::matches::find(&ctx, &caller.principal, &traits)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Merges a family into another one.
#[utoipa::path(post, path = "/v1/families/{id}/merge", tag = "families", request_body = MergeFamily,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The merge; its id undoes it", body = MergeView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn merge(
    ctx: web::Data<Ctx>,
    caller: Authorized<FamiliesWrite>,
    id: web::Path<String>,
    body: Keyed<MergeFamily>,
) -> Result<HttpResponse, Failure> {
    let merge =
        blocking(move || family::merge::merge(&ctx, &caller.principal, &id, &body.value, Some(&body.key))).await?;
    Ok(HttpResponse::Created().json(merge))
}

/// Undoes a merge.
#[utoipa::path(post, path = "/v1/merges/{id}/undo", tag = "families", request_body = UndoMerge,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The merge, undone", body = MergeView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn undo(
    ctx: web::Data<Ctx>,
    caller: Authorized<FamiliesWrite>,
    id: web::Path<String>,
    body: Keyed<UndoMerge>,
) -> Result<HttpResponse, Failure> {
    let merge = blocking(move || family::merge::undo(&ctx, &caller.principal, &id, Some(&body.key))).await?;
    Ok(HttpResponse::Ok().json(merge))
}

/// Records a consent for one recipient.
#[utoipa::path(post, path = "/v1/families/{id}/consents", tag = "families", request_body = GiveConsent,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The consent", body = ConsentGiven),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn consent(
    ctx: web::Data<Ctx>,
    caller: Authorized<FamiliesWrite>,
    id: web::Path<String>,
    body: Keyed<GiveConsent>,
) -> Result<HttpResponse, Failure> {
    let given =
        blocking(move || consent::give::give(&ctx, &caller.principal, &id, &body.value, Some(&body.key))).await?;
    Ok(created(&format!("/v1/families/{}", given.family_id), given.version, &given))
}

/// Withdraws a consent, and with it everything that was sent to that recipient and has not ended.
#[utoipa::path(post, path = "/v1/consents/{id}/withdraw", tag = "families", request_body = WithdrawConsent,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The consent, withdrawn", body = ConsentWithdrawn),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn withdraw(
    ctx: web::Data<Ctx>,
    caller: Authorized<FamiliesWrite>,
    id: web::Path<String>,
    body: Keyed<WithdrawConsent>,
) -> Result<HttpResponse, Failure> {
    let done =
        blocking(move || consent::withdraw::withdraw(&ctx, &caller.principal, &id, &body.value, Some(&body.key)))
            .await?;
    Ok(ok(done.version, &done))
}
