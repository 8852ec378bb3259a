//! Raises the alert of a confirmed signal, with its event for the alert point, inside the transaction of the decision.

use serde_json::json;

use crate::domain::alert::AlertState;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::alert::{self, AlertRow};
use crate::store::conn::Conn;
use crate::store::signal::SignalRow;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::record::{self, Audience};

/// Raises it; answers its id. `by` is the person who confirmed, or `system`.
pub(super) fn raise(ctx: &Ctx, conn: &mut Conn, by: &str, signal: &SignalRow, at: Moment) -> Result<Id, Error> {
    let id = ctx.id(at);
    let row = AlertRow {
        id: id.clone(),
        signal_id: signal.id.clone(),
        school_id: signal.school_id.clone(),
        pupil_ref: signal.pupil_ref.clone(),
        rule: signal.rule,
        rule_version: signal.rule_version.clone(),
        evidence: signal.evidence.clone(),
        state: AlertState::Raised,
        reason: None,
        raised_by: by.to_owned(),
        raised_at: at,
        changed_at: at,
        version: 1,
    };
    alert::insert(conn, &row)?;
    let data = json!({ "alertId": id, "signalId": signal.id, "rule": row.rule, "state": row.state, "version": 1 });
    let path = format!("/v1/alerts/{id}");
    record::event(ctx, conn, row.state.event(), &id, 1, &path, at, Audience::AlertPoint, &data)?;
    Ok(id)
}
