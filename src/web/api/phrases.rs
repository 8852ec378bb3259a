//! `/v1/needs/{code}/phrases`: what coordinators add to the wording of a need.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::phrase as usecase;
use crate::usecases::phrase::add::AddPhrase;
use crate::usecases::phrase::list::PhraseList;
use crate::usecases::phrase::view::PhraseView;
use crate::web::answer::{blocking, created};
use crate::web::extract::authorized::{MapWrite, Suggest};
use crate::web::extract::{Authorized, IfMatch, Keyed, Query};
use crate::web::problem::{Failure, Problem};

/// Which phrases.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PhraseQuery {
    /// Also those that were taken away.
    removed: Option<bool>,
}

/// The phrases that were added to a need, with who and when.
#[utoipa::path(get, path = "/v1/needs/{code}/phrases", tag = "routing", params(("code" = String, Path), PhraseQuery), responses(
    (status = 200, description = "The phrases", body = PhraseList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<Suggest>,
    code: web::Path<String>,
    Query(query): Query<PhraseQuery>,
) -> Result<HttpResponse, Failure> {
    let removed = query.removed.unwrap_or(false);
    let list = blocking(move || usecase::list(&ctx, &caller.principal, &code, removed)).await?;
    Ok(HttpResponse::Ok().json(list))
}

/// Adds a phrase to the wording of a need. It counts from the next question on, at every replica.
#[utoipa::path(post, path = "/v1/needs/{code}/phrases", tag = "routing", request_body = AddPhrase,
    params(("code" = String, Path), ("Idempotency-Key" = String, Header, description = "A new one for each new request")), responses(
    (status = 201, description = "The phrase", body = PhraseView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn add(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    code: web::Path<String>,
    body: Keyed<AddPhrase>,
) -> Result<HttpResponse, Failure> {
    let made = blocking(move || usecase::add(&ctx, &caller.principal, &code, &body.value, Some(&body.key))).await?;
    Ok(created(&format!("/v1/needs/{}/phrases/{}", made.need, made.id), made.version, &made))
}

/// Takes a phrase away; the history keeps it.
#[utoipa::path(delete, path = "/v1/needs/{code}/phrases/{id}", tag = "routing",
    params(("code" = String, Path), ("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was read")), responses(
    (status = 204, description = "Taken away"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn remove(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    path: web::Path<(String, String)>,
    version: IfMatch,
) -> Result<HttpResponse, Failure> {
    let (code, id) = path.into_inner();
    blocking(move || usecase::remove(&ctx, &caller.principal, &code, &id, version.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}
