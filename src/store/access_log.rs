//! Who opened what, why and when. Append-only; the database refuses any change to it.

use diesel::prelude::*;

use crate::domain::audit::AccessFilter;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::access_log;

/// One line of the access log.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = access_log)]
#[diesel(treat_none_as_default_value = false)]
pub struct Line {
    /// UUIDv7.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// Public name of the client or user.
    pub actor: String,
    /// The organisation it belongs to; none for the team.
    pub organization_id: Option<Id>,
    /// What was done: `identity.read`, …
    pub action: String,
    /// `family`, `asker`, …
    pub subject_kind: String,
    /// Id of the family or case.
    pub subject_id: Id,
    /// Why, in the caller's words.
    pub purpose: String,
}

/// Writes one line.
///
/// # Errors
/// Any failure of the database.
pub fn append(conn: &mut Conn, line: &Line) -> Result<(), StoreError> {
    diesel::insert_into(access_log::table).values(line).execute(conn)?;
    Ok(())
}

/// A page of the log, newest first, with the exact total. Not case data, so it takes no reach; only the team may ask.
///
/// # Errors
/// Any failure of the database.
pub fn list(conn: &mut Conn, filter: &AccessFilter, page: &Page) -> Result<Listed<Line>, StoreError> {
    let total = narrowed(filter).count().get_result(conn)?;
    let mut query = narrowed(filter);
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query = query.filter(access_log::at.le(at)).filter(access_log::at.lt(at).or(access_log::id.lt(id)));
    }
    let rows = query
        .order((access_log::at.desc(), access_log::id.desc()))
        .limit(page.limit + 1)
        .select(Line::as_select())
        .load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

fn narrowed(filter: &AccessFilter) -> access_log::BoxedQuery<'_, MultiBackend> {
    let mut query = access_log::table.into_boxed();
    if let Some(subject_id) = &filter.subject_id {
        query = query.filter(access_log::subject_id.eq(subject_id));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(access_log::actor.eq(actor));
    }
    if let Some(from) = filter.from {
        query = query.filter(access_log::at.ge(from));
    }
    if let Some(before) = filter.before {
        query = query.filter(access_log::at.lt(before));
    }
    query
}
