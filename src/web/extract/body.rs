//! A JSON body: its shape held against the OpenAPI document, its meaning against `validator`, all faults at once.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::domain::casework::national_number;
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::IdempotencyKey;
use crate::usecases::words::NATIONAL_NUMBER;
use crate::web::extract::arrival::{self, Arriving};
use crate::web::extract::headers::idempotency_key;
use crate::web::problem::{Failure, Problem};
use crate::web::shape;

/// A body that was read and found right.
pub struct Body<T>(pub T);

/// A body of a POST that writes, with the key under which its answer is kept.
pub struct Keyed<T> {
    /// The body.
    pub value: T,
    /// The key.
    pub key: IdempotencyKey,
}

type Pending<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

impl<T: DeserializeOwned + ToSchema + Validate + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = raw(request, payload);
        Box::pin(async move { Ok(Self(read(&bytes.await?).map_err(Error::Invalid)?)) })
    }
}

impl<T: DeserializeOwned + ToSchema + Validate + 'static> FromRequest for Keyed<T> {
    type Error = Failure;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = raw(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let bytes = bytes.await?;
            match (read(&bytes), idempotency_key(&request, &bytes)) {
                (Ok(value), Ok(key)) => Ok(Self { value, key }),
                (Err(mut issues), Err(issue)) => {
                    issues.push(issue);
                    Err(Error::Invalid(issues).into())
                }
                (Err(issues), Ok(_)) => Err(Error::Invalid(issues).into()),
                (Ok(_), Err(issue)) => Err(issue.into()),
            }
        })
    }
}

fn raw(request: &HttpRequest, payload: &mut Payload) -> Arriving {
    let json = request.mime_type().ok().flatten().is_some_and(|mime| mime.essence_str() == "application/json");
    let known = request.headers().contains_key(header::CONTENT_TYPE);
    let bytes = arrival::whole(request, payload);
    Box::pin(async move {
        if known && !json {
            return Err(Failure::from(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)));
        }
        bytes.await
    })
}

fn read<T: DeserializeOwned + ToSchema + Validate>(bytes: &[u8]) -> Result<T, Vec<Issue>> {
    // An empty body is an empty object: a step that needs nothing can be sent without one.
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let detail = format!("is not JSON: line {}, column {}", error.line(), error.column());
        vec![Issue::body("(whole body)", detail)]
    })?;
    check(value, "body")
}

/// Shape by the document, then meaning by `validator`; when the shape is wrong, the meaning of the rest is still
/// looked at, so that one answer names everything.
pub(super) fn check<T: DeserializeOwned + ToSchema + Validate>(
    mut value: Value,
    place: &'static str,
) -> Result<T, Vec<Issue>> {
    let internal = |error: Error| vec![Issue { place, name: "(whole)".to_owned(), detail: error.to_string() }];
    let mut issues = shape::faults(&T::name(), place, &value).map_err(internal)?;
    let whole = value.clone();
    look_through(&whole, "", &nul, &mut |name, detail| issues.push(Issue { place, name, detail: detail.to_owned() }));
    for issue in &issues {
        drop_field(&mut value, &issue.name);
    }
    match serde_json::from_value::<T>(value) {
        Ok(read) => {
            if let Err(errors) = read.validate() {
                explain(&errors, "", place, &mut issues);
            }
            if issues.is_empty() {
                return Ok(read);
            }
        }
        Err(error) if issues.is_empty() => {
            issues.push(Issue { place, name: "(whole)".to_owned(), detail: error.to_string() });
        }
        Err(_) => {}
    }
    look_through(&whole, "", &national, &mut |name, detail| {
        if !issues.iter().any(|known| known.name == name) {
            issues.push(Issue { place, name, detail: detail.to_owned() });
        }
    });
    Err(issues)
}

/// Names every text in a value of which `wrong` says so.
fn look_through(
    value: &Value,
    name: &str,
    wrong: &impl Fn(&str, &str) -> Option<&'static str>,
    say: &mut impl FnMut(String, &'static str),
) {
    let inside = |step: &str| if name.is_empty() { step.to_owned() } else { format!("{name}.{step}") };
    match value {
        Value::String(text) => {
            if let Some(detail) = wrong(name, text) {
                say(name.to_owned(), detail);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                look_through(item, &inside(&at.to_string()), wrong, say);
            }
        }
        Value::Object(fields) => {
            for (field, item) in fields {
                look_through(item, &inside(field), wrong, say);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// No text of ours holds a NUL character, and PostgreSQL takes none.
fn nul(_: &str, text: &str) -> Option<&'static str> {
    text.contains('\0').then_some("holds a NUL character; leave it out")
}

/// What the use case refuses is named here already when the request is refused anyway.
fn national(name: &str, text: &str) -> Option<&'static str> {
    let is_id = name.ends_with("Id") || name.ends_with("id");
    (!is_id && national_number::contains(text)).then_some(NATIONAL_NUMBER)
}

fn drop_field(value: &mut Value, path: &str) {
    let mut steps = path.split('.').peekable();
    let mut at = value;
    while let Some(step) = steps.next() {
        if steps.peek().is_none() {
            if let Some(object) = at.as_object_mut() {
                object.remove(step);
            }
            return;
        }
        let next = match at {
            Value::Object(object) => object.get_mut(step),
            Value::Array(items) => step.parse::<usize>().ok().and_then(|place| items.get_mut(place)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        let Some(next) = next else { return };
        at = next;
    }
}

fn explain(errors: &ValidationErrors, prefix: &str, place: &'static str, issues: &mut Vec<Issue>) {
    let mut fields: Vec<_> = errors.errors().iter().collect();
    fields.sort_by_key(|(name, _)| name.to_string());
    for (field, kind) in fields {
        let name = if prefix.is_empty() { camel(field) } else { format!("{prefix}.{}", camel(field)) };
        match kind {
            ValidationErrorsKind::Field(faults) => {
                for fault in faults {
                    let detail = fault.message.as_ref().map_or_else(|| fault.code.to_string(), ToString::to_string);
                    issues.push(Issue { place, name: name.clone(), detail });
                }
            }
            ValidationErrorsKind::Struct(inner) => explain(inner, &name, place, issues),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    explain(inner, &format!("{name}.{index}"), place, issues);
                }
            }
        }
    }
}

/// `family_id` → `familyId`: the name that the caller knows.
fn camel(field: &str) -> String {
    let mut parts = field.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        let mut letters = part.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}
