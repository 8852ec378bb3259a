//! How a message in the outbox is shown: what, about what, how it goes. Never to whom.

use serde::Serialize;
use utoipa::ToSchema;

use crate::codes;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::notice::Notice;
use crate::store::delivery::Row;
use crate::store::error::StoreError;

codes! {
    /// Where a message is.
    OutboxState {
        /// It waits for its first or next attempt.
        Waiting = "waiting",
        /// The mail server took it.
        Sent = "sent",
        /// It will never work.
        GaveUp = "gave_up",
        /// It may not be said any more; the reason stands with it.
        Dropped = "dropped",
    }
}

codes! {
    /// What a message is.
    OutboxKind {
        /// The weekly report.
        WeeklyTarget = "weekly_target",
        /// Somebody is asked whether entries of the map are still right.
        FreshnessAsked = "freshness_asked",
        /// A handover was offered to a partner.
        HandoverOffered = "handover_offered",
        /// What was kept cannot be read; it is never sent.
        Unreadable = "unreadable",
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutboxView {
    /// Id; the Message-ID begins with it.
    pub id: Id,
    /// What it is.
    pub kind: OutboxKind,
    /// Id of the handover, subscription or round of questions it is about.
    pub about: Id,
    /// Where it is.
    pub state: OutboxState,
    /// Attempts so far.
    pub attempts: i32,
    /// When it is tried next, while it waits.
    pub next_attempt_at: Option<Moment>,
    /// What went wrong last, or why it was dropped.
    pub last_error: Option<String>,
    /// When it was put in.
    pub created_at: Moment,
    /// When it was sent, given up or dropped.
    pub settled_at: Option<Moment>,
}

impl TryFrom<Row> for OutboxView {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state: OutboxState =
            row.state.parse().map_err(|_| StoreError::Fault(format!("unknown state {} in the outbox", row.state)))?;
        Ok(Self {
            kind: match row.notice() {
                Ok(Notice::WeeklyTarget { .. }) => OutboxKind::WeeklyTarget,
                Ok(Notice::FreshnessAsked { .. }) => OutboxKind::FreshnessAsked,
                Ok(Notice::HandoverOffered { .. }) => OutboxKind::HandoverOffered,
                Err(_) => OutboxKind::Unreadable,
            },
            next_attempt_at: (state == OutboxState::Waiting).then_some(row.next_attempt_at),
            id: row.id,
            about: row.about,
            state,
            attempts: row.attempts,
            last_error: row.last_error,
            created_at: row.created_at,
            settled_at: row.settled_at,
        })
    }
}
