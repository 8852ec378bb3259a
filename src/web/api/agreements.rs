//! `/v1/organizations/{id}/agreement`: without an agreement nothing is sent.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::usecases::agreement as usecase;
use crate::usecases::agreement::put::{RecordAgreement, Recorded};
use crate::usecases::agreement::read::AgreementView;
use crate::usecases::ctx::Ctx;
use crate::web::answer::{blocking, created, fresh_whole, ok};
use crate::web::extract::authorized::{AgreementRead, MapWrite};
use crate::web::extract::headers::MaybeIfMatch;
use crate::web::extract::{Authorized, Body, IfNoneMatch};
use crate::web::problem::{Failure, Problem};

/// The agreement with an organisation: the team reads all, a partner its own.
#[utoipa::path(get, path = "/v1/organizations/{id}/agreement", tag = "agreements", params(("id" = String, Path)), responses(
    (status = 200, description = "The agreement", body = AgreementView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<AgreementRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let agreement = blocking(move || usecase::read::read(&ctx, &caller.principal, &id)).await?;
    Ok(fresh_whole(&known, agreement.version, &agreement))
}

/// Records the agreement with an organisation. Replacing one needs `If-Match`.
#[utoipa::path(put, path = "/v1/organizations/{id}/agreement", tag = "agreements", request_body = RecordAgreement,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "Version that it replaces")), responses(
    (status = 201, description = "The first agreement", body = AgreementView),
    (status = 200, description = "The agreement, replaced", body = AgreementView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn record(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(command): Body<RecordAgreement>,
) -> Result<HttpResponse, Failure> {
    let organization_id = id.clone();
    let done =
        blocking(move || usecase::put::record(&ctx, &caller.principal, &organization_id, version, &command)).await?;
    match done {
        Recorded::First(view) => Ok(created(&format!("/v1/organizations/{id}/agreement"), view.version, &view)),
        Recorded::Replaced(view) => Ok(ok(view.version, &view)),
        Recorded::VersionNeeded => Err(Failure::from(Problem::belgif(
            StatusCode::PRECONDITION_REQUIRED,
            "preconditionRequired",
            "If-Match is needed",
            "There is an agreement already. Read it and send its ETag as If-Match.",
        ))),
    }
}
