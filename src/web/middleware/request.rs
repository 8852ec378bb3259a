//! One request from outside in: give it an id, continue its trace, log one line, count it, and make sure that an error
//! answer is a problem document that carries the id. The path is logged as its pattern, never with ids or queries.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};
use tracing::Instrument;
use uuid::Uuid;

use crate::web::middleware::limit::Standing;
use crate::web::problem::Problem;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Who asked, for the log line: the name of a client, never a person.
pub struct Actor(pub String);

/// Wraps every request.
///
/// # Errors
/// Only what the framework itself raises before a handler is found; handlers' errors become problem documents here.
pub async fn wrap(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request_id(&request);
    let trace = trace_id(&request).unwrap_or_else(|| Uuid::new_v4().simple().to_string());
    let method = known(request.method());
    let pattern = request.match_pattern().unwrap_or_else(|| "(none)".to_owned());
    let span = tracing::info_span!("request", id, trace);
    let started = crate::telemetry::Stopwatch::start();

    let mut response = next.call(request).instrument(span.clone()).await?.map_into_boxed_body();
    if (response.status().is_client_error() || response.status().is_server_error()) && !is_page(&response) {
        response = as_problem(response, &id);
    }
    finish_headers(&mut response, &id);
    let standing = response.request().extensions().get::<Standing>().copied();
    if let Some(standing) = standing {
        standing.tell(response.headers_mut());
    }
    let seconds = started.seconds();
    let status = response.status().as_u16();
    let actor = response.request().extensions().get::<Actor>().map(|actor| actor.0.clone()).unwrap_or_default();
    span.in_scope(|| {
        tracing::info!(event = "http", method, path = pattern, status, ms = seconds * 1000.0, actor);
    });
    crate::telemetry::count_request(method, &pattern, status, seconds);
    Ok(response)
}

/// The method for the log and the measures; what anybody may invent is one word there.
fn known(method: &Method) -> &'static str {
    let all = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    all.iter().position(|one| one == method).map_or("other", |at| names[at])
}

fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(&REQUEST_ID).and_then(|value| value.to_str().ok());
    match given {
        Some(text) if is_plain(text) => text.to_owned(),
        _ => Uuid::now_v7().to_string(),
    }
}

fn is_plain(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// Trace id of a W3C `traceparent`.
fn trace_id(request: &ServiceRequest) -> Option<String> {
    let value = request.headers().get("traceparent")?.to_str().ok()?;
    let trace = value.split('-').nth(1)?;
    let valid = trace.len() == 32
        && trace.bytes().all(|byte| byte.is_ascii_hexdigit())
        && trace.bytes().any(|byte| byte != b'0');
    valid.then(|| trace.to_owned())
}

/// Whether it is a page of ours for people, who followed a link that leads nowhere any more.
fn is_page(response: &ServiceResponse<BoxBody>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// The same error as a problem document with this request as its instance.
fn as_problem(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let known = response.response().extensions().get::<Problem>().cloned();
    let json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if known.is_none() && json {
        // An OAuth error has the shape that RFC 6749 gives it.
        return response;
    }
    let status = response.status();
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut problem = known.unwrap_or_else(|| Problem::of_status(status));
    problem.instance = Some(format!("urn:netsterk:request:{id}"));
    let (request, _) = response.into_parts();
    let mut renewed: HttpResponse = problem.response();
    if let (StatusCode::METHOD_NOT_ALLOWED, Some(allow)) = (status, allow) {
        renewed.headers_mut().insert(header::ALLOW, allow);
    }
    ServiceResponse::new(request, renewed)
}

fn finish_headers(response: &mut ServiceResponse<BoxBody>, id: &str) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID.clone(), value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
