//! `/v1/signals`: what schools report and what the rules find in it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::alert::{RuleCode, SignalFilter, SignalState};
use crate::domain::calendar::SchoolYear;
use crate::usecases::ctx::Ctx;
use crate::usecases::signal as usecase;
use crate::usecases::signal::decide::DecideSignal;
use crate::usecases::signal::import::Imported;
use crate::usecases::signal::report::{ReportAbsences, Reported};
use crate::usecases::signal::view::SignalView;
use crate::web::answer::{PageOf, blocking, fresh, ok, page};
use crate::web::cursor;
use crate::web::extract::authorized::{AlertsDecide, AlertsRead, SignalsWrite};
use crate::web::extract::{Authorized, CsvFile, IfMatch, IfNoneMatch, Keyed, Query};
use crate::web::problem::{Failure, Problem};

/// Filters of the list of signals.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SignalQuery {
    /// States, separated by commas.
    state: Option<Vec<SignalState>>,
    /// A rule.
    rule: Option<RuleCode>,
    /// A school.
    #[schema(max_length = 64)]
    school_id: Option<String>,
    /// A pupil, by the school's reference.
    #[schema(max_length = 64)]
    pupil_ref: Option<String>,
    /// A school year, `2026-27`.
    #[param(value_type = Option<String>)]
    school_year: Option<SchoolYear>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

impl SignalQuery {
    fn filter(self) -> SignalFilter {
        SignalFilter {
            state: self.state.unwrap_or_default(),
            rule: self.rule,
            school_id: self.school_id,
            pupil_ref: self.pupil_ref,
            school_year: self.school_year.map(SchoolYear::first_year),
        }
    }
}

/// Takes in a school's report on one pupil and answers what the rules make of it.
#[utoipa::path(post, path = "/v1/signals", tag = "alert point", request_body = ReportAbsences,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "Every signal on this pupil in this school year", body = Reported),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn report(
    ctx: web::Data<Ctx>,
    caller: Authorized<SignalsWrite>,
    body: Keyed<ReportAbsences>,
) -> Result<HttpResponse, Failure> {
    let reported =
        blocking(move || usecase::report::report(&ctx, &caller.principal, &body.value, Some(&body.key))).await?;
    Ok(HttpResponse::Created().json(reported))
}

/// Takes in a CSV file of reports with the head `schoolId,pupilRef,asOf,A,B,H,M,P,R,Z`: all of it or nothing.
#[utoipa::path(post, path = "/v1/signals/import", tag = "alert point",
    request_body(content = String, content_type = "text/csv"),
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "What became of it", body = Imported),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn import(
    ctx: web::Data<Ctx>,
    caller: Authorized<SignalsWrite>,
    file: CsvFile,
) -> Result<HttpResponse, Failure> {
    let imported =
        blocking(move || usecase::import::import(&ctx, &caller.principal, &file.bytes, Some(&file.key))).await?;
    Ok(HttpResponse::Ok().json(imported))
}

/// Signals, newest first.
#[utoipa::path(get, path = "/v1/signals", tag = "alert point", params(SignalQuery), responses(
    (status = 200, description = "A page of signals", body = PageOf<SignalView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<AlertsRead>,
    request: HttpRequest,
    Query(query): Query<SignalQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) =
        blocking(move || usecase::list::list(&ctx, &caller.principal, &query.filter(), &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// One signal.
#[utoipa::path(get, path = "/v1/signals/{id}", tag = "alert point", params(("id" = String, Path)), responses(
    (status = 200, description = "The signal", body = SignalView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<AlertsRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let signal = blocking(move || usecase::read::read(&ctx, &caller.principal, &id)).await?;
    Ok(fresh(&known, signal.version, &signal))
}

/// Confirms a signal, which raises the alert, or dismisses it.
#[utoipa::path(post, path = "/v1/signals/{id}/transitions", tag = "alert point", request_body = DecideSignal,
    params(("id" = String, Path), ("If-Match" = String, Header), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The signal", body = SignalView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn transition(
    ctx: web::Data<Ctx>,
    caller: Authorized<AlertsDecide>,
    id: web::Path<String>,
    version: IfMatch,
    body: Keyed<DecideSignal>,
) -> Result<HttpResponse, Failure> {
    let signal = blocking(move || {
        usecase::decide::decide(&ctx, &caller.principal, &id, version.0, &body.value, Some(&body.key))
    })
    .await?;
    Ok(ok(signal.version, &signal))
}
