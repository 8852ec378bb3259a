//! GROUP COMMIT on the one writer of SQLite: works that wait for their turn share a transaction, each within a savepoint
//! of its own, and one COMMIT flushes them together. Nobody is told that anything is kept before that COMMIT.
//!
//! Only `store::db` calls it. PostgreSQL groups commits by itself.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::Connection;
use diesel::connection::TransactionManager;

use crate::store::conn::{Conn, Manager};
use crate::store::dialect;
use crate::store::error::StoreError;

/// Most works in one transaction, so that the first does not wait long for the last.
const MOST: usize = 16;

/// Turns at the one writer.
pub(super) struct Writer {
    pool: r2d2::Pool<Manager>,
    patience: Duration,
    line: Mutex<Line>,
    next: Condvar,
}

/// Who is at the writer, who waits, and the transaction that was left open for them.
#[derive(Default)]
struct Line {
    busy: bool,
    waiting: usize,
    open: Option<Open>,
}

/// A transaction with the works of several callers.
struct Open {
    conn: r2d2::PooledConnection<Manager>,
    works: usize,
    fate: Arc<Fate>,
}

/// Whether a transaction was kept; told to everybody who has a work in it.
#[derive(Default)]
struct Fate {
    decided: Mutex<Option<Result<(), String>>>,
    bell: Condvar,
}

impl Fate {
    fn decide(&self, kept: Result<(), String>) {
        self.decided.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(kept);
        self.bell.notify_all();
    }

    fn wait(&self) -> Result<(), StoreError> {
        let mut decided = self.decided.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match decided.as_ref() {
                Some(kept) => return kept.clone().map_err(StoreError::Unavailable),
                None => decided = self.bell.wait(decided).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Writer {
    pub(super) fn new(pool: r2d2::Pool<Manager>, patience: Duration) -> Self {
        Self { pool, patience, line: Mutex::default(), next: Condvar::new() }
    }

    /// Runs a work and answers when the transaction that it was part of is kept, or undone.
    pub(super) fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut turn = self.turn()?;
        let open = match &mut turn.open {
            Some(open) => open,
            None => turn.open.insert(Open::begin(&self.pool)?),
        };
        let fate = open.fate.clone();
        let done = open.run(work)?;
        turn.end();
        match done {
            Ok(value) => fate.wait().map(|()| value).map_err(E::from),
            Err(error) => Err(error),
        }
    }

    /// Waits until nobody else is at the writer.
    fn turn(&self) -> Result<Turn<'_>, StoreError> {
        let mut line = self.line();
        line.waiting += 1;
        let waited = self.next.wait_timeout_while(line, self.patience, |line| line.busy);
        line = waited.unwrap_or_else(PoisonError::into_inner).0;
        line.waiting -= 1;
        if line.busy {
            return Err(StoreError::Unavailable("the writer was busy too long".to_owned()));
        }
        line.busy = true;
        Ok(Turn { writer: self, open: line.open.take(), over: false })
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Being at the writer. Whatever is still open when it is dropped is undone: then something went badly wrong.
struct Turn<'a> {
    writer: &'a Writer,
    open: Option<Open>,
    over: bool,
}

impl Turn<'_> {
    /// Leaves the transaction to the next in line; where nobody waits, or enough have worked in it, it is kept now.
    fn end(mut self) {
        let mut line = self.writer.line();
        if line.waiting > 0 && self.open.as_ref().is_some_and(|open| open.works < MOST) {
            line.open = self.open.take();
            self.leave(line);
            return;
        }
        drop(line);
        if let Some(open) = self.open.take() {
            open.commit();
        }
    }

    /// Makes way, under the lock that handed the transaction over: whoever still waits now takes the turn.
    fn leave(&mut self, mut line: MutexGuard<'_, Line>) {
        self.over = true;
        line.busy = false;
        drop(line);
        self.writer.next.notify_one();
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            open.undo("the transaction was broken off");
        }
        if !self.over {
            self.leave(self.writer.line());
        }
    }
}

type Transactions = <Conn as Connection>::TransactionManager;

impl Open {
    fn begin(pool: &r2d2::Pool<Manager>) -> Result<Self, StoreError> {
        let mut conn = pool.get()?;
        dialect::begin_write(&mut conn)?;
        Ok(Self { conn, works: 0, fate: Arc::default() })
    }

    /// Runs a work within a savepoint: what fails leaves nothing behind, and the others are not touched.
    ///
    /// # Errors
    /// When the transaction itself is lost; its works are then undone.
    fn run<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<Result<T, E>, StoreError> {
        let conn: &mut Conn = &mut self.conn;
        Transactions::begin_transaction(conn)?;
        let done = work(conn);
        match &done {
            Ok(_) => Transactions::commit_transaction(conn)?,
            Err(_) => Transactions::rollback_transaction(conn)?,
        }
        self.works += 1;
        Ok(done)
    }

    fn commit(mut self) {
        let kept = Transactions::commit_transaction(&mut *self.conn).map_err(|error| error.to_string());
        let fate = self.fate.clone();
        // The connection is free, or thrown away, before anybody goes on.
        drop(self);
        fate.decide(kept);
    }

    fn undo(mut self, reason: &str) {
        // The connection is dropped from the pool if this fails: `has_broken` sees the open transaction.
        let _ = Transactions::rollback_transaction(&mut *self.conn);
        let fate = self.fate.clone();
        drop(self);
        fate.decide(Err(reason.to_owned()));
    }
}

#[cfg(test)]
#[path = "group_tests.rs"]
mod tests;
