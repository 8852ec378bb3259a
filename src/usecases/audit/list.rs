//! Who opened what, why and when. Reading the log opens no identity: it holds ids and purposes.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::audit::AccessFilter;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page, Place};
use crate::store::access_log::{self, Line};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;

/// One line of the access log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessView {
    /// Id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// Public name of the client or user.
    pub actor: String,
    /// The organisation it belongs to; none for the team.
    pub organization_id: Option<Id>,
    /// What was done: `identity.read`, …
    pub action: String,
    /// What kind of thing: `family`, `asker`, …
    pub subject_kind: String,
    /// Id of the family or case.
    pub subject_id: Id,
    /// Why, in the caller's words.
    pub purpose: String,
}

impl From<Line> for AccessView {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            at: line.at,
            actor: line.actor,
            organization_id: line.organization_id,
            action: line.action,
            subject_kind: line.subject_kind,
            subject_id: line.subject_id,
            purpose: line.purpose,
        }
    }
}

/// A page of the access log, newest first; the place is where to continue.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::Forbidden`] for anybody outside the team.
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    filter: &AccessFilter,
    page: &Page,
) -> Result<(Listed<AccessView>, Option<Place>), Error> {
    require(principal, Scope::Admin)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("the access log is the team's"));
    }
    let listed = ctx.db.read(|conn| access_log::list(conn, filter, page))?;
    let last = listed.items.last().filter(|_| listed.more);
    let next = last.map(|line| Place { at: line.at, id: line.id.clone() });
    Ok((listed.map(AccessView::from), next))
}
