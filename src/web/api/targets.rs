//! `/v1/targets`: where the 300 stands, why, and as a picture.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::page::Listed;
use crate::usecases::ctx::Ctx;
use crate::usecases::once::fingerprint;
use crate::usecases::target as usecase;
use crate::usecases::target::view::{CountedView, TargetView};
use crate::web::answer::{PageOf, blocking, page};
use crate::web::cursor;
use crate::web::extract::authorized::TargetsRead;
use crate::web::extract::{Authorized, IfNoneMatch, Query};
use crate::web::problem::{Failure, Problem};

/// The day to look from.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct TargetQuery {
    /// The day at whose end to look; today when not given.
    #[schema(value_type = Option<String>, format = Date, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<NaiveDate>,
}

/// The day to look from, and which page.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CountedQuery {
    /// The day at whose end to look; today when not given.
    #[schema(value_type = Option<String>, format = Date, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<NaiveDate>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// All targets, the latest period first.
#[utoipa::path(get, path = "/v1/targets", tag = "targets", responses(
    (status = 200, description = "All targets, each where it stands today", body = PageOf<TargetView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let items = blocking(move || usecase::list(&ctx, &caller.principal)).await?;
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    Ok(page(&request, Listed { items, more: false, total }, None))
}

/// One target, where it stands or stood.
#[utoipa::path(get, path = "/v1/targets/{id}", tag = "targets", params(("id" = String, Path), TargetQuery), responses(
    (status = 200, description = "The target", body = TargetView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    known: IfNoneMatch,
    id: web::Path<String>,
    Query(query): Query<TargetQuery>,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || usecase::read(&ctx, &caller.principal, &id, query.as_of)).await?;
    Ok(unless_known(&known, HttpResponse::Ok().json(&view), &format!("{view:?}")))
}

/// The families that count, and why each of them does.
#[utoipa::path(get, path = "/v1/targets/{id}/families", tag = "targets", params(("id" = String, Path), CountedQuery), responses(
    (status = 200, description = "A page of families, in the order in which they came", body = PageOf<CountedView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn families(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    request: HttpRequest,
    id: web::Path<String>,
    Query(query): Query<CountedQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) = blocking(move || usecase::explain(&ctx, &caller.principal, &id, query.as_of, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// The picture of the progress.
#[utoipa::path(get, path = "/v1/targets/{id}/chart.svg", tag = "targets", params(("id" = String, Path), TargetQuery), responses(
    (status = 200, description = "SVG with title and description", body = String, content_type = "image/svg+xml"),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn chart(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    known: IfNoneMatch,
    id: web::Path<String>,
    Query(query): Query<TargetQuery>,
) -> Result<HttpResponse, Failure> {
    let svg = blocking(move || usecase::chart(&ctx, &caller.principal, &id, query.as_of)).await?;
    let response = HttpResponse::Ok().content_type("image/svg+xml").body(svg.clone());
    Ok(unless_known(&known, response, &svg))
}

/// A count has no version of its own: its tag is made of what it says.
fn unless_known(known: &IfNoneMatch, mut response: HttpResponse, content: &str) -> HttpResponse {
    let tag = format!("\"{}\"", fingerprint(&[content.as_bytes()]));
    if known.has(&tag) {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    if let Ok(value) = header::HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}
