//! How the open door answers: with a tag of the map's state, so that whoever has that state gets 304 without any work.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};
use crate::usecases::hsds::list::{self, Wanted};
use crate::usecases::hsds::read;
use crate::usecases::once::fingerprint;
use crate::web::answer::blocking;
use crate::web::extract::IfNoneMatch;
use crate::web::hsds::stream::Lines;
use crate::web::problem::Failure;

/// Rows of a page when the caller names no number.
const DEFAULT: i64 = 50;
/// Anybody may keep an answer, but asks whether it is still right.
const CACHE: &str = "public, no-cache";

/// Which part of a list is wanted.
pub struct Part {
    /// Number of the page, from 1.
    pub page: Option<i64>,
    /// Rows of a page.
    pub per_page: Option<i64>,
    /// `json` or `ndjson`.
    pub format: Option<Format>,
    /// Whether everything stands on one page when nobody names a number.
    pub whole: bool,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A page.
    Json,
    /// Everything, one row a line.
    Ndjson,
}

/// The tag of what this request gets on a state of the map.
fn tag(request: &HttpRequest, state: i64) -> String {
    let parts = [env!("CARGO_PKG_VERSION"), request.path(), request.query_string()].map(str::as_bytes);
    let print = fingerprint(&parts);
    format!("\"{state}-{}\"", print.get(..16).unwrap_or(&print))
}

fn not_modified(tag: &str) -> HttpResponse {
    HttpResponse::NotModified()
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, CACHE))
        .finish()
}

/// Answers with one row.
///
/// # Errors
/// What `work` returns.
pub async fn one(
    ctx: web::Data<Ctx>,
    request: &HttpRequest,
    known: &IfNoneMatch,
    work: impl FnOnce(&Ctx) -> Result<Value, Error> + Send + 'static,
) -> Result<HttpResponse, Failure> {
    let shared = ctx.clone();
    let tag = tag(request, blocking(move || read::state(&shared)).await?);
    if known.names(&tag) {
        return Ok(not_modified(&tag));
    }
    let row = blocking(move || work(&ctx)).await?;
    if known.has(&tag) {
        return Ok(not_modified(&tag));
    }
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, CACHE));
    Ok(answer.json(row))
}

/// Answers with a page of a list, or all of it.
///
/// # Errors
/// What looking it up returns.
pub async fn listed(
    ctx: web::Data<Ctx>,
    request: &HttpRequest,
    known: &IfNoneMatch,
    wanted: Wanted,
    part: Part,
) -> Result<HttpResponse, Failure> {
    let most = wanted.at_once();
    if part.format != Some(Format::Ndjson) && part.per_page.is_some_and(|size| counted(size) > most) {
        let detail =
            format!("rows with everything that hangs on them: at most {most} of these a page, or format=ndjson");
        return Err(Issue::query("per_page", detail).into());
    }
    let shared = ctx.clone();
    let now = tag(request, blocking(move || list::state(&shared)).await?);
    if known.has(&now) {
        return Ok(not_modified(&now));
    }
    let shared = ctx.clone();
    let found = blocking(move || list::find(&shared, wanted)).await?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::ETAG, tag(request, found.state))).insert_header((header::CACHE_CONTROL, CACHE));
    if part.format == Some(Format::Ndjson) {
        return Ok(answer.content_type("application/x-ndjson").body(Lines::new(ctx.into_inner(), found)));
    }
    let number = counted(part.page.unwrap_or(1));
    let size = match part.per_page {
        None if part.whole => found.len().max(1),
        size => counted(size.unwrap_or(DEFAULT)).min(most),
    };
    Ok(answer.json(blocking(move || found.page(&ctx, number, size)).await?))
}

fn counted(number: i64) -> usize {
    usize::try_from(number).unwrap_or(1).max(1)
}
