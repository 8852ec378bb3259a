//! Cases: rows, their needs, and the list with all its filters.

use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::casework::filter::CaseFilter;
use crate::domain::casework::{CaseOutcome, CaseStatus, Channel, Urgency};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::schema::{case_needs, cases, counters, families, users};
use crate::text_columns;

text_columns!(CaseStatus, CaseOutcome, Channel, Urgency);

/// A case as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cases)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct CaseRow {
    /// UUIDv7.
    pub id: Id,
    /// School year and sequence as one number; the key of the full-text index.
    pub docket: i64,
    /// The number that people say, `26-0427`.
    pub number: String,
    /// How it came in.
    pub channel: Channel,
    /// In the asker's words.
    pub question: String,
    /// The question, folded for searching.
    pub search_text: String,
    /// Language of the home, ISO 639.
    pub language: Option<String>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// How soon.
    pub urgency: Urgency,
    /// School of the asker or the child.
    pub school_id: Option<String>,
    /// Role of the asker; who it was is sealed.
    pub asker_role: Option<String>,
    /// Children involved, JSON `[{age?, stage?}]`.
    pub children: String,
    /// Needs proposed from the text, JSON `[{code, because}]`.
    pub proposed_needs: String,
    /// What else was read from the text, JSON.
    pub reading: String,
    /// What a worker struck of both, JSON `{needs, read}`.
    pub struck: String,
    /// Where it stands.
    pub status: CaseStatus,
    /// How it ended.
    pub outcome: Option<CaseOutcome>,
    /// The worker who has it.
    pub owner_id: Option<Id>,
    /// The family, once known.
    pub family_id: Option<Id>,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: Moment,
    /// When it should have been taken up.
    pub due_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// Counts changes, from 1.
    pub version: i32,
}

/// Before the docket with which a school year begins: the series of numbers of that year.
pub const SERIES: &str = "cases-";

type Query<'a> = cases::BoxedQuery<'a, MultiBackend>;

/// Writes a new case with its needs.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, case: &CaseRow, needs: &[String]) -> Result<(), StoreError> {
    diesel::insert_into(cases::table).values(case).execute(conn)?;
    write_needs(conn, &case.id, needs)
}

/// A case within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find(conn: &mut Conn, reach: &Reach, id: &str) -> Result<CaseRow, StoreError> {
    Ok(within(reach).filter(cases::id.eq(id)).select(CaseRow::as_select()).first(conn)?)
}

/// Replaces a case, if it still has the version before the one in `case`.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another version.
pub fn update(conn: &mut Conn, case: &CaseRow) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(cases::id.eq(&case.id)).filter(cases::version.eq(case.version - 1)))
        .set(case)
        .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Replaces the needs of a case.
///
/// # Errors
/// Any failure of the database.
pub fn replace_needs(conn: &mut Conn, case_id: &str, needs: &[String]) -> Result<(), StoreError> {
    diesel::delete(case_needs::table.filter(case_needs::case_id.eq(case_id))).execute(conn)?;
    write_needs(conn, case_id, needs)
}

/// Needs of several cases, `(case id, need)`, in the worker's order. One query for a whole page.
///
/// # Errors
/// Any failure of the database.
pub fn needs_of(conn: &mut Conn, case_ids: &[Id]) -> Result<Vec<(Id, String)>, StoreError> {
    Ok(case_needs::table
        .filter(case_needs::case_id.eq_any(case_ids))
        .order((case_needs::case_id, case_needs::place))
        .select((case_needs::case_id, case_needs::need))
        .load(conn)?)
}

