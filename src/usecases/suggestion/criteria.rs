//! The rules of routing in words, with what each is worth: the same numbers that the rules use.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::language::Language;
use crate::domain::routing::rules::Criterion;
use crate::domain::routing::rules::explained::criteria;

/// A number of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorthView {
    /// Points, unless the text says days.
    pub value: f64,
    /// What it is for.
    pub text: String,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CriterionView {
    /// What it is about, as in the reasons of a suggestion.
    pub criterion: Criterion,
    /// It can exclude a service; else it only orders.
    pub excludes: bool,
    /// What it says.
    pub text: String,
    /// Its numbers.
    pub worths: Vec<WorthView>,
}

/// All rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CriterionList {
    /// Language of the texts.
    pub language: Language,
    /// The rules.
    pub items: Vec<CriterionView>,
    /// How many there are.
    pub total: usize,
}

/// The rules in one language.
#[must_use]
pub fn list(language: Language) -> CriterionList {
    let items: Vec<CriterionView> = criteria()
        .into_iter()
        .map(|rule| CriterionView {
            criterion: rule.criterion,
            excludes: rule.hard,
            text: rule.text.get(language).to_owned(),
            worths: rule
                .worths
                .iter()
                .map(|worth| WorthView { value: worth.value, text: worth.text.get(language).to_owned() })
                .collect(),
        })
        .collect();
    CriterionList { language, total: items.len(), items }
}
