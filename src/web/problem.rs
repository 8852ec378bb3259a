//! Every error, on every path: RFC 9457 `application/problem+json`.
//!
//! The words are for the caller: what is wrong and what to do. A stack trace, a query or another person's data never
//! gets here, because [`Error`] has no place for it.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::usecases::error::{Error, Issue};

/// Seconds after which a caller should try again when the database is away.
const RETRY_AFTER: &str = "2";

/// One fault in a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemIssue {
    /// Where: `body`, `query`, `header` or `path`.
    #[serde(rename = "in")]
    pub place: String,
    /// Name of the field, as a dotted path.
    pub name: String,
    /// What is wrong and what to do.
    pub detail: String,
}

/// An error (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// URN of the kind of problem; `api-spec/problems.md` lists them all.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened this time, and what to do.
    pub detail: String,
    /// This occurrence: the request id, as in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Every fault in the request.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub issues: Vec<ProblemIssue>,
    /// States that can follow, for a refused transition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_transitions: Option<Vec<String>>,
    /// Condition that is not met, for a refused transition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
    /// Scope that is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_scope: Option<String>,
}

impl Problem {
    /// A problem of our own kind.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:problem-type:netsterk:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            issues: Vec::new(),
            allowed_transitions: None,
            guard: None,
            required_scope: None,
        }
    }

    /// A problem of a kind that the Belgian government's REST guide names.
    #[must_use]
    pub fn belgif(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self { kind: format!("urn:problem-type:belgif:{code}"), ..Self::new(status, code, title, detail) }
    }

    /// The problem for a status that the framework gave without words of ours.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => {
                Self::belgif(status, "resourceNotFound", "Not found", "There is nothing at this address.")
            }
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "methodNotAllowed",
                "Method not allowed",
                "This address does not take this method; see the Allow header.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::belgif(status, "payloadTooLarge", "Too large", "The body is larger than 1 MiB.")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::new(status, "unsupportedMediaType", "Unsupported media type", "Send application/json.")
            }
            StatusCode::REQUEST_TIMEOUT => {
                Self::new(status, "requestTimeout", "Too slow", "The request did not arrive in time.")
            }
            StatusCode::BAD_REQUEST => Self::belgif(status, "badRequest", "Bad request", "The request cannot be read."),
            _ => Self::new(
                status,
                if status.is_server_error() { "internalServerError" } else { "requestRefused" },
                status.canonical_reason().unwrap_or("Refused"),
                "The request was not carried out.",
            ),
        }
    }

    /// Writes the problem as a response.
    #[must_use]
    pub fn response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
        }
        if status == StatusCode::UNAUTHORIZED {
            response
                .insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\"")));
        }
        let mut done = response.body(serde_json::to_vec(&self).unwrap_or_default());
        done.extensions_mut().insert(self);
        done
    }
}

/// A handler's failure.
#[derive(Debug)]
pub struct Failure(pub Box<Problem>);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.title)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        Problem::clone(&self.0).response()
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<Issue> for Failure {
    fn from(issue: Issue) -> Self {
        Error::Invalid(vec![issue]).into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::from(match error {
            Error::Invalid(issues) => invalid(issues),
            Error::Unauthenticated => Problem::belgif(
                StatusCode::UNAUTHORIZED,
                "invalidAccessToken",
                "Not authenticated",
                "Send a valid access token: Authorization: Bearer …; POST /oauth/token gives one.",
            ),
            Error::MissingScope(scope) => Problem {
                required_scope: Some(scope.to_string()),
                ..Problem::belgif(
                    StatusCode::FORBIDDEN,
                    "missingScope",
                    "Missing scope",
                    format!("This needs the scope {scope}."),
                )
            },
            Error::Forbidden(detail) => Problem::new(StatusCode::FORBIDDEN, "forbidden", "Forbidden", detail),
            Error::NotFound => Problem::of_status(StatusCode::NOT_FOUND),
            Error::Illegal { from, allowed } => Problem {
                detail: format!("This step is not possible from {from}. Possible: {}.", in_words(&allowed)),
                allowed_transitions: Some(allowed),
                ..Problem::new(StatusCode::CONFLICT, "illegalTransition", "Illegal transition", "")
            },
            Error::Guard { name, detail, allowed } => Problem {
                guard: Some(name.to_owned()),
                allowed_transitions: Some(allowed),
                ..Problem::new(StatusCode::CONFLICT, name, "A condition is not met", detail)
            },
            Error::PreconditionFailed => Problem::new(
                StatusCode::PRECONDITION_FAILED,
                "preconditionFailed",
                "Changed in the meantime",
                "If-Match names another version. Read the resource again and repeat the change on the new version.",
            ),
            Error::KeyReused => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotencyKeyReused",
                "Idempotency key used before",
                "This Idempotency-Key stands for another request. Use a new key for a new request.",
            ),
            Error::Unavailable | Error::BrokenOff => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "databaseUnavailable",
                "Not available now",
                "The database is busy or away; nothing was changed. Try again in a moment.",
            ),
            Error::Internal(reason) => {
                tracing::error!(event = "internal", reason);
                Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internalServerError",
                    "Internal fault",
                    "Something went wrong on our side; nothing was changed. The instance helps us to find it.",
                )
            }
        })
    }
}

fn invalid(issues: Vec<Issue>) -> Problem {
    let names: Vec<&str> = issues.iter().map(|issue| issue.name.as_str()).collect();
    Problem {
        detail: format!("Mend: {}.", names.join(", ")),
        issues: issues
            .into_iter()
            .map(|issue| ProblemIssue { place: issue.place.to_owned(), name: issue.name, detail: issue.detail })
            .collect(),
        ..Problem::belgif(StatusCode::BAD_REQUEST, "badRequest", "Bad request", "")
    }
}

fn in_words(states: &[String]) -> String {
    if states.is_empty() { "nothing".to_owned() } else { states.join(", ") }
}
