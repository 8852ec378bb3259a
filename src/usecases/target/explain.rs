//! Which families count, and why: the answer to "show me the 300".

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::access::{Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::page::{Listed, Page, Place};
use crate::domain::target::Counted;
use crate::store::{ledger, target};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::target::view::{CountedView, is_inside, look};

/// A page of the families that count, in the order in which they came. For the team: a family is in it by reference.
///
/// # Errors
/// [`Error::MissingScope`], [`Error::Forbidden`] outside the team, [`Error::NotFound`].
pub fn explain(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    as_of: Option<NaiveDate>,
    page: &Page,
) -> Result<(Listed<CountedView>, Option<Place>), Error> {
    require(principal, Scope::TargetsRead)?;
    if !is_inside(principal) {
        return Err(Error::Forbidden("only the team sees which families count"));
    }
    let today = ctx.now().local_date();
    ctx.db.read(|conn| {
        let kept = target::find(conn, id)?;
        let counted = look(conn, &kept, as_of.unwrap_or(today))?.tally.counted;
        let total = i64::try_from(counted.len()).unwrap_or(i64::MAX);
        let limit = usize::try_from(page.limit).unwrap_or(0);
        let rest = counted.into_iter().skip_while(|it| page.after.as_ref().is_some_and(|place| !is_behind(it, place)));
        let listed = Listed::cut(rest.take(limit + 1).collect::<Vec<_>>(), page.limit, total);
        let next = listed.items.last().filter(|_| listed.more).map(place_of);
        let family_ids: Vec<Id> = listed.items.iter().flat_map(|it| it.known_as.iter().cloned()).collect();
        let case_ids: Vec<Id> = listed.items.iter().map(|it| it.case_id.clone()).collect();
        let families: HashMap<Id, i64> = ledger::family_numbers(conn, &family_ids)?.into_iter().collect();
        let cases: HashMap<Id, String> = ledger::case_numbers(conn, &case_ids)?.into_iter().collect();
        Ok((listed.map(|it| show(it, &families, &cases)), next))
    })
}

fn place_of(counted: &Counted) -> Place {
    Place { at: counted.at, id: counted.family_id.clone() }
}

/// Counted families are ordered by time and id, and so is the cursor.
fn is_behind(counted: &Counted, place: &Place) -> bool {
    counted.at > place.at || (counted.at == place.at && counted.family_id > place.id)
}

fn show(counted: Counted, families: &HashMap<Id, i64>, cases: &HashMap<Id, String>) -> CountedView {
    let reference = |id: &Id| families.get(id).map(|number| format!("G-{number:04}")).unwrap_or_default();
    CountedView {
        reference: reference(&counted.family_id),
        also_known_as: counted.known_as.iter().filter(|id| **id != counted.family_id).map(reference).collect(),
        case_number: cases.get(&counted.case_id).cloned().unwrap_or_default(),
        family_id: counted.family_id,
        case_id: counted.case_id,
        handover_id: counted.handover_id,
        event: counted.kind,
        date: counted.at.local_date(),
        at: counted.at,
        children: counted.children,
    }
}
