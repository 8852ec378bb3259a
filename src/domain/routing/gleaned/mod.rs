//! What a question tells beside its needs: ages and years of school, languages, where the family lives, how soon.
//!
//! Proposals, each with the words that gave it away, so that a worker can strike it. Read only where the words are clear:
//! a wrong age excludes the right service, so the age of a parent or a sister, a house number, "14 dagen" or the size of a
//! class are left alone. Pure; the work is bounded by `tokens::MAX_TOKENS` words, whatever the length of the text.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::casework::{SchoolStage, Urgency};

mod age;
mod children;
mod language;
mod measures;
mod numbers;
mod people;
mod place;
mod stage;
mod tokens;
mod urgency;

use super::question::Years;

codes! {
    /// What can be read from a question beside its needs.
    Told {
        /// Ages and years of school.
        Children = "children",
        /// Languages of the home.
        Languages = "languages",
        /// Where the family lives.
        Place = "place",
        /// How soon.
        Urgency = "urgency",
    }
}

/// A child that the words speak of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldChild {
    /// Age in years, where it is said; "bijna 12" is 11.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<f64>,
    /// Stage of school, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<SchoolStage>,
    /// Youngest age that the words allow: "L3" is 8 or 9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub youngest: Option<u8>,
    /// Oldest age that they allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<u8>,
    /// The words.
    pub because: Vec<String>,
}

impl ToldChild {
    /// The age as the rules of routing take it.
    #[must_use]
    pub fn years(&self) -> Option<Years> {
        match (self.youngest, self.oldest, self.stage) {
            (Some(youngest), Some(oldest), _) if youngest == oldest => Some(Years::Age(youngest)),
            (Some(youngest), Some(oldest), _) => Some(Years::Between(youngest, oldest)),
            (_, _, Some(stage)) => Some(Years::Stage(stage)),
            (_, _, None) => None,
        }
    }
}

/// A language that is spoken at home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldLanguage {
    /// ISO 639 code.
    pub code: String,
    /// The words.
    pub because: Vec<String>,
}

/// Where the family lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldPlace {
    /// Postcode; the first one of a municipality that has several.
    pub postcode: String,
    /// Name of the municipality.
    pub municipality: String,
    /// The words.
    pub because: Vec<String>,
}

/// How soon somebody has to act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldUrgency {
    /// How soon.
    pub urgency: Urgency,
    /// The words.
    pub because: Vec<String>,
}

/// Everything that was read; empty where the words do not say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Gleaned {
    /// The children that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ToldChild>,
    /// Languages spoken at home.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<ToldLanguage>,
    /// Where the family lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<ToldPlace>,
    /// How soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<ToldUrgency>,
}

impl Gleaned {
    /// Reads a question.
    #[must_use]
    pub fn from(text: &str) -> Self {
        let tokens = tokens::tokens(text);
        Self {
            children: children::read(text, &tokens),
            languages: language::read(text, &tokens),
            place: place::read(text, &tokens),
            urgency: urgency::read(text, &tokens),
        }
    }

    /// The same without what a worker struck.
    #[must_use]
    pub fn without(mut self, struck: &[Told]) -> Self {
        for kind in struck {
            match kind {
                Told::Children => self.children.clear(),
                Told::Languages => self.languages.clear(),
                Told::Place => self.place = None,
                Told::Urgency => self.urgency = None,
            }
        }
        self
    }
}

#[cfg(test)]
#[path = "gleaned_tests.rs"]
mod tests;
