//! `/v1/map/…`: looking after the map: what partners propose, what may be double, what was merged.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::map::decide::{self, DecideProposal};
use crate::usecases::map::duplicates::{DuplicateView, TellApart, ToldApart};
use crate::usecases::map::merge::{MapMergeView, MergeEntries, MergeKind};
use crate::usecases::map::proposal::{ProposalState, ProposalView, Propose};
use crate::usecases::map::undo::UndoMapMerge;
use crate::usecases::map::{duplicates, merge, proposal, undo};
use crate::web::answer::{PageOf, blocking, created, fresh_whole, ok, page};
use crate::web::api::entries::PageQuery;
use crate::web::cursor;
use crate::web::extract::authorized::{MapRead, MapWrite};
use crate::web::extract::{Authorized, IfMatch, IfNoneMatch, Keyed, Query};
use crate::web::problem::{Failure, Problem};

/// Filters of the list of proposals.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    /// Where they stand.
    #[param(inline)]
    state: Option<ProposalState>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Which entries are held against each other.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DuplicateQuery {
    /// Organisations when not given.
    #[param(inline)]
    object: Option<MergeKind>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// What partners propose, the newest first: the team sees all, a partner its own.
#[utoipa::path(get, path = "/v1/map/proposals", tag = "social map", params(ProposalQuery), responses(
    (status = 200, description = "A page of proposals", body = PageOf<ProposalView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn proposals(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    Query(query): Query<ProposalQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) = blocking(move || proposal::list(&ctx, &caller.principal, query.state, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// A partner proposes to change an entry of its own.
#[utoipa::path(post, path = "/v1/map/proposals", tag = "social map", request_body = Propose,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The proposal", body = ProposalView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn propose(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    body: Keyed<Propose>,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || proposal::propose(&ctx, &caller.principal, &body.value, Some(&body.key))).await?;
    Ok(created(&format!("/v1/map/proposals/{}", view.id), view.version, &view))
}

/// One proposal: what it would change, what that was, and what it is now.
#[utoipa::path(get, path = "/v1/map/proposals/{id}", tag = "social map", params(("id" = String, Path)), responses(
    (status = 200, description = "The proposal", body = ProposalView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read_proposal(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || proposal::read(&ctx, &caller.principal, &id)).await?;
    Ok(fresh_whole(&known, view.version, &view))
}

/// Accepts or refuses a proposal (the team), or takes it back (the partner).
#[utoipa::path(post, path = "/v1/map/proposals/{id}/transitions", tag = "social map", request_body = DecideProposal,
    params(("id" = String, Path), ("If-Match" = String, Header), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The proposal, decided", body = ProposalView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn decide_proposal(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    body: Keyed<DecideProposal>,
) -> Result<HttpResponse, Failure> {
    let view =
        blocking(move || decide::decide(&ctx, &caller.principal, &id, version, &body.value, Some(&body.key))).await?;
    Ok(ok(view.version, &view))
}

/// Entries that may be one, the likeliest first, with reasons.
#[utoipa::path(get, path = "/v1/map/duplicates", tag = "social map", params(DuplicateQuery), responses(
    (status = 200, description = "A page of pairs", body = PageOf<DuplicateView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn duplicates(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    Query(query): Query<DuplicateQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let object = query.object.unwrap_or(MergeKind::Organization);
    let (listed, next) = blocking(move || duplicates::list(&ctx, &caller.principal, object, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// Notes that two entries are not one.
#[utoipa::path(post, path = "/v1/map/duplicates/dismissals", tag = "social map", request_body = TellApart,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "Noted", body = ToldApart),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn tell_apart(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    body: Keyed<TellApart>,
) -> Result<HttpResponse, Failure> {
    let done = blocking(move || duplicates::tell_apart(&ctx, &caller.principal, &body.value, Some(&body.key))).await?;
    Ok(HttpResponse::Ok().json(done))
}

/// Merges of entries, the newest first.
#[utoipa::path(get, path = "/v1/map/merges", tag = "social map", params(PageQuery), responses(
    (status = 200, description = "A page of merges", body = PageOf<MapMergeView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn merges(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = query.page()?;
    let (listed, next) = blocking(move || merge::list(&ctx, &caller.principal, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// Merges an entry into another one.
#[utoipa::path(post, path = "/v1/map/merges", tag = "social map", request_body = MergeEntries,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The merge; its id undoes it", body = MapMergeView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn merge(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    body: Keyed<MergeEntries>,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || merge::merge(&ctx, &caller.principal, &body.value, Some(&body.key))).await?;
    Ok(HttpResponse::Created().json(view))
}

/// Undoes a merge.
#[utoipa::path(post, path = "/v1/map/merges/{id}/undo", tag = "social map", request_body = UndoMapMerge,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The merge, undone", body = MapMergeView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn undo_merge(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    body: Keyed<UndoMapMerge>,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || undo::undo(&ctx, &caller.principal, &id, Some(&body.key))).await?;
    Ok(HttpResponse::Ok().json(view))
}
