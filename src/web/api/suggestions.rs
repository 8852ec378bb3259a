//! `/v1/suggestions` and `/v1/cases/{id}/suggestions`.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::usecases::ctx::Ctx;
use crate::usecases::suggestion as usecase;
use crate::usecases::suggestion::ask::Ask;
use crate::usecases::suggestion::criteria::CriterionList;
use crate::usecases::suggestion::view::Suggestions;
use crate::web::answer::blocking;
use crate::web::extract::authorized::{CasesRead, Suggest};
use crate::web::extract::{Authorized, Body, Spoken};
use crate::web::problem::{Failure, Problem};

/// The rules of routing in words, with what each is worth.
#[utoipa::path(get, path = "/v1/routing/criteria", tag = "routing",
    params(("Accept-Language" = Option<String>, Header, description = "`nl` (when not given) or `en`")), responses(
    (status = 200, description = "The rules", body = CriterionList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn criteria(_: Authorized<Suggest>, Spoken(language): Spoken) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_LANGUAGE, language.as_str()))
        .insert_header((header::VARY, "Accept-Language"))
        .json(usecase::criteria::list(language))
}

/// Services that fit a question, with reasons, and near misses with why not. Keeps nothing.
#[utoipa::path(post, path = "/v1/suggestions", tag = "routing", request_body = Ask,
    params(("Accept-Language" = Option<String>, Header, description = "`nl` (when not given) or `en`")), responses(
    (status = 200, description = "The suggestions", body = Suggestions),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn ask(
    ctx: web::Data<Ctx>,
    caller: Authorized<Suggest>,
    Spoken(language): Spoken,
    Body(command): Body<Ask>,
) -> Result<HttpResponse, Failure> {
    let answer = blocking(move || usecase::ask::ask(&ctx, &caller.principal, &command, language)).await?;
    Ok(HttpResponse::Ok().json(answer))
}

/// Services that fit a case; choosing one is a person's step. Where nothing fits, that is kept as a gap in the offer.
#[utoipa::path(get, path = "/v1/cases/{id}/suggestions", tag = "routing",
    params(("id" = String, Path), ("Accept-Language" = Option<String>, Header, description = "`nl` (when not given) or `en`")), responses(
    (status = 200, description = "The suggestions", body = Suggestions),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn for_case(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesRead>,
    id: web::Path<String>,
    Spoken(language): Spoken,
) -> Result<HttpResponse, Failure> {
    let answer = blocking(move || usecase::for_case::suggest(&ctx, &caller.principal, &id, language)).await?;
    Ok(HttpResponse::Ok().json(answer))
}
