//! Suggestions for a question that is not a case. Keeps nothing.

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::casework::Urgency;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::routing::gap::Gap;
use crate::domain::routing::question::{StageName, Years};
use crate::domain::routing::{Lexicon, Question, suggest};
use crate::usecases::atlas::Atlas;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::suggestion::view::Suggestions;
use crate::usecases::{atlas, lexicon, missing};

/// How many services are shown where nobody says.
pub const SHOWN: usize = 10;

/// A question.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ask {
    /// The words of the asker.
    #[schema(min_length = 1, max_length = 100_000)]
    pub question: String,
    /// Needs, if a person confirmed them; else they are read from the words.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub needs: Vec<String>,
    /// Age of the pupil in whole years.
    #[schema(minimum = 0, maximum = 25)]
    pub pupil_age: Option<u8>,
    /// Stage of school; counts where the age is not given.
    pub school_stage: Option<StageName>,
    /// Postcode of the home.
    #[schema(pattern = "^[1-9][0-9]{3}$")]
    pub postcode: Option<String>,
    /// Languages in which the family can be helped, ISO 639.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub languages: Vec<String>,
    /// How soon somebody has to act.
    pub urgency: Option<Urgency>,
    /// School of the child; programmes that are tied to it come first.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9._:-]+$")]
    pub school_id: Option<String>,
    /// The day it is asked for; today where it is left out.
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<NaiveDate>,
    /// How many services are shown, 10 where it is left out.
    #[schema(minimum = 1, maximum = 50)]
    pub limit: Option<usize>,
}

/// Suggests services for a question.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::Forbidden`] outside the team; [`Error::Invalid`] for a need that is not listed.
pub fn ask(ctx: &Ctx, principal: &Principal, command: &Ask, language: Language) -> Result<Suggestions, Error> {
    if !principal.has(Scope::MapRead) {
        require(principal, Scope::CasesRead)?;
    }
    if principal.party != Party::Team {
        return Err(Error::Forbidden("suggestions are for the team"));
    }
    let years = match (command.pupil_age, command.school_stage) {
        (Some(age), _) => Some(Years::Age(age)),
        (None, Some(stage)) => Some(Years::Stage(stage.into())),
        (None, None) => None,
    };
    let at = command.date.map_or_else(|| ctx.now(), |day| Moment::from_utc(day.and_time(NaiveTime::MIN)));
    let question = Question {
        needs: command.needs.clone(),
        children: years.into_iter().collect(),
        postcode: command.postcode.as_deref().and_then(|code| code.parse().ok()),
        languages: command.languages.iter().map(|code| code.to_ascii_lowercase()).collect(),
        urgency: command.urgency,
        school: command.school_id.clone(),
        limit: command.limit.unwrap_or(SHOWN),
        ..Question::new(&command.question, at)
    };
    let (atlas, lexicon) =
        ctx.db.read(|conn| Ok::<_, Error>((atlas::current(ctx, conn)?, lexicon::current(ctx, conn)?)))?;
    let issues: Vec<Issue> = (0..)
        .zip(&command.needs)
        .filter(|(_, code)| lexicon.need(code).is_none())
        .map(|(place, _): (usize, _)| {
            Issue::body(format!("needs.{place}"), "is not a need of the list; see GET /v1/needs")
        })
        .collect();
    if !issues.is_empty() {
        return Err(Error::Invalid(issues));
    }
    Ok(answer(&atlas, &lexicon, &question, language)?.0)
}

/// The answer to a question, and what is missing on the map.
pub(super) fn answer(
    atlas: &Atlas,
    lexicon: &Lexicon,
    question: &Question,
    language: Language,
) -> Result<(Suggestions, Vec<Gap>), Error> {
    let scores = atlas.index.scores(&question.text).map_err(|fault| Error::Internal(fault.to_string()))?;
    let found = suggest(question, &atlas.roster, &scores, lexicon);
    let missing = missing::of(question, &found);
    Ok((Suggestions::new(found, language, question.at), missing))
}
