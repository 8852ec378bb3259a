//! TIME: what happens without anybody asking. A plain thread that calls use cases and hands letters to the post.
//!
//! Knows no database and no mail server: use cases and the traits of `domain::notice` stand in between. Tests call
//! [`Worker::tick`] themselves.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::domain::moment::Moment;
use crate::domain::notice::{Post, Scribe};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::event::read::number;
use crate::usecases::outbox::{Outcome, Prepared, claim, enqueue_freshness, enqueue_weekly, prepare, settle};
use crate::usecases::rates::count;
use crate::usecases::retention::forget;
use crate::usecases::signal::expire::expire;
use crate::usecases::target::ensure;

/// Messages that one tick sends at most, so that the other work comes round.
const BATCH: usize = 50;
/// Chores are done once in so many milliseconds.
const CHORES_EVERY: i64 = 10 * 60 * 1000;

/// The worker's hands.
pub struct Worker {
    ctx: Arc<Ctx>,
    scribe: Arc<dyn Scribe>,
    post: Arc<dyn Post>,
    chores_done: AtomicI64,
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Weekly and monthly mails that were put in the outbox.
    pub enqueued: usize,
    /// Letters that left.
    pub sent: usize,
    /// Letters that did not, for now or for ever.
    pub failed: usize,
    /// Letters that were not to be sent any more.
    pub dropped: usize,
}

impl Worker {
    /// A worker that has not begun.
    #[must_use]
    pub fn new(ctx: Arc<Ctx>, scribe: Arc<dyn Scribe>, post: Arc<dyn Post>) -> Self {
        Self { ctx, scribe, post, chores_done: AtomicI64::new(0) }
    }

    /// Goes round once: chores, weekly and monthly mails that are due, letters that are due.
    ///
    /// # Errors
    /// Any failure of the database; what was not done is done next time.
    pub fn tick(&self) -> Result<Round, Error> {
        number(&self.ctx)?;
        let now = millis(self.ctx.now());
        if now - self.chores_done.load(Ordering::Relaxed) >= CHORES_EVERY {
            ensure(&self.ctx)?;
            forget(&self.ctx)?;
            while expire(&self.ctx)? > 0 {}
            count(&self.ctx)?;
            self.chores_done.store(now, Ordering::Relaxed);
        }
        let mut round =
            Round { enqueued: enqueue_weekly(&self.ctx)? + enqueue_freshness(&self.ctx)?, ..Round::default() };
        for _ in 0..BATCH {
            self.ctx.worker_beat.store(millis(self.ctx.now()), Ordering::Relaxed);
            match self.deliver_one()? {
                None => break,
                Some(Outcome::Sent) => round.sent += 1,
                Some(Outcome::Failed(_)) => round.failed += 1,
                Some(Outcome::Dropped(_)) => round.dropped += 1,
            }
        }
        Ok(round)
    }

    /// Takes one message, sends it with no transaction open, writes down how it went.
    fn deliver_one(&self) -> Result<Option<Outcome>, Error> {
        let Some(claimed) = claim(&self.ctx)? else { return Ok(None) };
        let outcome = match prepare(&self.ctx, &claimed)? {
            Prepared::Not(outcome) => outcome,
            Prepared::Ready(draft) => match self.scribe.write(&draft).and_then(|letter| self.post.send(&letter)) {
                Ok(()) => Outcome::Sent,
                Err(refusal) => Outcome::Failed(refusal),
            },
        };
        match &outcome {
            Outcome::Sent => tracing::info!(event = "letter.sent", id = claimed.id),
            Outcome::Failed(refusal) => tracing::warn!(event = "letter.not_sent", id = claimed.id, reason = %refusal),
            Outcome::Dropped(reason) => tracing::info!(event = "letter.dropped", id = claimed.id, reason),
        }
        settle(&self.ctx, &claimed, &outcome)?;
        Ok(Some(outcome))
    }

    /// Goes round every `pause` on a thread of its own, until it is stopped.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(self, pause: Duration) -> std::io::Result<Running> {
        let bell = Arc::new((Mutex::new(false), Condvar::new()));
        let heard = Arc::clone(&bell);
        let thread = std::thread::Builder::new().name("worker".to_owned()).spawn(move || {
            loop {
                if let Err(error) = self.tick() {
                    tracing::warn!(event = "worker.round_failed", reason = %error);
                }
                if is_stopped_within(&heard, pause) {
                    return;
                }
            }
        })?;
        Ok(Running { bell, thread: Some(thread) })
    }
}

/// A worker at work. Stops when it is dropped, after the letter in hand.
pub struct Running {
    bell: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Stops, and waits until the letter in hand is settled.
    pub fn stop(mut self) {
        self.ring();
    }

    fn ring(&mut self) {
        *self.bell.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = true;
        self.bell.1.notify_all();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(event = "worker.panicked", "the worker did not end well");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.ring();
        }
    }
}

fn is_stopped_within(bell: &(Mutex<bool>, Condvar), pause: Duration) -> bool {
    let stopped = bell.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let waited = bell.1.wait_timeout_while(stopped, pause, |stopped| !*stopped);
    *waited.unwrap_or_else(std::sync::PoisonError::into_inner).0
}

fn millis(at: Moment) -> i64 {
    at.utc().timestamp_millis()
}
