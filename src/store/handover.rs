//! Handovers: rows within the caller's reach. A partner's reach ends where the handover is not its business any more.

use diesel::prelude::*;

use crate::domain::access::Reach;
use crate::domain::handover::filter::HandoverFilter;
use crate::domain::handover::visibility::visible_to_partner;
use crate::domain::handover::{Accompaniment, HandoverOutcome, HandoverStatus, Side, Standing};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page};
use crate::store::conn::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::{handovers, organizations, services};
use crate::text_columns;

text_columns!(HandoverStatus, Accompaniment, HandoverOutcome, Side);

/// A handover as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = handovers)]
#[diesel(treat_none_as_null = true)]
pub struct HandoverRow {
    /// UUIDv7.
    pub id: Id,
    /// The case it belongs to.
    pub case_id: Id,
    /// The family, as the case knew it when the handover was sent.
    pub family_id: Option<Id>,
    /// The service.
    pub service_id: Id,
    /// Its organisation: the partner.
    pub organization_id: Id,
    /// Where it stands.
    pub status: HandoverStatus,
    /// Where it stood before it was paused.
    pub held_from: Option<HandoverStatus>,
    /// Whether an introduction belongs to it.
    pub warm: bool,
    /// Why none does.
    pub cold_reason: Option<String>,
    /// Who goes along.
    pub accompaniment: Accompaniment,
    /// Words for the partner.
    pub message: Option<String>,
    /// Why an excluded service was chosen all the same.
    pub override_reason: Option<String>,
    /// The consent under which it is offered.
    pub consent_id: Option<Id>,
    /// That consent as it was then, JSON.
    pub frozen_consent: Option<String>,
    /// Day on which somebody looks again.
    pub review_on: Option<chrono::NaiveDate>,
    /// Contact person at the partner, JSON `{name, phone, email}`.
    pub contact: Option<String>,
    /// The planned introduction, JSON `{at, place, mode}`.
    pub introduction: Option<String>,
    /// Who was there, JSON.
    pub attended: Option<String>,
    /// Introductions that took place.
    pub introductions: i32,
    /// Introductions to which somebody did not come.
    pub no_shows: i32,
    /// What became of the guidance.
    pub outcome: Option<HandoverOutcome>,
    /// What is being done with the family.
    pub activity: Option<String>,
    /// Reason of the last step, as a code.
    pub reason_code: Option<String>,
    /// Reason of the last step, in words.
    pub reason: Option<String>,
    /// Who withdrew it.
    pub ended_by: Option<Side>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Moment,
    /// When it was sent.
    pub offered_at: Option<Moment>,
    /// When the partner said yes.
    pub accepted_at: Option<Moment>,
    /// When it last took a step.
    pub changed_at: Moment,
    /// Counts changes, from 1.
    pub version: i32,
}

/// The service and organisation that a handover goes to, as the social map knows them now.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Destination {
    /// The service.
    pub service_id: Id,
    /// Its name.
    pub service_name: String,
    /// Whether it can be used.
    pub service_status: String,
    /// Its organisation.
    pub organization_id: Id,
    /// The organisation's name.
    pub organization_name: String,
}

type Query<'a> = handovers::BoxedQuery<'a, MultiBackend>;

/// Writes a new handover.
///
/// # Errors
/// Any failure of the database.
pub fn insert(conn: &mut Conn, handover: &HandoverRow) -> Result<(), StoreError> {
    diesel::insert_into(handovers::table).values(handover).execute(conn)?;
    Ok(())
}

/// A handover within the caller's reach.
///
/// # Errors
/// [`StoreError::NotFound`], also when the caller may not see it.
pub fn find(conn: &mut Conn, reach: &Reach, id: &str) -> Result<HandoverRow, StoreError> {
    Ok(within(reach).filter(handovers::id.eq(id)).select(HandoverRow::as_select()).first(conn)?)
}

/// Replaces a handover, if it still has the version before the one in `handover`.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another version.
pub fn update(conn: &mut Conn, handover: &HandoverRow) -> Result<(), StoreError> {
    let rows = diesel::update(
        handovers::table.filter(handovers::id.eq(&handover.id)).filter(handovers::version.eq(handover.version - 1)),
    )
    .set(handover)
    .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// A page of handovers within the caller's reach, by time of birth, with the exact total.
///
/// # Errors
/// Any failure of the database.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &HandoverFilter,
    page: &Page,
) -> Result<Listed<HandoverRow>, StoreError> {
    let total = narrowed(reach, filter).count().get_result(conn)?;
    let mut query = narrowed(reach, filter);
    if let Some(place) = &page.after {
        let (at, id) = (place.at, place.id.clone());
        query = if filter.oldest_first {
            query.filter(handovers::created_at.ge(at)).filter(handovers::created_at.gt(at).or(handovers::id.gt(id)))
        } else {
            query.filter(handovers::created_at.le(at)).filter(handovers::created_at.lt(at).or(handovers::id.lt(id)))
        };
    }
    query = if filter.oldest_first {
        query.order((handovers::created_at.asc(), handovers::id.asc()))
    } else {
        query.order((handovers::created_at.desc(), handovers::id.desc()))
    };
    let rows = query.limit(page.limit + 1).select(HandoverRow::as_select()).load(conn)?;
    Ok(Listed::cut(rows, page.limit, total))
}

