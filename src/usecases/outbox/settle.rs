//! Writes down how an attempt ended, and when the next one is.

use crate::domain::notice::NotSent;
use crate::domain::retry::next_attempt;
use crate::store::delivery::{self, Settlement};
use crate::store::error::StoreError;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::outbox::claim::Claimed;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server took it.
    Sent,
    /// It did not leave.
    Failed(NotSent),
    /// It may not be said any more, because of this.
    Dropped(String),
}

/// Settles a message that was taken. When the lease ran out meanwhile, the other worker's word counts.
///
/// # Errors
/// Any failure of the database.
pub fn settle(ctx: &Ctx, claimed: &Claimed, outcome: &Outcome) -> Result<(), Error> {
    let now = ctx.now();
    let attempts = claimed.attempts + 1;
    let next = match outcome {
        Outcome::Failed(NotSent::Temporary(_)) => next_attempt(&claimed.id, attempts, now),
        Outcome::Failed(NotSent::Permanent(_)) | Outcome::Sent | Outcome::Dropped(_) => None,
    };
    let (state, last_error) = match outcome {
        Outcome::Sent => ("sent", None),
        Outcome::Dropped(reason) => ("dropped", Some(reason.clone())),
        Outcome::Failed(refusal) if next.is_some() => ("waiting", Some(refusal.to_string())),
        Outcome::Failed(refusal) => ("gave_up", Some(refusal.to_string())),
    };
    let settlement = Settlement {
        state,
        attempts: i32::try_from(attempts).unwrap_or(i32::MAX),
        next_attempt_at: next,
        last_error,
        settled_at: next.is_none().then_some(now),
    };
    ctx.db.write(|conn| match delivery::settle(conn, &claimed.id, &claimed.lease, &settlement) {
        Err(StoreError::Conflict) => {
            tracing::warn!(event = "outbox.lease_lost", id = claimed.id, "another worker took over this message");
            Ok(())
        }
        other => Ok(other?),
    })
}
