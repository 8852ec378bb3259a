//! `/v1/reports`: gaps in the offer, and how proposals compare with choices.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::report as usecase;
use crate::usecases::report::choices::ChoiceReport;
use crate::usecases::report::gaps::GapReport;
use crate::web::answer::blocking;
use crate::web::extract::authorized::TargetsRead;
use crate::web::extract::{Authorized, Query, Spoken};
use crate::web::problem::{Failure, Problem};

/// Which days.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// First day; a year before the last where it is left out.
    #[schema(value_type = Option<String>, format = Date, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    #[param(value_type = Option<String>, format = Date)]
    from: Option<NaiveDate>,
    /// Last day, included; today where it is left out.
    #[schema(value_type = Option<String>, format = Date, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    #[param(value_type = Option<String>, format = Date)]
    to: Option<NaiveDate>,
}

/// What was needed, where and at which age, and nothing on the map fitted.
#[utoipa::path(get, path = "/v1/reports/gaps", tag = "routing",
    params(ReportQuery, ("Accept-Language" = Option<String>, Header, description = "`nl` (when not given) or `en`")), responses(
    (status = 200, description = "The report", body = GapReport),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn gaps(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    Spoken(language): Spoken,
    Query(query): Query<ReportQuery>,
) -> Result<HttpResponse, Failure> {
    let report = blocking(move || usecase::gaps(&ctx, &caller.principal, query.from, query.to, language)).await?;
    Ok(HttpResponse::Ok().json(report))
}

/// How often the first proposal was chosen, one of the first three, or something else, and why.
#[utoipa::path(get, path = "/v1/reports/choices", tag = "routing",
    params(ReportQuery, ("Accept-Language" = Option<String>, Header, description = "`nl` (when not given) or `en`")), responses(
    (status = 200, description = "The report", body = ChoiceReport),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn choices(
    ctx: web::Data<Ctx>,
    caller: Authorized<TargetsRead>,
    Spoken(language): Spoken,
    Query(query): Query<ReportQuery>,
) -> Result<HttpResponse, Failure> {
    let report = blocking(move || usecase::choices(&ctx, &caller.principal, query.from, query.to, language)).await?;
    Ok(HttpResponse::Ok().json(report))
}
