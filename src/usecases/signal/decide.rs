//! A person of the team confirms or dismisses a signal. Confirming raises the alert in the same transaction.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Principal, Scope};
use crate::domain::alert::signal::{self, Effect};
use crate::domain::alert::{Actor, SignalState};
use crate::domain::casework::national_number;
use crate::domain::refusal::Refusal;
use crate::store::signal as rows;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::signal::raise::raise;
use crate::usecases::signal::take_in::tell;
use crate::usecases::signal::view::{SignalView, rule_of, show_one};

/// A decision on a signal.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideSignal {
    /// `confirmed` or `dismissed`.
    pub to: SignalState,
    /// Why.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
}

/// Decides on a signal.
///
/// # Errors
/// [`Error::Illegal`] with what is possible; [`Error::PreconditionFailed`]; [`Error::NotFound`], also for callers who see
/// no signals; [`Error::MissingScope`].
pub fn decide(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    version: i32,
    command: &DecideSignal,
    key: Option<&IdempotencyKey>,
) -> Result<SignalView, Error> {
    require(principal, Scope::AlertsDecide)?;
    let actor = Actor::of(&principal.party).ok_or(Error::NotFound)?;
    if command.reason.as_deref().is_some_and(national_number::contains) {
        let detail =
            "holds a national register number, which may not be stored; leave it out and send the request again";
        return Err(Error::Invalid(vec![Issue::body("reason", detail)]));
    }
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let mut row = rows::find(conn, &principal.reach(), id)?;
        if row.version != version {
            return Err(Error::PreconditionFailed);
        }
        let rule = rule_of(&row)?;
        let step = signal::step(row.state, command.to, actor, rule).map_err(|refusal| {
            let possible = signal::allowed(row.state, actor, rule);
            refused(row.state, &possible, refusal)
        })?;
        row.state = step.to;
        row.reason.clone_from(&command.reason);
        row.decided_by = Some(principal.client_id.clone());
        row.decided_at = Some(at);
        row.version += 1;
        rows::update(conn, &row)?;
        tell(ctx, conn, &row, &format!("signal.{}", row.state), at)?;
        match step.effect {
            Effect::RaiseAlert => {
                raise(ctx, conn, &principal.client_id, &row, at)?;
            }
            Effect::None => {}
        }
        show_one(conn, principal, row)
    })
}

fn refused(from: SignalState, possible: &[SignalState], refusal: Refusal<SignalState>) -> Error {
    let allowed = possible.iter().map(ToString::to_string).collect();
    match refusal {
        Refusal::Illegal { .. } => Error::Illegal { from: from.to_string(), allowed },
        Refusal::Guard(unmet) => Error::Guard { name: unmet.guard, detail: unmet.detail.to_owned(), allowed },
    }
}
