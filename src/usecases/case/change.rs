//! Change what is known of a case. A field that is left out stays; `null` empties one that may be empty.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::casework::Urgency;
use crate::domain::ids::Id;
use crate::domain::routing::gleaned::Told;
use crate::domain::routing::question::Struck;
use crate::domain::routing::{Gleaned, Lexicon, ProposedNeed};
use crate::store::case;
use crate::store::conn::Conn;
use crate::store::timeline::Entry;
use crate::store::types::{from_json, to_json};
use crate::usecases::case::view::{CaseView, Child, check_needs, check_text, refuse_if_any, search_text};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::lexicon;
use crate::usecases::record::{self, Audience};

/// What changes.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ChangeCase {
    /// The question in the asker's words.
    #[schema(min_length = 1, max_length = 20_000)]
    pub question: Option<String>,
    /// Needs, confirmed by the worker: one to four.
    #[schema(max_items = 4)]
    pub needs: Option<Vec<String>>,
    /// Needs that were proposed wrongly: they are not proposed again. Replaces the list.
    #[schema(max_items = 100)]
    pub needs_struck: Option<Vec<String>>,
    /// What else was read wrongly. Replaces the list.
    #[schema(max_items = 10)]
    pub read_struck: Option<Vec<Told>>,
    /// How soon.
    pub urgency: Option<Urgency>,
    /// Worker who has it; `null` puts it back in the list.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 36)]
    pub owner: Option<Option<Id>>,
    /// Family; `null` unlinks it.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 36)]
    pub family_id: Option<Option<Id>>,
    /// Postcode of the home.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, pattern = "^[1-9][0-9]{3}$")]
    pub postcode: Option<Option<String>>,
    /// Language of the home, ISO 639.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, pattern = "^[a-z]{2,3}$")]
    pub language: Option<Option<String>>,
    /// Children involved.
    #[schema(max_items = 20)]
    #[validate(nested)]
    pub children: Option<Vec<Child>>,
    /// School of the asker or the child.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 64, pattern = "^[A-Za-z0-9._:-]+$")]
    pub school_id: Option<Option<String>>,
}

/// Tells "left out" from "null".
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

/// Changes a case.
///
/// # Errors
/// [`Error::PreconditionFailed`] when it has another version; [`Error::Invalid`]; [`Error::NotFound`].
pub fn change(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    version: i32,
    command: &ChangeCase,
) -> Result<CaseView, Error> {
    require(principal, Scope::CasesWrite)?;
    if principal.party != Party::Team {
        return Err(Error::NotFound);
    }
    let mut issues = Vec::new();
    if let Some(question) = &command.question {
        check_text(&mut issues, "question", question);
    }
    let lexicon = ctx.db.read(|conn| lexicon::current(ctx, conn))?;
    check_needs(&lexicon, &mut issues, "needs", command.needs.as_deref().unwrap_or_default());
    check_needs(&lexicon, &mut issues, "needsStruck", command.needs_struck.as_deref().unwrap_or_default());
    refuse_if_any(issues)?;

    ctx.db.write(|conn| {
        let at = ctx.now();
        let mut row = case::find(conn, &principal.reach(), id)?;
        if row.version != version {
            return Err(Error::PreconditionFailed);
        }
        check_references(conn, command)?;
        let family_before = row.family_id.clone();
        let changed = apply(&lexicon, &mut row, command)?;
        row.version += 1;
        case::update(conn, &row)?;
        if let Some(needs) = &command.needs {
            case::replace_needs(conn, id, needs)?;
        }
        if let Some(family_id) = row.family_id.as_ref().filter(|_| row.family_id != family_before) {
            let children: Vec<Child> = crate::store::types::from_json(&row.children)?;
            record::reached(ctx, conn, id, family_id, i32::try_from(children.len()).unwrap_or(i32::MAX), at)?;
        }
        let data = serde_json::json!({ "fields": changed }).to_string();
        record::timeline(conn, &Entry { data, ..record::entry(ctx, principal, at, id, "case.changed", row.version) })?;
        let data =
            serde_json::json!({ "caseId": row.id, "number": row.number, "status": row.status, "version": row.version });
        let path = format!("/v1/cases/{id}");
        record::event(ctx, conn, "case.changed", id, row.version, &path, at, Audience::Team, &data)?;
        let needs = case::needs_of(conn, std::slice::from_ref(&row.id))?.into_iter().map(|(_, need)| need).collect();
        CaseView::new(row, needs)
    })
}

/// Needs that the words give away, without those that a worker struck.
fn proposed(lexicon: &Lexicon, question: &str, struck: &Struck) -> Vec<ProposedNeed> {
    let mut found = lexicon.propose(question);
    found.retain(|need| !struck.needs.contains(&need.code));
    found
}

fn check_references(conn: &mut Conn, command: &ChangeCase) -> Result<(), Error> {
    let mut issues = Vec::new();
    if let Some(Some(owner)) = &command.owner
        && !case::is_worker(conn, owner)?
    {
        issues.push(Issue::body("owner", "is not a worker of the team"));
    }
    if let Some(Some(family_id)) = &command.family_id
        && !case::is_family(conn, family_id)?
    {
        issues.push(Issue::body("familyId", "is not a family; record it with POST /v1/families"));
    }
    refuse_if_any(issues)
}

/// Puts the new values in the row; returns the names of the fields that were given.
fn apply(
    lexicon: &Lexicon,
    row: &mut crate::store::case::CaseRow,
    command: &ChangeCase,
) -> Result<Vec<&'static str>, Error> {
    let mut changed = Vec::new();
    if let Some(question) = &command.question {
        row.search_text = search_text(&row.number, question);
        row.reading = to_json(&Gleaned::from(question))?;
        row.question.clone_from(question);
        changed.push("question");
    }
    let mut struck: Struck = from_json(&row.struck)?;
    if let Some(needs) = &command.needs_struck {
        struck.needs.clone_from(needs);
        changed.push("needsStruck");
    }
    if let Some(read) = &command.read_struck {
        struck.read.clone_from(read);
        changed.push("readStruck");
    }
    // Whoever confirms a need takes back that it was struck.
    struck.needs.retain(|code| !command.needs.iter().flatten().any(|need| need == code));
    row.struck = to_json(&struck)?;
    if command.question.is_some() || command.needs_struck.is_some() || command.needs.is_some() {
        row.proposed_needs = to_json(&proposed(lexicon, &row.question, &struck))?;
    }
    if command.needs.is_some() {
        changed.push("needs");
    }
    if let Some(urgency) = command.urgency {
        row.urgency = urgency;
        changed.push("urgency");
    }
    if let Some(children) = &command.children {
        row.children = to_json(children)?;
        changed.push("children");
    }
    for (name, given, field) in [
        ("owner", &command.owner, &mut row.owner_id),
        ("familyId", &command.family_id, &mut row.family_id),
        ("postcode", &command.postcode, &mut row.postcode),
        ("language", &command.language, &mut row.language),
        ("schoolId", &command.school_id, &mut row.school_id),
    ] {
        if let Some(value) = given {
            field.clone_from(value);
            changed.push(name);
        }
    }
    Ok(changed)
}
