//! `/v1/handovers`: the bridge, seen from both sides.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::handover::HandoverStatus;
use crate::domain::handover::filter::HandoverFilter;
use crate::usecases::ctx::Ctx;
use crate::usecases::handover as usecase;
use crate::usecases::handover::draft::DraftHandover;
use crate::usecases::handover::history::HandoverHistory;
use crate::usecases::handover::transition::Command as MoveHandover;
use crate::usecases::handover::view::HandoverView;
use crate::web::answer::{PageOf, blocking, created, fresh_whole, ok, page};
use crate::web::cursor;
use crate::web::extract::authorized::{CasesWrite, HandoversDecide, HandoversRead};
use crate::web::extract::{Authorized, IfMatch, IfNoneMatch, Keyed, Purpose, Query};
use crate::web::problem::{Failure, Problem};

/// Filters of the list of handovers.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct HandoverQuery {
    /// States, separated by commas.
    status: Option<Vec<HandoverStatus>>,
    /// To this organisation.
    #[schema(max_length = 64)]
    organization_id: Option<String>,
    /// To this service.
    #[schema(max_length = 64)]
    service_id: Option<String>,
    /// Of this case.
    #[schema(max_length = 64)]
    case_id: Option<String>,
    /// `-createdAt` (newest first, the default) or `createdAt`.
    #[schema(pattern = "^-?createdAt$")]
    sort: Option<String>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

impl HandoverQuery {
    fn filter(&self) -> HandoverFilter {
        HandoverFilter {
            status: self.status.clone().unwrap_or_default(),
            organization_id: self.organization_id.clone(),
            service_id: self.service_id.clone(),
            case_id: self.case_id.clone(),
            oldest_first: self.sort.as_deref() == Some("createdAt"),
        }
    }
}

/// Drafts a handover of a case to a service.
#[utoipa::path(post, path = "/v1/cases/{id}/handovers", tag = "handovers", request_body = DraftHandover,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The draft", body = HandoverView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn draft(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesWrite>,
    id: web::Path<String>,
    body: Keyed<DraftHandover>,
) -> Result<HttpResponse, Failure> {
    let handover =
        blocking(move || usecase::draft::draft(&ctx, &caller.principal, &id, &body.value, Some(&body.key))).await?;
    Ok(created(&format!("/v1/handovers/{}", handover.id), handover.version, &handover))
}

/// Handovers: for the team all, for a partner those that were offered to it.
#[utoipa::path(get, path = "/v1/handovers", tag = "handovers", params(HandoverQuery), responses(
    (status = 200, description = "A page of handovers", body = PageOf<HandoverView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<HandoversRead>,
    request: HttpRequest,
    Query(query): Query<HandoverQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) =
        blocking(move || usecase::list::list(&ctx, &caller.principal, &query.filter(), &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// One handover. For the partner that accepted it, with the family; that reading is logged.
#[utoipa::path(get, path = "/v1/handovers/{id}", tag = "handovers",
    params(("id" = String, Path), ("X-Purpose" = Option<String>, Header, description = "Why the family is opened")), responses(
    (status = 200, description = "The handover", body = HandoverView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<HandoversRead>,
    id: web::Path<String>,
    purpose: Purpose,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let handover = blocking(move || usecase::read::read(&ctx, &caller.principal, &id, purpose.0.as_deref())).await?;
    Ok(fresh_whole(&known, handover.version, &handover))
}

/// What happened to a handover, oldest first.
#[utoipa::path(get, path = "/v1/handovers/{id}/history", tag = "handovers", params(("id" = String, Path)), responses(
    (status = 200, description = "The history", body = HandoverHistory),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn history(
    ctx: web::Data<Ctx>,
    caller: Authorized<HandoversRead>,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let history = blocking(move || usecase::history::read(&ctx, &caller.principal, &id)).await?;
    Ok(HttpResponse::Ok().json(history))
}

/// Takes a step: as the source or as the partner.
#[utoipa::path(post, path = "/v1/handovers/{id}/transitions", tag = "handovers", request_body = MoveHandover,
    params(("id" = String, Path), ("If-Match" = String, Header), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The handover, without the family", body = HandoverView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn transition(
    ctx: web::Data<Ctx>,
    caller: Authorized<HandoversDecide>,
    id: web::Path<String>,
    version: IfMatch,
    body: Keyed<MoveHandover>,
) -> Result<HttpResponse, Failure> {
    let handover = blocking(move || {
        usecase::transition::transition(&ctx, &caller.principal, &id, version.0, &body.value, Some(&body.key))
    })
    .await?;
    Ok(ok(handover.version, &handover))
}
