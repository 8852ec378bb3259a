//! How suggestions are shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::Id;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::routing::rules::soft::{self, Room};
use crate::domain::routing::rules::{Reason, ReasonView};
use crate::domain::routing::suggest::{Suggested, Weighed};
use crate::domain::routing::{Gleaned, ProposedNeed};
use crate::domain::socialmap::Candidate;

/// A service, as far as it is named in a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SuggestedService {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Organisation that offers it.
    pub organization_id: Id,
    /// Name of the organisation.
    pub organization_name: String,
}

/// When the entry of a service was last checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Freshness {
    /// The day; missing where nobody said.
    #[schema(value_type = Option<String>, format = Date)]
    pub assured_date: Option<NaiveDate>,
    /// More than a year ago.
    pub stale: bool,
}

/// A service that fits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// The service.
    pub service: SuggestedService,
    /// Sum of the weights of the reasons; only the order means something.
    pub score: f32,
    /// Always true; the others are under `excluded`.
    pub eligible: bool,
    /// What speaks for and against it.
    pub reasons: Vec<ReasonView>,
    /// When its entry was last checked.
    pub freshness: Freshness,
    /// Room.
    pub capacity: Room,
}

/// A service whose words fit, but that is ruled out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Excluded {
    /// The service.
    pub service: SuggestedService,
    /// Why not, first; then what would have spoken for it.
    pub reasons: Vec<ReasonView>,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggestions {
    /// Services that fit, best first.
    pub items: Vec<Suggestion>,
    /// Near misses, best first, with why not.
    pub excluded: Vec<Excluded>,
    /// Nothing fits well enough to be suggested with confidence.
    pub no_confident_match: bool,
    /// The needs that were used: confirmed ones, or those read from the words, with the words.
    pub needs: Vec<ProposedNeed>,
    /// What else the words tell, each with the words that say so; used only where nobody gave it.
    pub read: Gleaned,
}

impl Suggestions {
    /// Shows an answer in one language.
    #[must_use]
    pub fn new(found: Suggested<'_>, language: Language, now: Moment) -> Self {
        let item = |weighed: Weighed<'_>| Suggestion {
            service: named(weighed.service),
            score: rounded(weighed.score),
            eligible: true,
            freshness: Freshness {
                assured_date: weighed.service.assured_date,
                stale: soft::is_stale(weighed.service, now),
            },
            capacity: Room::of(weighed.service, now),
            reasons: shown(weighed.reasons, language),
        };
        let excluded = |weighed: Weighed<'_>| Excluded {
            service: named(weighed.service),
            reasons: shown(weighed.reasons, language),
        };
        Self {
            items: found.items.into_iter().map(item).collect(),
            excluded: found.excluded.into_iter().map(excluded).collect(),
            no_confident_match: found.no_confident_match,
            needs: found.needs,
            read: found.read,
        }
    }
}

/// A thousandth is exact enough to be read.
fn rounded(points: f32) -> f32 {
    (points * 1_000.0).round() / 1_000.0
}

fn named(service: &Candidate) -> SuggestedService {
    SuggestedService {
        id: service.id.clone(),
        name: service.name.clone(),
        organization_id: service.organization_id.clone(),
        organization_name: service.organization_name.clone(),
    }
}

fn shown(reasons: Vec<Reason>, language: Language) -> Vec<ReasonView> {
    reasons
        .into_iter()
        .map(|reason| ReasonView {
            criterion: reason.criterion,
            verdict: reason.verdict,
            text: reason.text.get(language).to_owned(),
            data: reason.data,
            points: rounded(reason.points),
        })
        .collect()
}
