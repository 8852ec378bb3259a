//! The phrases that were added to a need, with who and when.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Principal, Scope};
use crate::store::phrase;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::phrase::view::{PhraseView, allow};

/// The whole list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhraseList {
    /// The phrases, the oldest first.
    pub items: Vec<PhraseView>,
    /// How many there are.
    pub total: usize,
}

/// The phrases of a need; `removed` ones too, for the history.
///
/// # Errors
/// [`Error::NotFound`] for a need that is not listed; [`Error::MissingScope`], [`Error::Forbidden`] outside the team.
pub fn list(ctx: &Ctx, principal: &Principal, need: &str, removed: bool) -> Result<PhraseList, Error> {
    if !principal.has(Scope::MapRead) {
        require(principal, Scope::CasesRead)?;
    }
    allow(ctx, principal, need)?;
    ctx.db.read(|conn| {
        let items: Vec<PhraseView> = phrase::of_need(conn, need, removed)?.into_iter().map(PhraseView::from).collect();
        Ok(PhraseList { total: items.len(), items })
    })
}
