//! What would be proposed for a case at this moment: kept beside the choice of a route.

use serde::Serialize;

use crate::domain::access::Principal;
use crate::domain::ids::Id;
use crate::domain::routing::suggest;
use crate::store::case;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::{asked, atlas, lexicon};

/// How many services are kept.
const KEPT: usize = 20;

/// One proposal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The service.
    pub service_id: Id,
    /// Its score.
    pub score: f32,
}

/// What was proposed, best first, and for which needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// Codes of the needs, the most pressing first.
    pub needs: Vec<String>,
    /// The services.
    pub items: Vec<Item>,
    /// Services that a hard rule excluded.
    #[serde(skip)]
    pub excluded: Vec<Id>,
}

impl Proposal {
    /// The place of a service, from 1.
    #[must_use]
    pub fn place(&self, service_id: &str) -> Option<i32> {
        let place = self.items.iter().position(|item| item.service_id == service_id)?;
        i32::try_from(place + 1).ok()
    }
}

/// What is proposed for a case within the caller's reach.
///
/// # Errors
/// [`Error::NotFound`], also when the caller may not see the case.
pub fn of_case(ctx: &Ctx, principal: &Principal, case_id: &str) -> Result<Proposal, Error> {
    ctx.db.read(|conn| {
        let row = case::find(conn, &principal.reach(), case_id)?;
        let question = asked::question(conn, &row, ctx.now(), KEPT)?;
        let atlas = atlas::current(ctx, conn)?;
        let scores = atlas.index.scores(&question.text).map_err(|fault| Error::Internal(fault.to_string()))?;
        let lexicon = lexicon::current(ctx, conn)?;
        let found = suggest(&question, &atlas.roster, &scores, &lexicon);
        let rounded = |score: f32| (score * 1_000.0).round() / 1_000.0;
        Ok(Proposal {
            needs: found.needs.into_iter().map(|need| need.code).collect(),
            items: found
                .items
                .iter()
                .map(|it| Item { service_id: it.service.id.clone(), score: rounded(it.score) })
                .collect(),
            excluded: found.excluded.iter().map(|it| it.service.id.clone()).collect(),
        })
    })
}
