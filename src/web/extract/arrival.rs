//! A body as it arrives: whole, no larger than it may be, and in time. Every body is read here.
//!
//! The server itself measures the time of the head only; a body that trickles in would keep its connection for ever.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};

use crate::web::problem::{Failure, Problem};

/// How long a body may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience(pub Duration);

/// A body that is on its way.
pub(super) type Arriving = Pin<Box<dyn Future<Output = Result<web::Bytes, Failure>>>>;

/// Reads a body to its end: 413 when it is too large, 408 when it takes too long, 400 when it breaks off.
pub(super) fn whole(request: &HttpRequest, payload: &mut Payload) -> Arriving {
    let patience = request.app_data::<Patience>().map_or(Duration::MAX, |patience| patience.0);
    let bytes = web::Bytes::from_request(request, payload);
    Box::pin(async move {
        let refused = |status| Failure::from(Problem::of_status(status));
        match actix_web::rt::time::timeout(patience, bytes).await {
            Ok(arrived) => arrived.map_err(|error| refused(error.as_response_error().status_code())),
            Err(_) => Err(refused(StatusCode::REQUEST_TIMEOUT)),
        }
    })
}
