//! `/v1/subscriptions`: who gets the weekly mail.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::subscription as usecase;
use crate::usecases::subscription::Subscribe;
use crate::usecases::subscription::view::SubscriptionView;
use crate::web::answer::{PageOf, blocking, created, fresh, page};
use crate::web::cursor;
use crate::web::extract::authorized::TargetsRead;
use crate::web::extract::{Authorized, IfMatch, IfNoneMatch, Keyed, Query};
use crate::web::problem::{Failure, Problem};

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SubscriptionQuery {
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// The subscriptions that run.
#[utoipa::path(get, path = "/v1/subscriptions", tag = "targets", params(SubscriptionQuery), responses(
    (status = 200, description = "A page of subscriptions, the newest first", body = PageOf<SubscriptionView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    request: HttpRequest,
    Query(query): Query<SubscriptionQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) = blocking(move || usecase::list(&ctx, &caller.principal, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// Subscribes somebody to the weekly mail.
#[utoipa::path(post, path = "/v1/subscriptions", tag = "targets", request_body = Subscribe,
    params(("Idempotency-Key" = String, Header, description = "A new one for each new request")), responses(
    (status = 201, description = "The subscription", body = SubscriptionView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn subscribe(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    body: Keyed<Subscribe>,
) -> Result<HttpResponse, Failure> {
    let made = blocking(move || usecase::subscribe(&ctx, &caller.principal, &body.value, Some(&body.key))).await?;
    Ok(created(&format!("/v1/subscriptions/{}", made.id), made.version, &made))
}

/// One subscription that runs.
#[utoipa::path(get, path = "/v1/subscriptions/{id}", tag = "targets", params(("id" = String, Path)), responses(
    (status = 200, description = "The subscription", body = SubscriptionView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || usecase::read(&ctx, &caller.principal, &id)).await?;
    Ok(fresh(&known, view.version, &view))
}

/// Ends a subscription.
#[utoipa::path(delete, path = "/v1/subscriptions/{id}", tag = "targets",
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was read")), responses(
    (status = 204, description = "Ended"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn end(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    id: web::Path<String>,
    version: IfMatch,
) -> Result<HttpResponse, Failure> {
    blocking(move || usecase::end(&ctx, &caller.principal, &id, version.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}
