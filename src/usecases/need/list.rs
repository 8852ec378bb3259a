//! The code list of needs, for everybody who picks from it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::language::Language;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::lexicon;

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
    /// Whether it is not to be chosen any more.
    pub retired: bool,
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

/// The list in one language; with the retired ones where wanted.
///
/// # Errors
/// Any failure of the database.
pub fn list(ctx: &Ctx, retired: bool, language: Language) -> Result<NeedList, Error> {
    let lexicon = ctx.db.read(|conn| lexicon::current(ctx, conn))?;
    let listed = lexicon.needs().iter().filter(|need| retired || !need.retired);
    let items: Vec<NeedView> = listed
        .map(|need| NeedView {
            code: need.code.clone(),
            label: need.label.get(language).to_owned(),
            description: need.description.get(language).to_owned(),
            retired: need.retired,
        })
        .collect();
    Ok(NeedList { language, total: items.len(), items })
}
