//! What happened to a handover, in order. A partner sees it from the offer on, without reasons that others gave.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shown;
use crate::domain::access::{Principal, Scope};
use crate::domain::handover::{Actor, HandoverStatus};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::timeline::Entry;
use crate::store::{handover, timeline};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;

/// One step in the history of a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoverStep {
    /// Id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// Who; only for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// On which side.
    pub actor_role: String,
    /// State before.
    pub from: Option<String>,
    /// State after.
    pub to: Option<String>,
    /// Reason from a list.
    pub reason_code: Option<String>,
    /// Reason in words.
    pub reason: Option<String>,
    /// Version after it.
    pub version: i32,
}

/// The history of a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverHistory {
    /// Oldest first.
    pub items: Vec<HandoverStep>,
    /// How many.
    pub total: i64,
}

/// Reads the history of a handover.
///
/// # Errors
/// [`Error::NotFound`], also when the caller may not see it; [`Error::MissingScope`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<HandoverHistory, Error> {
    require(principal, Scope::HandoversRead)?;
    let actor = shown::actor(principal)?;
    let entries = ctx.db.read(|conn| {
        handover::find(conn, &principal.reach(), id)?;
        Ok::<_, Error>(timeline::of_handover(conn, id)?)
    })?;
    let items: Vec<HandoverStep> = match actor {
        Actor::Source | Actor::System => entries.into_iter().map(in_full).collect(),
        Actor::Partner => entries.into_iter().skip_while(|entry| !is_offer(entry)).map(for_partner).collect(),
    };
    Ok(HandoverHistory { total: i64::try_from(items.len()).unwrap_or(i64::MAX), items })
}

fn is_offer(entry: &Entry) -> bool {
    entry.to_state.as_deref() == Some(HandoverStatus::Offered.as_str())
}

fn in_full(entry: Entry) -> HandoverStep {
    HandoverStep {
        id: entry.id,
        at: entry.at,
        actor: Some(entry.actor),
        actor_role: entry.actor_role,
        from: entry.from_state,
        to: entry.to_state,
        reason_code: entry.reason_code,
        reason: entry.reason,
        version: entry.version,
    }
}

fn for_partner(entry: Entry) -> HandoverStep {
    let own = entry.actor_role == Actor::Partner.as_str();
    let step = in_full(entry);
    HandoverStep {
        actor: None,
        from: step.from.filter(|_| step.to.as_deref() != Some(HandoverStatus::Offered.as_str())),
        reason_code: step.reason_code.filter(|_| own),
        reason: step.reason.filter(|_| own),
        ..step
    }
}
