//! One connection type for two databases, and how r2d2 keeps a pool of them.

#![expect(missing_docs, reason = "the derive writes items without docs")]

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::store::error::StoreError;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded database.
    Sqlite(SqliteConnection),
    /// A PostgreSQL server.
    Postgres(PgConnection),
}

/// How long a statement may wait and work on a connection of PostgreSQL, so that no request waits for ever.
pub const POSTGRES_LIMITS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '30s';";

/// Where the data is, read from `DATABASE_URL`. The scheme decides; the derived `establish` never does.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// Path of the database file.
    Sqlite(String),
    /// Connection URL, which may hold a password.
    Postgres(String),
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite at {path}"),
            Self::Postgres(_) => f.write_str("postgres (address masked)"),
        }
    }
}

impl Location {
    /// Reads a database URL: `postgres://…`, `postgresql://…`, `sqlite://path`, or a plain path.
    ///
    /// # Errors
    /// Says what is accepted when the scheme is another one.
    pub fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
        if path.is_empty() || path.contains("://") {
            return Err("DATABASE_URL must be postgres://…, sqlite://path or a path".to_owned());
        }
        Ok(Self::Sqlite(path.to_owned()))
    }
}

/// What a connection is for: SQLite has one writer and several readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// May write.
    Writer,
    /// Only reads; SQLite enforces it.
    Reader,
}

/// Opens connections for the pool.
#[derive(Debug)]
pub struct Manager {
    /// Where to connect.
    pub location: Location,
    /// What for.
    pub role: Role,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        match &self.location {
            Location::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path)?;
                diesel::connection::SimpleConnection::batch_execute(&mut conn, sqlite_setup(self.role))?;
                Ok(Conn::Sqlite(conn))
            }
            Location::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                diesel::connection::SimpleConnection::batch_execute(
                    &mut conn,
                    &format!("SET TIME ZONE 'UTC'; {POSTGRES_LIMITS}"),
                )?;
                Ok(Conn::Postgres(conn))
            }
        }
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        diesel::sql_query("SELECT 1").execute(conn)?;
        Ok(())
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || crate::store::dialect::is_broken(conn)
    }
}

/// `busy_timeout` first, so that the other settings can wait for a lock; `synchronous=FULL`, because an acknowledged
/// case must survive a power cut. The log is copied back seldom: pages that many cases touch are copied once.
fn sqlite_setup(role: Role) -> &'static str {
    match role {
        Role::Writer => {
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; \
             PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; \
             PRAGMA wal_autocheckpoint = 4000;"
        }
        Role::Reader => {
            "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000;"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Location;

    #[test]
    fn the_scheme_chooses_the_database() {
        assert_eq!(Location::parse("sqlite://a/b.db"), Ok(Location::Sqlite("a/b.db".into())));
        assert_eq!(Location::parse("/srv/a.db"), Ok(Location::Sqlite("/srv/a.db".into())));
        assert!(matches!(Location::parse("postgresql://u@h/d"), Ok(Location::Postgres(_))));
        assert!(Location::parse("mysql://h/d").is_err());
        assert!(Location::parse("").is_err());
    }

    #[test]
    fn k3_a_database_password_is_never_printed() {
        let Ok(location) = Location::parse("postgres://u:geheim@h/d") else { panic!("parses") };
        assert!(!format!("{location:?}").contains("geheim"));
    }
}
