//! The third beat of a handler: how an answer looks. 200 and 201 with `ETag`, pages with `Link`, 304.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::page::{Listed, Place};
use crate::usecases::error::Error;
use crate::web::cursor;
use crate::web::extract::headers::{IfNoneMatch, etag, etag_of};
use crate::web::problem::Failure;

/// Runs a use case on the blocking pool: databases are waited for there, never on a thread that serves sockets.
///
/// # Errors
/// What the use case returns.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    let span = tracing::Span::current();
    web::block(move || span.in_scope(work))
        .await
        .map_err(|_| Error::Internal("the work was cut off".to_owned()))?
        .map_err(Failure::from)
}

/// 200 with the resource and its version.
pub fn ok<T: Serialize>(version: i32, view: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, etag(version))).json(view)
}

/// 200, or 304 when the caller has this version already.
pub fn fresh<T: Serialize>(known: &IfNoneMatch, version: i32, view: &T) -> HttpResponse {
    let tag = etag(version);
    if known.has(&tag) {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    ok(version, view)
}

/// The same for a view that also shows what stands in other rows: its tag is made of all that it says.
pub fn fresh_whole<T: Serialize>(known: &IfNoneMatch, version: i32, view: &T) -> HttpResponse {
    let body = match serde_json::to_vec(view) {
        Ok(body) => body,
        Err(error) => return Failure::from(Error::Internal(error.to_string())).error_response(),
    };
    let tag = etag_of(version, &body);
    if known.has(&tag) {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    HttpResponse::Ok().insert_header((header::ETAG, tag)).content_type("application/json").body(body)
}

/// 201 with `Location` and version.
pub fn created<T: Serialize>(location: &str, version: i32, view: &T) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .insert_header((header::ETAG, etag(version)))
        .json(view)
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageOf<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Cursor of the next page: send it as `after`. Missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many rows the whole list has.
    pub total: i64,
}

/// 200 with a page, and RFC 8288 `Link` to the next one.
pub fn page<T: Serialize>(request: &HttpRequest, listed: Listed<T>, next: Option<&Place>) -> HttpResponse {
    let next = next.map(cursor::write);
    let mut response = HttpResponse::Ok();
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{}>; rel=\"next\"", next_address(request, next))));
    }
    response.json(PageOf { items: listed.items, next, total: listed.total })
}

fn next_address(request: &HttpRequest, next: &str) -> String {
    let kept: Vec<(String, String)> = serde_urlencoded::from_str::<Vec<(String, String)>>(request.query_string())
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| name != "after")
        .chain([("after".to_owned(), next.to_owned())])
        .collect();
    format!("{}?{}", request.path(), serde_urlencoded::to_string(kept).unwrap_or_default())
}
