//! How a phrase is shown, and what its use cases share.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Party, Principal};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::own_phrase::{PhraseLanguage, PhraseWeight};
use crate::store::phrase::PhraseRow;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::lexicon;

/// A phrase that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PhraseView {
    /// Id.
    pub id: Id,
    /// Code of the need.
    pub need: String,
    /// The words.
    pub phrase: String,
    /// Language.
    pub language: PhraseLanguage,
    /// How much it says.
    pub weight: PhraseWeight,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: Moment,
    /// Who took it away.
    pub removed_by: Option<String>,
    /// When.
    pub removed_at: Option<Moment>,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

impl From<PhraseRow> for PhraseView {
    fn from(row: PhraseRow) -> Self {
        Self {
            id: row.id,
            need: row.need,
            phrase: row.phrase,
            language: row.language,
            weight: row.weight,
            added_by: row.added_by,
            added_at: row.added_at,
            removed_by: row.removed_by,
            removed_at: row.removed_at,
            version: row.version,
        }
    }
}

/// Only the team, and only needs of the list.
pub(super) fn allow(ctx: &Ctx, principal: &Principal, need: &str) -> Result<(), Error> {
    if principal.party != Party::Team {
        return Err(Error::Forbidden("the wording of needs is kept by the team"));
    }
    let lexicon = ctx.db.read(|conn| lexicon::current(ctx, conn))?;
    if lexicon.need(need).is_none() {
        return Err(Error::NotFound);
    }
    Ok(())
}
