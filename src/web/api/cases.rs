//! `/v1/cases`: the work of the contact point.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::casework::filter::CaseFilter;
use crate::domain::casework::{CaseStatus, Channel, Urgency};
use crate::domain::moment::Moment;
use crate::usecases::case as usecase;
use crate::usecases::case::change::ChangeCase;
use crate::usecases::case::note::{AddNote, NoteView};
use crate::usecases::case::open::OpenCase;
use crate::usecases::case::timeline::Timeline;
use crate::usecases::case::transition::MoveCase;
use crate::usecases::case::view::CaseView;
use crate::usecases::ctx::Ctx;
use crate::web::answer::{PageOf, blocking, created, fresh, ok, page};
use crate::web::cursor;
use crate::web::extract::authorized::{CasesRead, CasesWrite};
use crate::web::extract::{Authorized, Body, IfMatch, IfNoneMatch, Keyed, Purpose, Query};
use crate::web::problem::{Failure, Problem};

/// Filters of the work list.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// States, separated by commas.
    status: Option<Vec<CaseStatus>>,
    /// Id of a worker.
    #[schema(max_length = 64)]
    owner: Option<String>,
    /// A school.
    #[schema(max_length = 64)]
    school_id: Option<String>,
    /// A need.
    #[schema(max_length = 64)]
    need: Option<String>,
    /// A channel.
    channel: Option<Channel>,
    /// An urgency.
    urgency: Option<Urgency>,
    /// Opened at or after.
    opened_after: Option<Moment>,
    /// Opened before.
    opened_before: Option<Moment>,
    /// Only cases that should have been taken up by now.
    overdue: Option<bool>,
    /// Words of the question, or a case number.
    #[schema(max_length = 500)]
    q: Option<String>,
    /// `-openedAt` (newest first, the default) or `openedAt`.
    #[schema(pattern = "^-?openedAt$")]
    sort: Option<String>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

impl CaseQuery {
    fn filter(&self, ctx: &Ctx) -> CaseFilter {
        CaseFilter {
            status: self.status.clone().unwrap_or_default(),
            owner_id: self.owner.clone(),
            school_id: self.school_id.clone(),
            need: self.need.clone(),
            channel: self.channel,
            urgency: self.urgency,
            opened_from: self.opened_after,
            opened_before: self.opened_before,
            overdue_at: self.overdue.unwrap_or_default().then(|| ctx.now()),
            words: self.q.as_deref().map(crate::domain::routing::text::fold),
            oldest_first: self.sort.as_deref() == Some("openedAt"),
        }
    }
}

/// The work list.
#[utoipa::path(get, path = "/v1/cases", tag = "cases", params(CaseQuery), responses(
    (status = 200, description = "A page of cases", body = PageOf<CaseView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesRead>,
    request: HttpRequest,
    Query(query): Query<CaseQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let (listed, next) =
        blocking(move || usecase::list::list(&ctx, &caller.principal, &query.filter(&ctx), &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// Opens a case.
#[utoipa::path(post, path = "/v1/cases", tag = "cases", request_body = OpenCase,
    params(("Idempotency-Key" = String, Header, description = "A new one for each new request")), responses(
    (status = 201, description = "The case", body = CaseView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn open(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesWrite>,
    body: Keyed<OpenCase>,
) -> Result<HttpResponse, Failure> {
    let case = blocking(move || usecase::open::open(&ctx, &caller.principal, &body.value, Some(&body.key))).await?;
    Ok(created(&format!("/v1/cases/{}", case.id), case.version, &case))
}

/// One case, with who asked.
#[utoipa::path(get, path = "/v1/cases/{id}", tag = "cases",
    params(("id" = String, Path), ("X-Purpose" = Option<String>, Header, description = "Why the asker's identity is opened")), responses(
    (status = 200, description = "The case", body = CaseView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesRead>,
    id: web::Path<String>,
    purpose: Purpose,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let case = blocking(move || usecase::read::read(&ctx, &caller.principal, &id, purpose.0.as_deref())).await?;
    Ok(fresh(&known, case.version, &case))
}

/// Changes what is known of a case.
#[utoipa::path(patch, path = "/v1/cases/{id}", tag = "cases", request_body = ChangeCase,
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn change(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesWrite>,
    id: web::Path<String>,
    version: IfMatch,
    Body(command): Body<ChangeCase>,
) -> Result<HttpResponse, Failure> {
    let case = blocking(move || usecase::change::change(&ctx, &caller.principal, &id, version.0, &command)).await?;
    Ok(ok(case.version, &case))
}

/// Adds a note to a case.
#[utoipa::path(post, path = "/v1/cases/{id}/notes", tag = "cases", request_body = AddNote,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The note, without its text", body = NoteView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn note(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesWrite>,
    id: web::Path<String>,
    body: Keyed<AddNote>,
) -> Result<HttpResponse, Failure> {
    let note = blocking(move || usecase::note::add(&ctx, &caller.principal, &id, &body.value, Some(&body.key))).await?;
    Ok(created(&format!("/v1/cases/{}/timeline", note.case_id), 1, &note))
}

/// What happened to a case, oldest first.
#[utoipa::path(get, path = "/v1/cases/{id}/timeline", tag = "cases", params(("id" = String, Path)), responses(
    (status = 200, description = "The timeline", body = Timeline),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn timeline(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesRead>,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let timeline = blocking(move || usecase::timeline::read(&ctx, &caller.principal, &id)).await?;
    Ok(HttpResponse::Ok().json(timeline))
}

/// Moves a case: takes it up, closes it with an outcome, reopens it.
#[utoipa::path(post, path = "/v1/cases/{id}/transitions", tag = "cases", request_body = MoveCase,
    params(("id" = String, Path), ("If-Match" = String, Header), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn transition(
    ctx: web::Data<Ctx>,
    caller: Authorized<CasesWrite>,
    id: web::Path<String>,
    version: IfMatch,
    body: Keyed<MoveCase>,
) -> Result<HttpResponse, Failure> {
    let case = blocking(move || {
        usecase::transition::transition(&ctx, &caller.principal, &id, version.0, &body.value, Some(&body.key))
    })
    .await?;
    Ok(ok(case.version, &case))
}
