//! The migrations of both databases, embedded in the binary.

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::store::conn::{Conn, POSTGRES_LIMITS};
use crate::store::db::Db;
use crate::store::error::StoreError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Brings the schema up to date; returns the names of the migrations that were run.
///
/// # Errors
/// [`StoreError::Unavailable`] when the database cannot be reached, [`StoreError::Fault`] with the migration's message,
/// also when the database has a newer schema than this binary knows.
pub fn run(db: &Db) -> Result<Vec<String>, StoreError> {
    db.on_writer(|conn| {
        let ran = match conn {
            Conn::Sqlite(inner) => apply(inner, SQLITE)?,
            Conn::Postgres(inner) => on_postgres(inner)?,
        };
        let now = newest(conn)?;
        if now > known_here(conn)? {
            return Err(StoreError::Fault(format!(
                "the database has schema {now}, newer than this program; upgrade it"
            )));
        }
        Ok(ran)
    })
}

/// Migrations that have not run yet.
///
/// # Errors
/// [`StoreError::Unavailable`] when the database cannot be reached.
pub fn pending(db: &Db) -> Result<usize, StoreError> {
    db.on_writer(|conn| {
        match conn {
            Conn::Sqlite(inner) => inner.pending_migrations(SQLITE).map(|list| list.len()),
            Conn::Postgres(inner) => inner.pending_migrations(POSTGRES).map(|list| list.len()),
        }
        .map_err(fault)
    })
}

/// Several replicas may start at once: one migrates, the others wait. Neither the waiting nor the work on large tables is
/// held to the limits of a request.
fn on_postgres(conn: &mut PgConnection) -> Result<Vec<String>, StoreError> {
    conn.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(7201)")?;
    let ran = apply(conn, POSTGRES);
    conn.batch_execute("SELECT pg_advisory_unlock(7201)")?;
    conn.batch_execute(POSTGRES_LIMITS)?;
    ran
}

fn apply<B: diesel::backend::Backend>(
    conn: &mut impl MigrationHarness<B>,
    source: EmbeddedMigrations,
) -> Result<Vec<String>, StoreError> {
    let ran = conn.run_pending_migrations(source).map_err(fault)?;
    Ok(ran.iter().map(ToString::to_string).collect())
}

/// Newest schema in the database; empty when there is none.
fn newest(conn: &mut Conn) -> Result<String, StoreError> {
    let applied = match conn {
        Conn::Sqlite(inner) => inner.applied_migrations(),
        Conn::Postgres(inner) => inner.applied_migrations(),
    }
    .map_err(fault)?;
    Ok(applied.iter().map(ToString::to_string).max().unwrap_or_default())
}

/// Newest schema that this program knows.
fn known_here(conn: &Conn) -> Result<String, StoreError> {
    use diesel::migration::{Migration, MigrationSource};
    let names = match conn {
        Conn::Sqlite(_) => MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE)
            .map(|all| all.iter().map(|one| one.name().version().to_string()).collect::<Vec<_>>()),
        Conn::Postgres(_) => MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES)
            .map(|all| all.iter().map(|one| one.name().version().to_string()).collect::<Vec<_>>()),
    }
    .map_err(fault)?;
    Ok(names.into_iter().max().unwrap_or_default())
}

fn fault(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Fault(error.to_string())
}
