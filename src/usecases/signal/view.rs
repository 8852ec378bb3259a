//! How a signal is shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Principal, Reach};
use crate::domain::alert::{Actor, Evidence, Rule, RuleCode, RuleText, SignalState, rulebook, signal};
use crate::domain::calendar::SchoolYear;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::alert;
use crate::store::conn::Conn;
use crate::store::signal::SignalRow;
use crate::store::types::from_json;
use crate::usecases::error::Error;

/// A signal: what a rule found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignalView {
    /// Id.
    pub id: Id,
    /// The rule that applies.
    pub rule: RuleCode,
    /// The rule book that it stands in: the school year from which on it holds.
    pub rule_version: String,
    /// The rule in words.
    pub rule_text: RuleText,
    /// The school's own id.
    pub school_id: String,
    /// The school's reference for the pupil.
    pub pupil_ref: String,
    /// School year of the totals.
    pub school_year: SchoolYear,
    /// What was counted.
    pub evidence: Evidence,
    /// Where it stands.
    pub state: SignalState,
    /// Where the caller can take it.
    pub allowed_transitions: Vec<SignalState>,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// Who decided; `system` for a statutory rule. For the team.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Moment>,
    /// The alert that was raised on it.
    pub alert_id: Option<Id>,
    /// Who reported first. For the team.
    pub reported_by: Option<String>,
    /// When.
    pub created_at: Moment,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

/// The rule of a stored signal.
///
/// # Errors
/// When the rule book has lost it, a fault of ours.
pub(super) fn rule_of(row: &SignalRow) -> Result<&'static Rule, Error> {
    rulebook::find(&row.rule_version, row.rule)
        .ok_or_else(|| Error::Internal(format!("no rule {} in rule book {}", row.rule, row.rule_version)))
}

/// Shows rows to a caller, each with its alert. One query for a whole page.
///
/// # Errors
/// Any failure of the database.
pub(super) fn show(conn: &mut Conn, principal: &Principal, rows: Vec<SignalRow>) -> Result<Vec<SignalView>, Error> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id.clone()).collect();
    let mut alerts = alert::of_signals(conn, &principal.reach(), &ids)?;
    rows.into_iter()
        .map(|row| {
            let rule = rule_of(&row)?;
            let place = alerts.iter().position(|(signal_id, _)| *signal_id == row.id);
            let sees = principal.reach() == Reach::Team;
            Ok(SignalView {
                alert_id: place.map(|place| alerts.swap_remove(place).1),
                allowed_transitions: Actor::of(&principal.party)
                    .map(|actor| signal::allowed(row.state, actor, rule))
                    .unwrap_or_default(),
                evidence: from_json(&row.evidence)?,
                rule_text: rule.into(),
                id: row.id,
                rule: row.rule,
                rule_version: row.rule_version,
                school_id: row.school_id,
                pupil_ref: row.pupil_ref,
                school_year: SchoolYear::starting(row.school_year),
                state: row.state,
                reason: row.reason.filter(|_| sees),
                decided_by: row.decided_by.filter(|_| sees),
                decided_at: row.decided_at,
                reported_by: sees.then_some(row.reported_by),
                created_at: row.created_at,
                version: row.version,
            })
        })
        .collect()
}

/// Shows one row.
///
/// # Errors
/// Any failure of the database.
pub(super) fn show_one(conn: &mut Conn, principal: &Principal, row: SignalRow) -> Result<SignalView, Error> {
    show(conn, principal, vec![row])?.pop().ok_or(Error::NotFound)
}
