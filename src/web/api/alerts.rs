//! `/v1/alerts`: what the alert point received and how it goes on with it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::alert::{AlertFilter, AlertState, RuleCode};
use crate::usecases::alert as usecase;
use crate::usecases::alert::transition::MoveAlert;
use crate::usecases::alert::view::AlertView;
use crate::usecases::ctx::Ctx;
use crate::web::answer::{PageOf, blocking, fresh, ok, page};
use crate::web::cursor;
use crate::web::extract::authorized::{AlertsDecide, AlertsRead};
use crate::web::extract::{Authorized, IfMatch, IfNoneMatch, Keyed, Query};
use crate::web::problem::{Failure, Problem};

/// Filters of the list of alerts.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AlertQuery {
    /// States, separated by commas.
    state: Option<Vec<AlertState>>,
    /// A rule.
    rule: Option<RuleCode>,
    /// A school.
    #[schema(max_length = 64)]
    school_id: Option<String>,
    /// The signal that was confirmed.
    #[schema(max_length = 64)]
    signal_id: Option<String>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

impl AlertQuery {
    fn filter(self) -> AlertFilter {
        AlertFilter {
            state: self.state.unwrap_or_default(),
            rule: self.rule,
            school_id: self.school_id,
            signal_id: self.signal_id,
        }
    }
}

/// Alerts, newest first.
#[utoipa::path(get, path = "/v1/alerts", tag = "alert point", params(AlertQuery), responses(
    (status = 200, description = "A page of alerts", body = PageOf<AlertView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<AlertsRead>,
    request: HttpRequest,
    Query(query): Query<AlertQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) =
        blocking(move || usecase::list::list(&ctx, &caller.principal, &query.filter(), &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// One alert.
#[utoipa::path(get, path = "/v1/alerts/{id}", tag = "alert point", params(("id" = String, Path)), responses(
    (status = 200, description = "The alert", body = AlertView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<AlertsRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let alert = blocking(move || usecase::read::read(&ctx, &caller.principal, &id)).await?;
    Ok(fresh(&known, alert.version, &alert))
}

/// Moves an alert: the alert point acknowledges, treats and closes; the team withdraws with a reason.
#[utoipa::path(post, path = "/v1/alerts/{id}/transitions", tag = "alert point", request_body = MoveAlert,
    params(("id" = String, Path), ("If-Match" = String, Header), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The alert", body = AlertView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn transition(
    ctx: web::Data<Ctx>,
    caller: Authorized<AlertsDecide>,
    id: web::Path<String>,
    version: IfMatch,
    body: Keyed<MoveAlert>,
) -> Result<HttpResponse, Failure> {
    let alert = blocking(move || {
        usecase::transition::transition(&ctx, &caller.principal, &id, version.0, &body.value, Some(&body.key))
    })
    .await?;
    Ok(ok(alert.version, &alert))
}
