//! How an alert is shown: evidence and a pseudonymous reference, nothing beyond.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::Principal;
use crate::domain::alert::{Actor, AlertState, Evidence, RuleCode, RuleText, rulebook, state};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::alert::AlertRow;
use crate::store::types::from_json;
use crate::usecases::error::Error;

/// An alert: a confirmed signal at the alert point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertView {
    /// Id.
    pub id: Id,
    /// The signal that was confirmed.
    pub signal_id: Id,
    /// The rule that applied.
    pub rule: RuleCode,
    /// The rule book that it stands in: the school year from which on it holds.
    pub rule_version: String,
    /// The rule in words.
    pub rule_text: RuleText,
    /// The school's own id.
    pub school_id: String,
    /// The school's reference for the pupil.
    pub pupil_ref: String,
    /// What was counted when the alert was raised.
    pub evidence: Evidence,
    /// Where it stands.
    pub state: AlertState,
    /// Where the caller can take it.
    pub allowed_transitions: Vec<AlertState>,
    /// Why it was withdrawn, or what came of it.
    pub reason: Option<String>,
    /// Who confirmed the signal; `system` for a statutory rule.
    pub raised_by: String,
    /// When.
    pub raised_at: Moment,
    /// When it last changed.
    pub changed_at: Moment,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

impl AlertView {
    /// Shows a row to a caller.
    ///
    /// # Errors
    /// When stored JSON is damaged or the rule book has lost the rule, faults of ours.
    pub fn new(principal: &Principal, row: AlertRow) -> Result<Self, Error> {
        let rule = rulebook::find(&row.rule_version, row.rule)
            .ok_or_else(|| Error::Internal(format!("no rule {} in rule book {}", row.rule, row.rule_version)))?;
        Ok(Self {
            allowed_transitions: Actor::of(&principal.party)
                .map(|actor| state::allowed(row.state, actor))
                .unwrap_or_default(),
            evidence: from_json(&row.evidence)?,
            rule_text: rule.into(),
            id: row.id,
            signal_id: row.signal_id,
            rule: row.rule,
            rule_version: row.rule_version,
            school_id: row.school_id,
            pupil_ref: row.pupil_ref,
            state: row.state,
            reason: row.reason,
            raised_by: row.raised_by,
            raised_at: row.raised_at,
            changed_at: row.changed_at,
            version: row.version,
        })
    }
}
