//! `/v1/services`, `/v1/organizations`, `/v1/schools`: the social map for people who pick from it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::socialmap::candidate::ServiceStatus;
use crate::usecases::ctx::Ctx;
use crate::usecases::map as usecase;
use crate::usecases::map::list::ServiceFilter;
use crate::usecases::map::view::{OrganizationView, SchoolView, ServiceView};
use crate::web::answer::{PageOf, blocking, fresh_whole, page};
use crate::web::cursor;
use crate::web::extract::authorized::MapRead;
use crate::web::extract::{Authorized, IfNoneMatch, Query};
use crate::web::problem::{Failure, Problem};

/// Filters of the list of services.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ServiceQuery {
    /// Words of the name, the organisation or the description.
    #[schema(max_length = 500)]
    q: Option<String>,
    /// One organisation.
    #[schema(max_length = 64)]
    organization_id: Option<String>,
    /// Only those that were not checked for a year, or only the others.
    stale: Option<bool>,
    /// One state of life.
    #[param(inline)]
    status: Option<ServiceStatus>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Filter by name.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct NameQuery {
    /// A part of the name.
    #[schema(max_length = 500)]
    q: Option<String>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Services, by name.
#[utoipa::path(get, path = "/v1/services", tag = "social map", params(ServiceQuery), responses(
    (status = 200, description = "A page of services", body = PageOf<ServiceView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn services(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    Query(query): Query<ServiceQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let filter = ServiceFilter {
        words: query.q,
        organization_id: query.organization_id,
        stale: query.stale,
        status: query.status,
    };
    let (listed, next) = blocking(move || usecase::list::services(&ctx, &caller.principal, &filter, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// One service.
#[utoipa::path(get, path = "/v1/services/{id}", tag = "social map", params(("id" = String, Path)), responses(
    (status = 200, description = "The service", body = ServiceView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn service(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let (view, version) = blocking(move || usecase::read::service(&ctx, &caller.principal, &id)).await?;
    Ok(fresh_whole(&known, version, &view))
}

/// Organisations, by name.
#[utoipa::path(get, path = "/v1/organizations", tag = "social map", params(NameQuery), responses(
    (status = 200, description = "A page of organisations", body = PageOf<OrganizationView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn organizations(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    Query(query): Query<NameQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) =
        blocking(move || usecase::list::organizations(&ctx, &caller.principal, query.q.as_deref(), &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// One organisation.
#[utoipa::path(get, path = "/v1/organizations/{id}", tag = "social map", params(("id" = String, Path)), responses(
    (status = 200, description = "The organisation", body = OrganizationView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn organization(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let (view, version) = blocking(move || usecase::read::organization(&ctx, &caller.principal, &id)).await?;
    Ok(fresh_whole(&known, version, &view))
}

/// Schools, by name.
#[utoipa::path(get, path = "/v1/schools", tag = "social map", params(NameQuery), responses(
    (status = 200, description = "A page of schools", body = PageOf<SchoolView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn schools(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    Query(query): Query<NameQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) =
        blocking(move || usecase::list::schools(&ctx, &caller.principal, query.q.as_deref(), &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}
