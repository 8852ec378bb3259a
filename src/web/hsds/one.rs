//! `/hsds/{kind}/{id}`: one row, with everything that hangs on it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::hsds::list::OrganizationForm;
use crate::usecases::hsds::read::{self, One};
use crate::web::extract::{IfNoneMatch, Query};
use crate::web::hsds::answer;
use crate::web::problem::{Failure, Problem};

/// How much of the services of an organisation is shown.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct HsdsOrganizationQuery {
    /// Its services whole, not only by name.
    full_service: Option<bool>,
}

async fn answer(
    ctx: web::Data<Ctx>,
    request: &HttpRequest,
    known: &IfNoneMatch,
    which: One,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    answer::one(ctx, request, known, move |ctx| read::one(ctx, which, &id)).await
}

/// A service with everything that hangs on it.
#[utoipa::path(get, path = "/hsds/services/{id}", tag = "open social map (HSDS 3.0)", security(()),
    params(("id" = String, Path)), responses(
    (status = 200, description = "The service, nested", body = Object),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn service(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    answer(ctx, &request, &known, One::Service, id).await
}

/// An organisation with everything that hangs on it.
#[utoipa::path(get, path = "/hsds/organizations/{id}", tag = "open social map (HSDS 3.0)", security(()),
    params(("id" = String, Path), HsdsOrganizationQuery), responses(
    (status = 200, description = "The organisation, nested", body = Object),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn organization(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    Query(query): Query<HsdsOrganizationQuery>,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let form = match query.full_service {
        Some(true) => OrganizationForm::FullServices,
        _ => OrganizationForm::Full,
    };
    answer(ctx, &request, &known, One::Organization(form), id).await
}

/// A service at a location, with both.
#[utoipa::path(get, path = "/hsds/service_at_locations/{id}", tag = "open social map (HSDS 3.0)", security(()),
    params(("id" = String, Path)), responses(
    (status = 200, description = "The service at the location, nested", body = Object),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn service_at_location(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    answer(ctx, &request, &known, One::Place, id).await
}

/// A taxonomy.
#[utoipa::path(get, path = "/hsds/taxonomies/{id}", tag = "open social map (HSDS 3.0)", security(()),
    params(("id" = String, Path)), responses(
    (status = 200, description = "The taxonomy", body = Object),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn taxonomy(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    answer(ctx, &request, &known, One::Taxonomy, id).await
}

/// A term of a taxonomy.
#[utoipa::path(get, path = "/hsds/taxonomy_terms/{id}", tag = "open social map (HSDS 3.0)", security(()),
    params(("id" = String, Path)), responses(
    (status = 200, description = "The term, with its taxonomy", body = Object),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn taxonomy_term(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    answer(ctx, &request, &known, One::Term, id).await
}
