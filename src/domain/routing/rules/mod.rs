//! The rules of routing, one small pure function each: a criterion, a verdict, and a sentence in Dutch and English with
//! its data. Hard rules exclude (`hard`), soft rules order (`soft`). Weights stand in one place (`weights`).
//!
//! A rule answers with whatever [`Answer`] is asked of it: the whole [`Reason`] for what is shown, only its [`Points`]
//! while thousands of services are put in order.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::lexicon::Bilingual;

pub mod experience;
pub mod explained;
pub mod hard;
pub mod soft;
pub mod tied;
pub mod weights;

codes! {
    /// What a reason is about.
    Criterion {
        /// Lifecycle of the service.
        Status = "status",
        /// Where the service works.
        Area = "area",
        /// Limits of age.
        Age = "age",
        /// For women or men only.
        Sex = "sex",
        /// Declined this very case before.
        Declined = "declined",
        /// Agreement of the organisation with the contact point.
        Agreement = "agreement",
        /// Whether the service is for families or for schools.
        Audience = "audience",
        /// Needs of the question.
        Need = "need",
        /// How many needs the service helps with.
        Breadth = "breadth",
        /// Words of the question.
        Text = "text",
        /// Language of the family.
        Language = "language",
        /// How near the service is.
        Distance = "distance",
        /// Room or waiting list.
        Capacity = "capacity",
        /// When the entry was last checked.
        Freshness = "freshness",
        /// Somebody to turn to for a warm handover.
        Contact = "contact",
        /// How soon somebody has to act.
        Urgency = "urgency",
        /// Tied to some schools.
        School = "school",
        /// There only in a season.
        Season = "season",
        /// Reached only through an intermediary.
        Via = "via",
        /// Reached from anywhere.
        Online = "online",
        /// How fast it answers.
        Response = "response",
        /// How often it says yes.
        Acceptance = "acceptance",
        /// How often families were helped.
        Outcome = "outcome",
    }
}

codes! {
    /// Which way a reason points.
    Verdict {
        /// For the service.
        Plus = "plus",
        /// Against it.
        Minus = "minus",
        /// Neither.
        Neutral = "neutral",
    }
}

/// One criterion, weighed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// What it is about.
    pub criterion: Criterion,
    /// Which way it points.
    pub verdict: Verdict,
    /// The sentence, in both languages.
    pub text: Bilingual,
    /// What the sentence was made of.
    pub data: Value,
    /// What it adds to the score; below zero where it takes off.
    pub points: f32,
}

/// What is made of the verdict of a rule.
pub trait Answer: Sized {
    /// A verdict that is worth nothing yet. `words` puts it in Dutch and in English, with its data.
    fn new<N: Into<String>, E: Into<String>>(
        criterion: Criterion,
        verdict: Verdict,
        words: impl FnOnce() -> (N, E, Value),
    ) -> Self;

    /// The same, worth so many points.
    #[must_use]
    fn worth(self, points: f32) -> Self;

    /// Says from which words it was read what the sentence is about: nobody gave it.
    #[must_use]
    fn read_from(self, because: &[String]) -> Self;
}

/// What a verdict adds to the score, without the words.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Points(pub f32);

impl Answer for Points {
    fn new<N: Into<String>, E: Into<String>>(_: Criterion, _: Verdict, _: impl FnOnce() -> (N, E, Value)) -> Self {
        Self(0.0)
    }

    fn worth(self, points: f32) -> Self {
        Self(points)
    }

    fn read_from(self, _: &[String]) -> Self {
        self
    }
}

impl Answer for Reason {
    fn new<N: Into<String>, E: Into<String>>(
        criterion: Criterion,
        verdict: Verdict,
        words: impl FnOnce() -> (N, E, Value),
    ) -> Self {
        let (nl, en, data) = words();
        Self { criterion, verdict, text: Bilingual { nl: nl.into(), en: en.into() }, data, points: 0.0 }
    }

    fn read_from(mut self, because: &[String]) -> Self {
        let words = because.iter().map(|words| format!("‘{words}’")).collect::<Vec<_>>().join(", ");
        self.text.nl = format!("{} (gelezen uit {words})", self.text.nl);
        self.text.en = format!("{} (read from {words})", self.text.en);
        if let Value::Object(data) = &mut self.data {
            data.insert("readFrom".to_owned(), serde_json::json!(because));
        }
        self
    }

    fn worth(mut self, points: f32) -> Self {
        self.points = points;
        self
    }
}

/// The outcome of a hard rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Ruling<A> {
    /// The service may be suggested; a reason where there is something to say.
    Fits(Option<A>),
    /// It may not, and why.
    Excludes(A),
}

impl<A> Ruling<A> {
    /// What there is to say where the service may be suggested.
    pub(super) fn fits(self) -> Option<A> {
        match self {
            Self::Fits(reason) => reason,
            Self::Excludes(_) => None,
        }
    }
}

/// A reason as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReasonView {
    /// What it is about.
    pub criterion: Criterion,
    /// Which way it points.
    pub verdict: Verdict,
    /// A sentence.
    pub text: String,
    /// What the sentence was made of.
    #[schema(value_type = Object)]
    pub data: Value,
    /// What it adds to the score; below zero where it takes off. `GET /v1/routing/criteria` explains them.
    pub points: f32,
}
