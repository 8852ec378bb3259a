//! Why a use case said no. The web turns each into a problem document; nothing here carries a person or a query.

use crate::domain::access::Scope;
use crate::store::db::Retryable;
use crate::store::error::StoreError;

/// One fault in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Where: `body`, `query`, `header` or `path`.
    pub place: &'static str,
    /// Name of the field, as a dotted path.
    pub name: String,
    /// What is wrong and what to do.
    pub detail: String,
}

impl Issue {
    /// A fault in a field of the body.
    #[must_use]
    pub fn body(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { place: "body", name: name.into(), detail: detail.into() }
    }

    /// A fault in a parameter of the query.
    #[must_use]
    pub fn query(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { place: "query", name: name.into(), detail: detail.into() }
    }

    /// A fault in a header.
    #[must_use]
    pub fn header(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { place: "header", name: name.into(), detail: detail.into() }
    }
}

/// Why a use case said no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The input is wrong; all faults at once.
    #[error("the request has {} fault(s)", .0.len())]
    Invalid(Vec<Issue>),
    /// Nobody is signed in, or the token is not valid.
    #[error("not authenticated")]
    Unauthenticated,
    /// The token lacks this scope.
    #[error("the scope {0} is needed")]
    MissingScope(Scope),
    /// The caller may never do this, whatever its scopes.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// No such thing for this caller.
    #[error("not found")]
    NotFound,
    /// The state machine does not know this step from here.
    #[error("not possible from {from}; possible: {}", .allowed.join(", "))]
    Illegal {
        /// State that it is in.
        from: String,
        /// States that can follow, for this caller.
        allowed: Vec<String>,
    },
    /// The step exists, but a condition is not met.
    #[error("{detail}")]
    Guard {
        /// Name of the condition, lowerCamelCase.
        name: &'static str,
        /// What is missing and what to do.
        detail: String,
        /// States that can follow, for this caller.
        allowed: Vec<String>,
    },
    /// `If-Match` names another version.
    #[error("the resource was changed in the meantime")]
    PreconditionFailed,
    /// The idempotency key was used for another request.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
    /// The database is busy or away.
    #[error("the database is not available")]
    Unavailable,
    /// PostgreSQL broke the transaction off; it is tried again before anybody sees this.
    #[error("the transaction was broken off")]
    BrokenOff,
    /// A fault of ours; the text is for the log.
    #[error("internal fault: {0}")]
    Internal(String),
}

impl Error {
    /// For callers who named no version: that a row changed meanwhile is a reason to try again, not an answer.
    #[must_use]
    pub fn without_version(self) -> Self {
        match self {
            Self::PreconditionFailed => Self::BrokenOff,
            other => other,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        if error.is_retryable() {
            return Self::BrokenOff;
        }
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict => Self::PreconditionFailed,
            StoreError::Unavailable(reason) => {
                tracing::warn!(event = "database.unavailable", reason);
                Self::Unavailable
            }
            StoreError::Duplicate => Self::BrokenOff,
            StoreError::Fault(reason) => Self::Internal(reason),
        }
    }
}

impl From<crate::credentials::master_key::KeyError> for Error {
    fn from(error: crate::credentials::master_key::KeyError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Retryable for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::BrokenOff)
    }
}
