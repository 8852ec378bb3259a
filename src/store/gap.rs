//! Gaps in the offer: what cases ask and nothing on the map fits. Codes, places and age bands; never words or persons.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::domain::ids::{Id, IdSource};
use crate::domain::moment::Moment;
use crate::domain::routing::gap::Gap;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::gaps;

/// A gap as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// What is missing.
    pub gap: Gap,
    /// The case was closed because of it.
    pub confirmed: bool,
    /// Something fits after all.
    pub resolved: bool,
}

type Columns = (String, String, String, Option<Moment>, Option<Moment>);

/// What was noted of a case.
///
/// # Errors
/// Any failure of the database.
pub fn of_case(conn: &mut Conn, case_id: &str) -> Result<Vec<Noted>, StoreError> {
    let rows: Vec<Columns> = gaps::table
        .filter(gaps::case_id.eq(case_id))
        .order(gaps::id)
        .select((gaps::need, gaps::municipality, gaps::age_band, gaps::confirmed_at, gaps::resolved_at))
        .load(conn)?;
    let noted = |(need, municipality, age_band, confirmed, resolved): Columns| Noted {
        gap: Gap { need, municipality, age_band },
        confirmed: confirmed.is_some(),
        resolved: resolved.is_some(),
    };
    Ok(rows.into_iter().map(noted).collect())
}

/// Notes what is missing for a case now; what it asked before and asks no more counts as resolved. The caller has locked
/// the case.
///
/// # Errors
/// Any failure of the database.
pub fn note(conn: &mut Conn, ids: &dyn IdSource, case_id: &str, missing: &[Gap], at: Moment) -> Result<(), StoreError> {
    let known = of_case(conn, case_id)?;
    for noted in known.iter().filter(|noted| noted.resolved == missing.contains(&noted.gap)) {
        let resolved = (!noted.resolved).then_some(at);
        diesel::update(same(case_id, &noted.gap)).set(gaps::resolved_at.eq(resolved)).execute(conn)?;
    }
    let known: HashSet<&Gap> = known.iter().map(|noted| &noted.gap).collect();
    for gap in missing.iter().filter(|gap| !known.contains(gap)) {
        diesel::insert_into(gaps::table)
            .values((
                gaps::id.eq(ids.next(at)),
                gaps::case_id.eq(case_id),
                gaps::need.eq(&gap.need),
                gaps::municipality.eq(&gap.municipality),
                gaps::age_band.eq(&gap.age_band),
                gaps::noted_at.eq(at),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Confirms what is missing for a case (it was closed because of it), or takes that back.
///
/// # Errors
/// Any failure of the database.
pub fn confirm(conn: &mut Conn, case_id: &str, at: Option<Moment>) -> Result<(), StoreError> {
    let open = gaps::table.filter(gaps::case_id.eq(case_id)).filter(gaps::resolved_at.is_null());
    diesel::update(open).set(gaps::confirmed_at.eq(at)).execute(conn)?;
    Ok(())
}

type Same<'a> = diesel::dsl::Filter<
    diesel::dsl::Filter<
        diesel::dsl::Filter<
            diesel::dsl::Filter<gaps::table, diesel::dsl::Eq<gaps::case_id, &'a str>>,
            diesel::dsl::Eq<gaps::need, &'a str>,
        >,
        diesel::dsl::Eq<gaps::municipality, &'a str>,
    >,
    diesel::dsl::Eq<gaps::age_band, &'a str>,
>;

fn same<'a>(case_id: &'a str, gap: &'a Gap) -> Same<'a> {
    gaps::table
        .filter(gaps::case_id.eq(case_id))
        .filter(gaps::need.eq(gap.need.as_str()))
        .filter(gaps::municipality.eq(gap.municipality.as_str()))
        .filter(gaps::age_band.eq(gap.age_band.as_str()))
}

/// How many cases lack something between two moments: the gap, its cases, and those that were closed because of it.
///
/// # Errors
/// Any failure of the database.
pub fn counted(conn: &mut Conn, from: Moment, until: Moment) -> Result<Vec<(Gap, i64, i64)>, StoreError> {
    use diesel::dsl::count;
    let rows: Vec<(String, String, String, i64, i64)> = gaps::table
        .filter(gaps::noted_at.ge(from))
        .filter(gaps::noted_at.lt(until))
        .filter(gaps::resolved_at.is_null())
        .group_by((gaps::need, gaps::municipality, gaps::age_band))
        .select((gaps::need, gaps::municipality, gaps::age_band, count(gaps::case_id), count(gaps::confirmed_at)))
        .load(conn)?;
    let mut counted: Vec<(Gap, i64, i64)> = rows
        .into_iter()
        .map(|(need, municipality, age_band, cases, confirmed)| {
            (Gap { need, municipality, age_band }, cases, confirmed)
        })
        .collect();
    counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(counted)
}

/// How many cases lack something between two moments.
///
/// # Errors
/// Any failure of the database.
pub fn cases(conn: &mut Conn, from: Moment, until: Moment) -> Result<i64, StoreError> {
    let ids: Vec<Id> = gaps::table
        .filter(gaps::noted_at.ge(from))
        .filter(gaps::noted_at.lt(until))
        .filter(gaps::resolved_at.is_null())
        .select(gaps::case_id)
        .distinct()
        .load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}
