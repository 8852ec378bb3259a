//! `/v1/needs`: the code list of needs.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::need as usecase;
use crate::usecases::need::list::NeedList;
use crate::usecases::need::put::{Put, PutNeed};
use crate::usecases::need::read::NeedEntry;
use crate::web::answer::{blocking, created, fresh, ok};
use crate::web::extract::authorized::{MapWrite, Suggest};
use crate::web::extract::headers::MaybeIfMatch;
use crate::web::extract::{Authorized, Body, IfNoneMatch, Query, Spoken};
use crate::web::problem::{Failure, Problem};

/// Which needs are wanted.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct NeedQuery {
    /// Also those that are not to be chosen any more.
    retired: Option<bool>,
}

/// The code list of needs, in Dutch or English.
#[utoipa::path(get, path = "/v1/needs", tag = "routing", params(NeedQuery,
    ("Accept-Language" = Option<String>, Header, description = "`nl` (when not given) or `en`")), responses(
    (status = 200, description = "The list", body = NeedList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    _: Authorized<Suggest>,
    Spoken(language): Spoken,
    Query(query): Query<NeedQuery>,
) -> Result<HttpResponse, Failure> {
    let listed = blocking(move || usecase::list::list(&ctx, query.retired == Some(true), language)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_LANGUAGE, language.as_str()))
        .insert_header((header::VARY, "Accept-Language"))
        .json(listed))
}

/// One need in both languages, retired or not.
#[utoipa::path(get, path = "/v1/needs/{code}", tag = "routing", params(("code" = String, Path)), responses(
    (status = 200, description = "The need", body = NeedEntry),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    _: Authorized<Suggest>,
    code: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let need = blocking(move || usecase::read::read(&ctx, &code)).await?;
    Ok(fresh(&known, need.version, &need))
}

/// Adds a need to the list, names it anew, retires it or brings it back. Replacing one needs `If-Match`.
#[utoipa::path(put, path = "/v1/needs/{code}", tag = "routing", request_body = PutNeed,
    params(("code" = String, Path), ("If-Match" = Option<String>, Header, description = "Version that it replaces")), responses(
    (status = 201, description = "A new need", body = NeedEntry),
    (status = 200, description = "The need, replaced", body = NeedEntry),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn put(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    code: web::Path<String>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(command): Body<PutNeed>,
) -> Result<HttpResponse, Failure> {
    let wanted = code.clone();
    match blocking(move || usecase::put::put(&ctx, &caller.principal, &wanted, version, &command)).await? {
        Put::New(need) => Ok(created(&format!("/v1/needs/{code}"), need.version, &need)),
        Put::Replaced(need) => Ok(ok(need.version, &need)),
        Put::VersionNeeded => Err(Failure::from(Problem::belgif(
            StatusCode::PRECONDITION_REQUIRED,
            "preconditionRequired",
            "If-Match is needed",
            "There is such a need already. Read it and send its ETag as If-Match.",
        ))),
    }
}
