//! The work list: every filter of the screen, exact total, stable cursor.

use std::collections::HashMap;

use crate::domain::access::{Principal, Scope};
use crate::domain::casework::filter::CaseFilter;
use crate::domain::ids::Id;
use crate::domain::page::{Listed, Page, Place};
use crate::store::case;
use crate::usecases::case::view::CaseView;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;

/// A page of cases within the caller's reach; `next` is the place to continue behind.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    filter: &CaseFilter,
    page: &Page,
) -> Result<(Listed<CaseView>, Option<Place>), Error> {
    require(principal, Scope::CasesRead)?;
    ctx.db.read(|conn| {
        let listed = case::list(conn, &principal.reach(), filter, page)?;
        let ids: Vec<Id> = listed.items.iter().map(|row| row.id.clone()).collect();
        let mut needs: HashMap<Id, Vec<String>> = HashMap::new();
        for (case_id, need) in case::needs_of(conn, &ids)? {
            needs.entry(case_id).or_default().push(need);
        }
        let next =
            listed.items.last().filter(|_| listed.more).map(|row| Place { at: row.opened_at, id: row.id.clone() });
        let items = listed
            .items
            .into_iter()
            .map(|row| {
                let needs = needs.remove(&row.id).unwrap_or_default();
                CaseView::new(row, needs)
            })
            .collect::<Result<_, _>>()?;
        Ok((Listed { items, more: listed.more, total: listed.total }, next))
    })
}
