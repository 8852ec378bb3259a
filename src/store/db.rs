//! The two ways to use the database: [`Db::read`] and [`Db::write`].
//!
//! SQLite has one writer (`BEGIN IMMEDIATE`), whose commits are grouped, and several readers; PostgreSQL one pool for both.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use diesel::Connection;
use diesel::connection::TransactionManager;

use crate::store::conn::{Conn, Location, Manager, Role};
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::group::Writer;

/// How long a request waits for a connection before the answer is 503.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a transaction that PostgreSQL broke off is tried again.
const RETRIES: usize = 5;

/// A pooled database.
#[derive(Clone)]
pub struct Db {
    location: Location,
    writer: r2d2::Pool<Manager>,
    reader: r2d2::Pool<Manager>,
    /// Turns at the writer of SQLite.
    turns: Option<Arc<Writer>>,
}

impl Db {
    /// Opens the pools. Connections are made when they are needed, so that a database that is away does not keep the
    /// service from starting.
    ///
    /// # Errors
    /// Never for a database that is away; only for pool settings that make no sense.
    pub fn open(location: Location, connections: NonZeroU32) -> Result<Self, StoreError> {
        let pool = |role, size| {
            r2d2::Pool::builder()
                .max_size(size)
                .min_idle(Some(0))
                .connection_timeout(PATIENCE)
                .test_on_check_out(matches!(location, Location::Postgres(_)))
                .error_handler(Box::new(LogFailure))
                .build_unchecked(Manager { location: location.clone(), role })
        };
        let (writer, reader) = match &location {
            Location::Sqlite(_) => (pool(Role::Writer, 1), pool(Role::Reader, connections.get())),
            Location::Postgres(_) => {
                let shared = pool(Role::Writer, connections.get());
                (shared.clone(), shared)
            }
        };
        let turns = matches!(location, Location::Sqlite(_)).then(|| Arc::new(Writer::new(writer.clone(), PATIENCE)));
        Ok(Self { location, writer, reader, turns })
    }

    /// Where the data is.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Runs queries that change nothing, on one snapshot.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError::Unavailable`].
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.reader.get().map_err(StoreError::from)?;
        transaction(&mut conn, dialect::begin_read, work)
    }

    /// Runs one write transaction: all of it is kept, or nothing. On PostgreSQL it may run again after a broken-off try,
    /// so `work` must not touch anything outside the database.
    ///
    /// # Errors
    /// What `work` returns (nothing is kept then), or [`StoreError::Unavailable`].
    pub fn write<T, E: From<StoreError> + Retryable>(
        &self,
        mut work: impl FnMut(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(turns) = &self.turns {
            return turns.write(work);
        }
        let mut tries = 0;
        loop {
            let mut conn = self.writer.get().map_err(StoreError::from)?;
            match transaction(&mut conn, dialect::begin_write, &mut work) {
                Err(error) if error.is_retryable() && tries < RETRIES => tries += 1,
                done => return done,
            }
        }
    }

    /// Runs work on the writing connection without opening a transaction: migrations bring their own.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError::Unavailable`].
    pub fn on_writer<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut conn = self.writer.get()?;
        work(&mut conn)
    }
}

/// Whether trying the whole transaction again makes sense.
pub trait Retryable {
    /// True for a transaction that the database broke off for the sake of another one.
    fn is_retryable(&self) -> bool;
}

impl Retryable for StoreError {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(text) if text.contains("could not serialize") || text.contains("deadlock detected"))
    }
}

fn transaction<T, E: From<StoreError>>(
    conn: &mut Conn,
    begin: fn(&mut Conn) -> Result<(), StoreError>,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn)?;
    match work(conn) {
        Ok(value) => {
            commit(conn)?;
            Ok(value)
        }
        Err(error) => {
            // The connection is dropped from the pool if this fails: `has_broken` sees the open transaction.
            let _ = rollback(conn);
            Err(error)
        }
    }
}

fn commit(conn: &mut Conn) -> Result<(), StoreError> {
    <Conn as Connection>::TransactionManager::commit_transaction(conn).map_err(Into::into)
}

fn rollback(conn: &mut Conn) -> Result<(), StoreError> {
    <Conn as Connection>::TransactionManager::rollback_transaction(conn).map_err(Into::into)
}

/// A connection that could not be made is logged once per try, without its address.
#[derive(Debug)]
struct LogFailure;

impl r2d2::HandleError<StoreError> for LogFailure {
    fn handle_error(&self, _: StoreError) {
        tracing::warn!(event = "database.unavailable", "no connection to the database; trying again");
    }
}
