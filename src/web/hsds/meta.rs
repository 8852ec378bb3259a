//! What the open door says of itself: version, profile, description.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::usecases::ctx::Ctx;
use crate::web::problem::Problem;

const PROFILE: &str = include_str!("../../../api-spec/hsds-profile.md");

/// What this API is in terms of HSDS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HsdsMeta {
    /// Version of HSDS.
    pub version: String,
    /// Address of the profile: what we require, loosen and add.
    #[schema(format = "uri")]
    pub profile: String,
    /// Address of the OpenAPI document.
    #[schema(format = "uri")]
    pub openapi_url: String,
}

fn meta(ctx: &Ctx) -> HttpResponse {
    HttpResponse::Ok().json(HsdsMeta {
        version: "3.0".to_owned(),
        profile: format!("{}/hsds/profile", ctx.public_url),
        openapi_url: format!("{}/openapi.json", ctx.public_url),
    })
}

/// Version, profile and description of the open API.
#[utoipa::path(get, path = "/hsds", tag = "open social map (HSDS 3.0)", security(()), responses(
    (status = 200, description = "What this API is", body = HsdsMeta),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn root(ctx: web::Data<Ctx>) -> HttpResponse {
    meta(&ctx)
}

/// The same, at the address that HSDS 3.0 gives it.
#[utoipa::path(get, path = "/hsds/", tag = "open social map (HSDS 3.0)", security(()), responses(
    (status = 200, description = "What this API is", body = HsdsMeta),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn index(ctx: web::Data<Ctx>) -> HttpResponse {
    meta(&ctx)
}

/// Our profile of HSDS 3.0: what we require, loosen and add.
#[utoipa::path(get, path = "/hsds/profile", tag = "open social map (HSDS 3.0)", security(()), responses(
    (status = 200, description = "The profile", body = String, content_type = "text/markdown"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn profile() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/markdown; charset=utf-8")).body(PROFILE)
}
