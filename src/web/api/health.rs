//! For the operator's machines: alive, ready, measures, and the API document.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::usecases::ctx::Ctx;
use crate::usecases::health::ready as is_ready;
use crate::web::answer::blocking;
use crate::web::problem::{Failure, Problem};

/// Whether the process lives. Says nothing of the database.
#[utoipa::path(get, path = "/health/live", tag = "operation", security(()), responses((status = 200, description = "Alive", body = serde_json::Value)))]
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "live" }))
}

/// Whether the process can do its work: the database answers, its schema is current, the worker runs.
#[utoipa::path(get, path = "/health/ready", tag = "operation", security(()), responses(
    (status = 200, description = "Ready", body = serde_json::Value),
    (status = 503, description = "Not ready", body = Problem, content_type = "application/problem+json")))]
pub async fn ready(ctx: web::Data<Ctx>) -> Result<HttpResponse, Failure> {
    blocking(move || is_ready(&ctx)).await?;
    Ok(HttpResponse::Ok().json(json!({ "status": "ready" })))
}

/// Measures in the Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = "operation", security(()), responses((status = 200, description = "Measures", body = String, content_type = "text/plain")))]
pub async fn metrics() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(crate::telemetry::metrics_text())
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "operation", security(()), responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)))]
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().json(crate::web::openapi::document())
}
