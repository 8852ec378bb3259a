//! Suggestions for a case: its words, its confirmed needs, its children; not the services that declined it already.

use serde::Deserialize;

use crate::domain::access::{Principal, Scope};
use crate::domain::casework::SchoolStage;
use crate::domain::language::Language;
use crate::domain::routing::Question;
use crate::domain::routing::question::Years;
use crate::store::types::from_json;
use crate::store::{case, map};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::suggestion::ask::{SHOWN, answer};
use crate::usecases::suggestion::view::Suggestions;

/// A child of a case, as far as suggestions need it.
#[derive(Deserialize)]
struct Child {
    age: Option<f64>,
    stage: Option<SchoolStage>,
}

impl Child {
    fn years(&self) -> Option<Years> {
        match (self.age, self.stage) {
            (Some(age), _) => (0..=25_u8).rev().find(|whole| f64::from(*whole) <= age).map(Years::Age),
            (None, Some(stage)) => Some(Years::Stage(stage)),
            (None, None) => None,
        }
    }
}

/// Suggests services for a case.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::NotFound`], also when the caller may not see the case.
pub fn suggest(ctx: &Ctx, principal: &Principal, id: &str, language: Language) -> Result<Suggestions, Error> {
    require(principal, Scope::CasesRead)?;
    ctx.db.read(|conn| {
        let row = case::find(conn, &principal.reach(), id)?;
        let needs = case::needs_of(conn, std::slice::from_ref(&row.id))?.into_iter().map(|(_, need)| need).collect();
        let children: Vec<Child> = from_json(&row.children)?;
        let question = Question {
            text: row.question,
            needs,
            children: children.iter().filter_map(Child::years).collect(),
            postcode: row.postcode.as_deref().and_then(|code| code.parse().ok()),
            languages: row.language.into_iter().collect(),
            at: ctx.now(),
            declined: map::declined(conn, id)?,
            limit: SHOWN,
        };
        answer(ctx, conn, &question, language)
    })
}
