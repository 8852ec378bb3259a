//! The code list of needs, for everybody who picks from it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::language::Language;
use crate::usecases::ctx::Ctx;

/// One need of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedView {
    /// Code.
    pub code: String,
    /// Short name.
    pub label: String,
    /// What is meant.
    pub description: String,
}

/// The whole list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedList {
    /// Language of labels and descriptions.
    pub language: Language,
    /// The needs, in the order of the list.
    pub items: Vec<NeedView>,
    /// How many there are.
    pub total: usize,
}

/// The list in one language.
#[must_use]
pub fn list(ctx: &Ctx, language: Language) -> NeedList {
    let items: Vec<NeedView> = ctx
        .lexicon
        .needs()
        .iter()
        .map(|need| NeedView {
            code: need.code.clone(),
            label: need.label.get(language).to_owned(),
            description: need.description.get(language).to_owned(),
        })
        .collect();
    NeedList { language, total: items.len(), items }
}
