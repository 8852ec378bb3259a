//! What can go wrong with a query, in the words that a use case can act on.

/// A failed query.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such row for this caller.
    #[error("no such row")]
    NotFound,
    /// The row changed since it was read, or another row already has this key.
    #[error("the row was changed by somebody else")]
    Conflict,
    /// A unique key is taken.
    #[error("a row with this key exists")]
    Duplicate,
    /// The database is busy or away; trying again later makes sense.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A fault of ours. The text is for the log, never for a caller.
    #[error("database fault: {0}")]
    Fault(String),
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error};
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(Kind::UniqueViolation, _) => Self::Duplicate,
            Error::DatabaseError(
                Kind::SerializationFailure | Kind::ClosedConnection | Kind::UnableToSendCommand,
                info,
            ) => Self::Unavailable(info.message().to_owned()),
            Error::DatabaseError(_, info) if is_passing(info.message()) => Self::Unavailable(info.message().to_owned()),
            Error::BrokenTransactionManager => Self::Unavailable("the connection was lost".to_owned()),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<diesel::ConnectionError> for StoreError {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<r2d2::Error> for StoreError {
    fn from(error: r2d2::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(format!("stored JSON: {error}"))
    }
}

/// Messages of both databases that mean: not now. diesel has no code of its own for them.
fn is_passing(message: &str) -> bool {
    [
        "database is locked",
        "database table is locked",
        "disk I/O error",
        "database or disk is full",
        "readonly database",
        "unable to open database file",
        "lock timeout",
        "deadlock detected",
        "statement timeout",
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "the database system is",
        "could not connect",
        "remaining connection slots",
    ]
    .iter()
    .any(|text| message.contains(text))
}