/// A page of cases within the caller's reach, by time of opening, with the exact total.
///
/// # Errors
/// Any failure of the database.
pub fn list(conn: &mut Conn, reach: &Reach, filter: &CaseFilter, page: &Page) -> Result<Listed<CaseRow>, StoreError> {
    let words = match &filter.words {
        None => None,
        Some(words) => match dialect::full_text_query(conn, words) {
            query if query.is_empty() => return Ok(Listed { items: Vec::new(), more: false, total: 0 }),
            query => Some(query),
        },
    };
    let total = match (reach, *filter == CaseFilter { oldest_first: filter.oldest_first, ..CaseFilter::default() }) {
        (Reach::Team, true) => opened(conn)?,
        _ => narrowed(conn, reach, filter, words.clone()).count().get_result(conn)?,
    };
    let mut query = narrowed(conn, reach, filter, words);
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query = if filter.oldest_first {
            query.filter(cases::opened_at.ge(at)).filter(cases::opened_at.gt(at).or(cases::id.gt(id)))
        } else {
            query.filter(cases::opened_at.le(at)).filter(cases::opened_at.lt(at).or(cases::id.lt(id)))
        };
    }
    query = if filter.oldest_first {
        query.order((cases::opened_at.asc(), cases::id.asc()))
    } else {
        query.order((cases::opened_at.desc(), cases::id.desc()))
    };
    let rows = query.limit(page.limit + 1).select(CaseRow::as_select()).load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

/// How many cases there are, without counting them: each took the next number of its school year, and none is deleted.
fn opened(conn: &mut Conn) -> Result<i64, StoreError> {
    let series = counters::table.filter(counters::name.like(format!("{SERIES}%")));
    Ok(series.select(counters::value).load::<i64>(conn)?.into_iter().sum())
}

/// Whether a worker with this id exists and is not disabled.
///
/// # Errors
/// Any failure of the database.
pub fn is_worker(conn: &mut Conn, user_id: &str) -> Result<bool, StoreError> {
    let query = users::table.filter(users::id.eq(user_id)).filter(users::disabled_at.is_null());
    Ok(query.count().get_result::<i64>(conn)? > 0)
}

/// Whether a family with this id exists.
///
/// # Errors
/// Any failure of the database.
pub fn is_family(conn: &mut Conn, family_id: &str) -> Result<bool, StoreError> {
    Ok(families::table.filter(families::id.eq(family_id)).count().get_result::<i64>(conn)? > 0)
}

fn write_needs(conn: &mut Conn, case_id: &str, needs: &[String]) -> Result<(), StoreError> {
    for (place, need) in (0_i32..).zip(needs) {
        diesel::insert_into(case_needs::table)
            .values((case_needs::case_id.eq(case_id), case_needs::need.eq(need), case_needs::place.eq(place)))
            .execute(conn)?;
    }
    Ok(())
}

/// All cases that this caller can see: only the team sees cases.
fn within<'a>(reach: &Reach) -> Query<'a> {
    let query = cases::table.into_boxed();
    match reach {
        Reach::Team => query,
        Reach::Organization(_) | Reach::AlertPoint => query.filter(cases::id.eq("")),
    }
}

fn narrowed<'a>(conn: &Conn, reach: &Reach, filter: &'a CaseFilter, words: Option<String>) -> Query<'a> {
    let mut query = within(reach);
    if !filter.status.is_empty() {
        query = query.filter(cases::status.eq_any(&filter.status));
    }
    if let Some(owner_id) = &filter.owner_id {
        query = query.filter(cases::owner_id.eq(owner_id));
    }
    if let Some(school_id) = &filter.school_id {
        query = query.filter(cases::school_id.eq(school_id));
    }
    if let Some(need) = &filter.need {
        query = query
            .filter(cases::id.eq_any(case_needs::table.filter(case_needs::need.eq(need)).select(case_needs::case_id)));
    }
    if let Some(channel) = filter.channel {
        query = query.filter(cases::channel.eq(channel));
    }
    if let Some(urgency) = filter.urgency {
        query = query.filter(cases::urgency.eq(urgency));
    }
    if let Some(from) = filter.opened_from {
        query = query.filter(cases::opened_at.ge(from));
    }
    if let Some(before) = filter.opened_before {
        query = query.filter(cases::opened_at.lt(before));
    }
    if let Some(now) = filter.overdue_at {
        query = query.filter(cases::due_at.lt(now)).filter(cases::status.eq(CaseStatus::New));
    }
    if let Some(words) = words {
        query = query.filter(dialect::case_matches(conn, words));
    }
    query
}
