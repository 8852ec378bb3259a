//! Add a note to a case.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::note::Note;
use crate::store::timeline::Entry;
use crate::store::{case, note};
use crate::usecases::case::view::{check_text, refuse_if_any};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record;

/// A new note.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddNote {
    /// What to remember.
    #[schema(min_length = 1, max_length = 20_000)]
    pub text: String,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    /// Id.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// When it was written.
    pub written_at: Moment,
    /// By whom.
    pub written_by: String,
}

/// Adds a note. The answer does not repeat its text: answers are kept, and a note may name somebody.
///
/// # Errors
/// [`Error::Invalid`] for a national number; [`Error::NotFound`].
pub fn add(
    ctx: &Ctx,
    principal: &Principal,
    case_id: &str,
    command: &AddNote,
    key: Option<&IdempotencyKey>,
) -> Result<NoteView, Error> {
    require(principal, Scope::CasesWrite)?;
    if principal.party != Party::Team {
        return Err(Error::NotFound);
    }
    let mut issues = Vec::new();
    check_text(&mut issues, "text", &command.text);
    if command.text.trim().is_empty() {
        issues.push(Issue::body("text", "is empty"));
    }
    refuse_if_any(issues)?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let row = case::find(conn, &principal.reach(), case_id)?;
        let note = Note {
            id: ctx.id(at),
            case_id: case_id.to_owned(),
            text: command.text.clone(),
            written_by: principal.client_id.clone(),
            written_at: at,
        };
        note::insert(conn, &note)?;
        let data = serde_json::json!({ "noteId": note.id }).to_string();
        record::timeline(
            conn,
            &Entry { data, ..record::entry(ctx, principal, at, case_id, "note.added", row.version) },
        )?;
        Ok(NoteView { id: note.id, case_id: note.case_id, written_at: at, written_by: note.written_by })
    })
}
