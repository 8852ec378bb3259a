//! Read the timeline of a case: what happened, in order, with the text of its notes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::access::{Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::timeline::Entry;
use crate::store::types::from_json;
use crate::store::{case, note, timeline};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// Id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// What: `case.opened`, `case.changed`, `case.transition`, `note.added`, `handover.transition`, …
    pub kind: String,
    /// Who.
    pub actor: String,
    /// In which role.
    pub actor_role: String,
    /// The handover it is about.
    pub handover_id: Option<Id>,
    /// State before.
    pub from: Option<String>,
    /// State after.
    pub to: Option<String>,
    /// Reason from a closed list.
    pub reason_code: Option<String>,
    /// Reason in words.
    pub reason: Option<String>,
    /// Text of a note.
    pub text: Option<String>,
    /// More: ids and codes.
    pub data: Value,
    /// Version of the case or handover after it.
    pub version: i32,
}

/// A whole timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Timeline {
    /// Oldest first.
    pub items: Vec<TimelineEntry>,
    /// How many.
    pub total: i64,
}

/// Reads the timeline of a case.
///
/// # Errors
/// [`Error::NotFound`], also when the caller may not see the case.
pub fn read(ctx: &Ctx, principal: &Principal, case_id: &str) -> Result<Timeline, Error> {
    require(principal, Scope::CasesRead)?;
    ctx.db.read(|conn| {
        case::find(conn, &principal.reach(), case_id)?;
        let mut texts: HashMap<Id, String> =
            note::of_case(conn, case_id)?.into_iter().map(|note| (note.id, note.text)).collect();
        let entries = timeline::of_case(conn, case_id)?;
        let items = entries.into_iter().map(|entry| shown(entry, &mut texts)).collect::<Result<Vec<_>, Error>>()?;
        Ok(Timeline { total: i64::try_from(items.len()).unwrap_or(i64::MAX), items })
    })
}

fn shown(entry: Entry, texts: &mut HashMap<Id, String>) -> Result<TimelineEntry, Error> {
    let data: Value = from_json(&entry.data)?;
    let text = data.get("noteId").and_then(Value::as_str).and_then(|note_id| texts.remove(note_id));
    Ok(TimelineEntry {
        id: entry.id,
        at: entry.at,
        kind: entry.kind,
        actor: entry.actor,
        actor_role: entry.actor_role,
        handover_id: entry.handover_id,
        from: entry.from_state,
        to: entry.to_state,
        reason_code: entry.reason_code,
        reason: entry.reason,
        text,
        data,
        version: entry.version,
    })
}
