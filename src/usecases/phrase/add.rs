//! A new way of saying something: it counts from the next question on.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Principal, Scope};
use crate::domain::routing::own_phrase::{self, PhraseLanguage, PhraseWeight};
use crate::domain::routing::text::fold;
use crate::store::phrase::{self, PhraseRow};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::lexicon;
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::phrase::view::{PhraseView, allow};

/// Most phrases that one need gets beside those of the program.
const MOST: usize = 500;

/// A phrase.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddPhrase {
    /// What people say: one to six words. A `*` at the end of a word stands for any ending.
    #[schema(min_length = 2, max_length = 80)]
    pub phrase: String,
    /// Language that it is said in; Dutch when not given.
    pub language: Option<PhraseLanguage>,
    /// How much it says; `plain` when not given.
    pub weight: Option<PhraseWeight>,
}

/// Adds a phrase to the wording of a need.
///
/// # Errors
/// [`Error::Invalid`] for what is no phrase; [`Error::Guard`] `phraseKnown`, `phrasesFull`; [`Error::NotFound`] for a need
/// that is not listed; [`Error::MissingScope`], [`Error::Forbidden`] outside the team.
pub fn add(
    ctx: &Ctx,
    principal: &Principal,
    need: &str,
    command: &AddPhrase,
    key: Option<&IdempotencyKey>,
) -> Result<PhraseView, Error> {
    require(principal, Scope::MapWrite)?;
    allow(ctx, principal, need)?;
    if let Some(fault) = own_phrase::fault(&command.phrase) {
        return Err(Error::Invalid(vec![Issue::body("phrase", fault)]));
    }
    let words = command.phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    let language = command.language.unwrap_or(PhraseLanguage::Dutch);
    once(ctx, principal, key, |conn| {
        let unmet = |name, detail: &str| Error::Guard { name, detail: detail.to_owned(), allowed: Vec::new() };
        // First of all: whoever adds at the same time waits here.
        lexicon::touch(conn)?;
        let known = phrase::of_need(conn, need, false)?;
        let folded = fold(&words);
        if known.iter().any(|row| row.folded == folded && row.language == language) {
            return Err(unmet("phraseKnown", "the need has this phrase already"));
        }
        if known.len() >= MOST {
            return Err(unmet("phrasesFull", "the need has 500 phrases; take some away first"));
        }
        let at = ctx.now();
        let row = PhraseRow {
            id: ctx.id(at),
            need: need.to_owned(),
            language,
            folded,
            phrase: words.clone(),
            weight: command.weight.unwrap_or(PhraseWeight::Plain),
            added_by: principal.client_id.clone(),
            added_at: at,
            removed_by: None,
            removed_at: None,
            version: 1,
        };
        phrase::insert(conn, &row)?;
        Ok(row.into())
    })
}
