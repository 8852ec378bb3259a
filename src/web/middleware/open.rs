//! The open door for pages of other origins: every answer under `/hsds` may be read by any of them, and a browser that
//! asks beforehand whether it may (a preflight) is told so. There is nothing to protect: no key, no cookie, no writing.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

/// Lets other origins read what is open to everybody.
///
/// # Errors
/// Only what the framework itself raises.
pub async fn to_all_origins(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let path = request.path();
    if path != "/hsds" && !path.starts_with("/hsds/") {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let mut response = if request.method() == Method::OPTIONS {
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, OPTIONS"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "*, Authorization"),
            (header::ACCESS_CONTROL_MAX_AGE, "86400"),
            (header::ALLOW, "GET, OPTIONS"),
        ];
        let mut answer = HttpResponse::NoContent();
        for header in allowed {
            answer.insert_header(header);
        }
        request.into_response(answer.finish())
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag, X-Request-Id"));
    Ok(response)
}
