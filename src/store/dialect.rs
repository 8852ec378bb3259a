//! Every place where the two databases need different words. Nowhere else is the variant of a connection looked at.

use diesel::connection::{SimpleConnection, TransactionManager, TransactionManagerStatus};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::{Connection, RunQueryDsl};

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;

/// Starts a write transaction. SQLite takes the write lock at once, so that a transaction never fails half-way for it.
///
/// # Errors
/// [`StoreError::Unavailable`] when the lock cannot be had.
pub fn begin_write(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(inner) => {
            diesel::connection::AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE")?;
        }
        Conn::Postgres(_) => <Conn as Connection>::TransactionManager::begin_transaction(conn)?,
    }
    Ok(())
}

/// Starts a transaction that only reads: all its queries see the same rows, whatever others commit meanwhile.
///
/// # Errors
/// [`StoreError::Unavailable`] when the database is away.
pub fn begin_read(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(inner) => {
            diesel::connection::AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN DEFERRED")?;
        }
        Conn::Postgres(inner) => {
            let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            diesel::connection::AnsiTransactionManager::begin_transaction_sql(inner, sql)?;
        }
    }
    Ok(())
}

/// Whether a connection must not go back to the pool.
pub fn is_broken(conn: &mut Conn) -> bool {
    match conn {
        Conn::Sqlite(inner) => {
            in_transaction(diesel::connection::AnsiTransactionManager::transaction_manager_status_mut(inner))
        }
        Conn::Postgres(inner) => {
            in_transaction(diesel::connection::AnsiTransactionManager::transaction_manager_status_mut(inner))
        }
    }
}

fn in_transaction(status: &mut TransactionManagerStatus) -> bool {
    !matches!(status.transaction_depth(), Ok(None))
}

/// Prepares a folded search text for the full-text index: every word as a prefix, all of them required.
/// Empty when the text holds no word.
#[must_use]
pub fn full_text_query(conn: &Conn, folded: &str) -> String {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(12);
    match conn {
        Conn::Sqlite(_) => words.map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" "),
        Conn::Postgres(_) => words.map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & "),
    }
}

/// The predicate "this case matches the prepared full-text query".
pub fn case_matches(
    conn: &Conn,
    query: String,
) -> Box<dyn BoxableExpression<crate::store::schema::cases::table, MultiBackend, SqlType = Bool>> {
    use diesel::dsl::sql;
    use diesel::sql_types::Text;
    match conn {
        Conn::Sqlite(_) => Box::new(
            sql::<Bool>("cases.docket IN (SELECT rowid FROM cases_fts WHERE cases_fts MATCH ")
                .bind::<Text, _>(query)
                .sql(")"),
        ),
        Conn::Postgres(_) => Box::new(
            sql::<Bool>("to_tsvector('simple', cases.search_text) @@ to_tsquery('simple', ")
                .bind::<Text, _>(query)
                .sql(")"),
        ),
    }
}

/// Inserts many rows of texts with one statement: the columns, each with the cells of all rows. PostgreSQL takes a column as
/// one list, and need not read a statement as long as the rows.
///
/// # Errors
/// Any failure of the database.
pub fn insert_texts(conn: &mut Conn, table: &str, columns: &[(&str, Vec<Option<&str>>)]) -> Result<(), StoreError> {
    write_texts(conn, table, columns, "")
}

/// The same; rows that are there already, by the first column, get the other cells.
///
/// # Errors
/// Any failure of the database.
pub fn put_texts(conn: &mut Conn, table: &str, columns: &[(&str, Vec<Option<&str>>)]) -> Result<(), StoreError> {
    let mut names = columns.iter().map(|(name, _)| *name);
    let key = names.next().unwrap_or_default();
    let set: Vec<String> = names.map(|name| format!("{name} = excluded.{name}")).collect();
    write_texts(conn, table, columns, &format!(" ON CONFLICT ({key}) DO UPDATE SET {}", set.join(", ")))
}

fn write_texts(
    conn: &mut Conn,
    table: &str,
    columns: &[(&str, Vec<Option<&str>>)],
    end: &str,
) -> Result<(), StoreError> {
    use diesel::sql_types::{Array, Nullable, Text};
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let into = format!("INSERT INTO {table} ({})", names.join(", "));
    match conn {
        Conn::Sqlite(inner) => {
            let rows = columns.first().map_or(0, |(_, cells)| cells.len());
            let row = format!("({})", vec!["?"; columns.len()].join(", "));
            let values = vec![row.as_str(); rows].join(", ");
            let mut query =
                diesel::sql_query(format!("{into} VALUES {values}{end}")).into_boxed::<diesel::sqlite::Sqlite>();
            for row in 0..rows {
                for (_, cells) in columns {
                    query = query.bind::<Nullable<Text>, _>(cells.get(row).copied().flatten());
                }
            }
            query.execute(inner)?;
        }
        Conn::Postgres(inner) => {
            let lists: Vec<String> = (1..=columns.len()).map(|number| format!("${number}::text[]")).collect();
            let select = format!("{into} SELECT * FROM unnest({}){end}", lists.join(", "));
            let mut query = diesel::sql_query(select).into_boxed::<diesel::pg::Pg>();
            for (_, cells) in columns {
                query = query.bind::<Array<Nullable<Text>>, _>(cells);
            }
            query.execute(inner)?;
        }
    }
    Ok(())
}

/// Whether COMMIT waits until the disk has it, on a connection of SQLite; PostgreSQL is left as its operator set it.
/// Switching it on writes down what was not flushed meanwhile. Off only where nobody was promised anything yet.
///
/// # Errors
/// [`StoreError::Unavailable`] when the file cannot be written.
pub fn flush_at_commit(conn: &mut Conn, on: bool) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(inner) if on => {
            inner.batch_execute("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE);")?;
        }
        Conn::Sqlite(inner) => inner.batch_execute("PRAGMA synchronous = OFF;")?,
        Conn::Postgres(_) => {}
    }
    Ok(())
}

/// Asks the database whether it can write right now, without writing.
///
/// # Errors
/// [`StoreError::Unavailable`] when it cannot.
pub fn ping(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::sql_query("SELECT 1").execute(conn)?;
    Ok(())
}

/// The message in the outbox that has been due longest and that nobody holds. PostgreSQL skips those that another worker
/// is taking at this moment; SQLite has one writer.
///
/// # Errors
/// Any failure of the database.
pub fn next_due_in_outbox(conn: &mut Conn, now: Moment) -> Result<Option<Id>, StoreError> {
    use crate::store::schema::outbox;
    macro_rules! due {
        () => {
            outbox::table
                .filter(outbox::state.eq("waiting"))
                .filter(outbox::next_attempt_at.le(now))
                .filter(outbox::leased_until.is_null().or(outbox::leased_until.lt(now).assume_not_null()))
                .order((outbox::next_attempt_at, outbox::id))
                .select(outbox::id)
                .limit(1)
        };
    }
    Ok(match conn {
        Conn::Sqlite(inner) => due!().first(inner).optional()?,
        Conn::Postgres(inner) => due!().for_update().skip_locked().first(inner).optional()?,
    })
}
