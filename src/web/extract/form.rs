//! A form, as OAuth wants its requests.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;

use crate::web::extract::arrival;
use crate::web::problem::Failure;

/// Largest form: 64 KiB.
const LARGEST: usize = 64 * 1024;

/// The fields of a form; none when the body is something else.
pub struct Form<T>(pub Option<T>);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mime = request.mime_type().ok().flatten();
        let is_form = mime.is_some_and(|mime| mime.essence_str() == "application/x-www-form-urlencoded");
        let bytes = arrival::whole(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            let fits = is_form && bytes.len() <= LARGEST;
            Ok(Self(if fits { serde_urlencoded::from_bytes(&bytes).ok() } else { None }))
        })
    }
}
