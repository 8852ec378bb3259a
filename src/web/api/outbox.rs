//! `/v1/outbox`: what waits to leave, what left, what did not and why.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::outbox::list as usecase;
use crate::usecases::outbox::view::{OutboxState, OutboxView};
use crate::web::answer::{PageOf, blocking, page};
use crate::web::cursor;
use crate::web::extract::authorized::Admin;
use crate::web::extract::{Authorized, Query};
use crate::web::problem::{Failure, Problem};

/// Which messages.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct OutboxQuery {
    /// Only in this state.
    state: Option<OutboxState>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// The outbox, without addresses.
#[utoipa::path(get, path = "/v1/outbox", tag = "operation", params(OutboxQuery), responses(
    (status = 200, description = "A page of messages, the newest first", body = PageOf<OutboxView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<Admin>,
    request: HttpRequest,
    Query(query): Query<OutboxQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) = blocking(move || usecase(&ctx, &caller.principal, query.state, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}
