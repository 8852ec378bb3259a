//! A CSV file as a body, with the key under which the answer is kept.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use crate::usecases::once::IdempotencyKey;
use crate::web::extract::arrival;
use crate::web::extract::headers::idempotency_key;
use crate::web::problem::{Failure, Problem};

/// A file of at most 1 MiB.
pub struct CsvFile {
    /// Its bytes, as they came.
    pub bytes: web::Bytes,
    /// The key.
    pub key: IdempotencyKey,
}

impl FromRequest for CsvFile {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let csv = request.mime_type().ok().flatten().is_some_and(|mime| mime.essence_str() == "text/csv");
        let bytes = arrival::whole(request, payload);
        let request = request.clone();
        Box::pin(async move {
            if !csv {
                let problem = Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE);
                return Err(Failure::from(Problem { detail: "Send text/csv.".to_owned(), ..problem }));
            }
            let bytes = bytes.await?;
            let key = idempotency_key(&request, &bytes)?;
            Ok(Self { bytes, key })
        })
    }
}
