//! The alert point acknowledges, treats and closes; the team takes back. Both read of it in the feed.

use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Principal, Scope};
use crate::domain::alert::{Actor, AlertState, state};
use crate::domain::casework::national_number;
use crate::domain::refusal::Refusal;
use crate::store::alert;
use crate::usecases::alert::view::AlertView;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};

/// A step of an alert.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveAlert {
    /// Where to.
    pub to: AlertState,
    /// Why, or what came of it; needed for withdrawing. No names.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
}

/// Moves an alert.
///
/// # Errors
/// [`Error::Illegal`] or [`Error::Guard`] with what is possible; [`Error::PreconditionFailed`]; [`Error::NotFound`].
pub fn transition(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    version: i32,
    command: &MoveAlert,
    key: Option<&IdempotencyKey>,
) -> Result<AlertView, Error> {
    require(principal, Scope::AlertsDecide)?;
    let actor = Actor::of(&principal.party).ok_or(Error::NotFound)?;
    if command.reason.as_deref().is_some_and(national_number::contains) {
        let detail =
            "holds a national register number, which may not be stored; leave it out and send the request again";
        return Err(Error::Invalid(vec![Issue::body("reason", detail)]));
    }
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let mut row = alert::find(conn, &principal.reach(), id)?;
        if row.version != version {
            return Err(Error::PreconditionFailed);
        }
        row.state = state::step(row.state, command.to, actor, command.reason.as_deref())
            .map_err(|refusal| refused(row.state, actor, refusal))?;
        row.reason = command.reason.clone().or(row.reason);
        row.changed_at = at;
        row.version += 1;
        alert::update(conn, &row)?;
        let data = json!({ "alertId": row.id, "rule": row.rule, "state": row.state, "version": row.version });
        let path = format!("/v1/alerts/{id}");
        let audience = Audience::AlertPoint;
        record::event(ctx, conn, row.state.event(), id, row.version, &path, at, audience, &data)?;
        AlertView::new(principal, row)
    })
}

fn refused(from: AlertState, actor: Actor, refusal: Refusal<AlertState>) -> Error {
    let allowed = state::allowed(from, actor).iter().map(ToString::to_string).collect();
    match refusal {
        Refusal::Illegal { .. } => Error::Illegal { from: from.to_string(), allowed },
        Refusal::Guard(unmet) => Error::Guard { name: unmet.guard, detail: unmet.detail.to_owned(), allowed },
    }
}
