//! A need is added to the list, named anew, retired, or brought back. Nothing is taken away: cases speak of it.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::store::need_code::{self, NeedCodeRow};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::lexicon;
use crate::usecases::need::read::{NeedEntry, NeedWords};
use crate::usecases::words::refuse_national_numbers;

/// A need as it is to be.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutNeed {
    /// Short name.
    pub label: NeedWords,
    /// What is meant, in a sentence.
    pub description: NeedWords,
    /// Whether it is not to be chosen any more; no when not given.
    pub retired: Option<bool>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Put {
    /// A new need.
    New(NeedEntry),
    /// In the place of what was there.
    Replaced(NeedEntry),
    /// It is there, and the caller did not say which version it replaces.
    VersionNeeded,
}

/// Writes a need. A new code needs no version; replacing one does.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::PreconditionFailed`]; [`Error::MissingScope`], [`Error::Forbidden`] outside the team.
pub fn put(
    ctx: &Ctx,
    principal: &Principal,
    code: &str,
    version: Option<i32>,
    command: &PutNeed,
) -> Result<Put, Error> {
    require(principal, Scope::MapWrite)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("the list of needs is kept by the team"));
    }
    let texts = [
        ("label.nl", &command.label.nl),
        ("label.en", &command.label.en),
        ("description.nl", &command.description.nl),
        ("description.en", &command.description.en),
    ];
    let mut issues: Vec<Issue> = Vec::new();
    if !is_code(code) {
        let detail = "must be 2 to 40 small letters, digits and hyphens, the first a letter";
        issues.push(Issue { place: "path", name: "code".to_owned(), detail: detail.to_owned() });
    }
    for (name, text) in texts {
        if text.trim().is_empty() || text.contains(char::is_control) {
            issues.push(Issue::body(name, "must be one line of words"));
        }
    }
    if let Err(Error::Invalid(more)) = refuse_national_numbers(&texts.map(|(name, text)| (name, Some(text.as_str())))) {
        issues.extend(more);
    }
    if !issues.is_empty() {
        return Err(Error::Invalid(issues));
    }
    ctx.db.write(|conn| {
        // First of all: whoever writes at the same time waits here.
        lexicon::touch(conn)?;
        let before = need_code::find(conn, code)?.map_or(0, |row| row.version);
        // Not the lexicon of now: read in here, it would be kept without what this transaction is about to write.
        let known = before > 0 || lexicon::built_in()?.need(code).is_some();
        match (known, version) {
            (true, None) => return Ok(Put::VersionNeeded),
            (true, Some(version)) if version != before => return Err(Error::PreconditionFailed),
            (false, Some(_)) => return Err(Error::PreconditionFailed),
            (true, Some(_)) | (false, None) => {}
        }
        let row = NeedCodeRow {
            code: code.to_owned(),
            label_nl: command.label.nl.trim().to_owned(),
            label_en: command.label.en.trim().to_owned(),
            description_nl: command.description.nl.trim().to_owned(),
            description_en: command.description.en.trim().to_owned(),
            retired: command.retired.unwrap_or(false),
            changed_by: principal.client_id.clone(),
            changed_at: ctx.now(),
            version: before + 1,
        };
        need_code::put(conn, &row)?;
        let entry = NeedEntry {
            code: row.code,
            label: NeedWords { nl: row.label_nl, en: row.label_en },
            description: NeedWords { nl: row.description_nl, en: row.description_en },
            retired: row.retired,
            version: row.version,
        };
        Ok(if known { Put::Replaced(entry) } else { Put::New(entry) })
    })
}

fn is_code(code: &str) -> bool {
    (2..=40).contains(&code.len())
        && code.starts_with(|letter: char| letter.is_ascii_lowercase())
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
