//! The headers that carry a promise: `If-Match`, `If-None-Match`, `Idempotency-Key`, `X-Purpose`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest};

use crate::usecases::error::{Error, Issue};
use crate::usecases::once::IdempotencyKey;
use crate::usecases::once::fingerprint;
use crate::web::problem::{Failure, Problem};

/// The version that a change is meant for.
pub struct IfMatch(pub i32);

/// The tags of what the caller already has. Compared weakly, as RFC 9110 §13.1.2 says.
pub struct IfNoneMatch(Vec<String>);

impl IfNoneMatch {
    /// Whether the caller has the representation with this tag.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        self.0.iter().any(|known| known == tag || known == "*")
    }

    /// Whether the caller names this very tag; `*` only asks whether there is something.
    #[must_use]
    pub fn names(&self, tag: &str) -> bool {
        self.0.iter().any(|known| known == tag)
    }
}

/// Why an identity is opened, in the caller's words.
pub struct Purpose(pub Option<String>);

impl FromRequest for IfMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.headers().get(header::IF_MATCH) {
            None => Err(Failure::from(Problem::belgif(
                StatusCode::PRECONDITION_REQUIRED,
                "preconditionRequired",
                "If-Match is needed",
                "Read the resource and send its ETag as If-Match, so that nobody's change is lost.",
            ))),
            Some(value) => {
                value.to_str().ok().and_then(version).map(Self).ok_or_else(|| Failure::from(Error::PreconditionFailed))
            }
        })
    }
}

/// The same where the first one has no version to name.
pub struct MaybeIfMatch(pub Option<i32>);

impl FromRequest for MaybeIfMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        match request.headers().contains_key(header::IF_MATCH) {
            true => ready(IfMatch::from_request(request, payload).into_inner().map(|found| Self(Some(found.0)))),
            false => ready(Ok(Self(None))),
        }
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let values = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
        let tags = values.flat_map(|list| list.split(',')).map(str::trim);
        ready(Ok(Self(tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag).to_owned()).collect())))
    }
}

impl FromRequest for Purpose {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request.headers().get("X-Purpose").and_then(|value| value.to_str().ok());
        let text = given.map(str::trim).filter(|text| !text.is_empty());
        ready(match text {
            Some(text) if text.len() > 200 => Err(Issue::header("X-Purpose", "is longer than 200 characters").into()),
            other => Ok(Self(other.map(str::to_owned))),
        })
    }
}

/// The text of a strong entity tag: `"7"`.
#[must_use]
pub fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The tag of a view that also shows what stands in other rows: `"7-1f0c…"`. As `If-Match` its version counts.
#[must_use]
pub fn etag_of(version: i32, body: &[u8]) -> String {
    let print = fingerprint(&[body]);
    format!("\"{version}-{}\"", print.get(..16).unwrap_or(&print))
}

fn version(value: &str) -> Option<i32> {
    let tag = value.trim().strip_prefix('"')?.strip_suffix('"')?;
    tag.split_once('-').map_or(tag, |(version, _)| version).parse().ok()
}

/// The caller's key for a POST that writes: a structured-field string (RFC 8941), bare accepted. The fingerprint covers
/// method, path, `If-Match` and body.
pub(super) fn idempotency_key(request: &HttpRequest, body: &[u8]) -> Result<IdempotencyKey, Issue> {
    let Some(value) = request.headers().get("Idempotency-Key") else {
        return Err(Issue::header("Idempotency-Key", "is needed; send a new UUID for each new request"));
    };
    let text = value.to_str().unwrap_or_default().trim();
    let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    if key.is_empty() || key.len() > 255 || !key.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Err(Issue::header("Idempotency-Key", "must be 1 to 255 visible characters"));
    }
    let if_match = request.headers().get(header::IF_MATCH).map(|value| value.as_bytes()).unwrap_or_default();
    let parts = [request.method().as_str().as_bytes(), request.path().as_bytes(), if_match, body];
    Ok(IdempotencyKey { key: key.to_owned(), fingerprint: fingerprint(&parts) })
}