/// How every handover of a case stands. For the case itself, which only the team reaches.
///
/// # Errors
/// Any failure of the database.
pub fn standings(conn: &mut Conn, case_id: &str) -> Result<Vec<Standing>, StoreError> {
    Ok(handovers::table
        .filter(handovers::case_id.eq(case_id))
        .select((handovers::status, handovers::held_from))
        .load(conn)?)
}

/// Whether a service has a handover of this case in one of these states. The caller has locked the case.
///
/// # Errors
/// Any failure of the database.
pub fn is_in_hands(
    conn: &mut Conn,
    case_id: &str,
    service_id: &str,
    states: &[HandoverStatus],
) -> Result<bool, StoreError> {
    let same = handovers::table
        .filter(handovers::case_id.eq(case_id))
        .filter(handovers::service_id.eq(service_id))
        .filter(handovers::status.eq_any(states));
    Ok(same.count().get_result::<i64>(conn)? > 0)
}

/// Handovers of these families to one partner, in these states: what a withdrawn consent takes away.
///
/// # Errors
/// Any failure of the database.
pub fn of_families(
    conn: &mut Conn,
    family_ids: &[Id],
    organization_id: &str,
    states: &[HandoverStatus],
) -> Result<Vec<HandoverRow>, StoreError> {
    Ok(handovers::table
        .filter(handovers::family_id.eq_any(family_ids))
        .filter(handovers::organization_id.eq(organization_id))
        .filter(handovers::status.eq_any(states))
        .order(handovers::id)
        .select(HandoverRow::as_select())
        .load(conn)?)
}

/// Where handovers to these services go. One query for a whole page.
///
/// # Errors
/// Any failure of the database.
pub fn destinations(conn: &mut Conn, service_ids: &[Id]) -> Result<Vec<Destination>, StoreError> {
    Ok(services::table
        .inner_join(organizations::table.on(organizations::id.eq(services::organization_id)))
        .filter(services::id.eq_any(service_ids))
        .select((services::id, services::name, services::status, organizations::id, organizations::name))
        .load(conn)?)
}

/// All handovers that this caller can see.
fn within<'a>(reach: &Reach) -> Query<'a> {
    let query = handovers::table.into_boxed();
    match reach {
        Reach::Team => query,
        Reach::Organization(id) => query
            .filter(handovers::organization_id.eq(id.clone()))
            .filter(handovers::status.eq_any(visible_to_partner())),
        Reach::AlertPoint => query.filter(handovers::id.eq("")),
    }
}

fn narrowed<'a>(reach: &Reach, filter: &'a HandoverFilter) -> Query<'a> {
    let mut query = within(reach);
    if !filter.status.is_empty() {
        query = query.filter(handovers::status.eq_any(&filter.status));
    }
    if let Some(organization_id) = &filter.organization_id {
        query = query.filter(handovers::organization_id.eq(organization_id));
    }
    if let Some(service_id) = &filter.service_id {
        query = query.filter(handovers::service_id.eq(service_id));
    }
    if let Some(case_id) = &filter.case_id {
        query = query.filter(handovers::case_id.eq(case_id));
    }
    query
}

/// What a handover shows of its case: nothing that names.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct CaseGlance {
    /// The case.
    pub id: Id,
    /// The number that people say.
    pub number: String,
    /// Language of the home.
    pub language: Option<String>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// Children involved, JSON `[{age?, stage?}]`.
    pub children: String,
    /// Needs proposed from the text, JSON `[{code, because}]`.
    pub proposed_needs: String,
}

/// What the handovers of these cases show of them. The caller has found the handovers within its reach before.
///
/// # Errors
/// Any failure of the database.
pub fn glances(conn: &mut Conn, case_ids: &[Id]) -> Result<Vec<CaseGlance>, StoreError> {
    use crate::store::schema::cases;
    Ok(cases::table
        .filter(cases::id.eq_any(case_ids))
        .select((cases::id, cases::number, cases::language, cases::postcode, cases::children, cases::proposed_needs))
        .load(conn)?)
}

/// Keeps a case to this transaction until COMMIT, so that two handovers of one case take their steps one after the other
/// and the case follows both.
///
/// # Errors
/// Any failure of the database.
pub fn lock_case(conn: &mut Conn, case_id: &str) -> Result<(), StoreError> {
    use crate::store::schema::cases;
    diesel::update(cases::table.find(case_id)).set(cases::version.eq(cases::version)).execute(conn)?;
    Ok(())
}

/// Whether this is the id or the mail address of a worker who is not disabled.
///
/// # Errors
/// Any failure of the database.
pub fn is_colleague(conn: &mut Conn, person: &str) -> Result<bool, StoreError> {
    use crate::store::schema::users;
    let query =
        users::table.filter(users::id.eq(person).or(users::email.eq(person))).filter(users::disabled_at.is_null());
    Ok(query.count().get_result::<i64>(conn)? > 0)
}
