//! `/v1/audit`: the access log, for the data-protection officer.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::audit::AccessFilter;
use crate::domain::moment::Moment;
use crate::usecases::audit::list::{AccessView, list as list_log};
use crate::usecases::ctx::Ctx;
use crate::web::answer::{PageOf, blocking, page};
use crate::web::cursor;
use crate::web::extract::authorized::Admin;
use crate::web::extract::{Authorized, Query};
use crate::web::problem::{Failure, Problem};

/// Filters of the access log.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Id of a family or case.
    #[schema(max_length = 64)]
    subject: Option<String>,
    /// Public name of a client or user.
    #[schema(max_length = 200)]
    actor: Option<String>,
    /// At or after.
    from: Option<Moment>,
    /// Before.
    to: Option<Moment>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Who opened what, why and when, newest first.
#[utoipa::path(get, path = "/v1/audit", tag = "administration", params(AuditQuery), responses(
    (status = 200, description = "A page of the access log", body = PageOf<AccessView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<Admin>,
    request: HttpRequest,
    Query(query): Query<AuditQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let filter = AccessFilter { subject_id: query.subject, actor: query.actor, from: query.from, before: query.to };
    let (listed, next) = blocking(move || list_log(&ctx, &caller.principal, &filter, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}
