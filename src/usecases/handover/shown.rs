//! From rows to views: what surrounds a page of handovers is read at once, and what the caller may not see left out.

use std::collections::HashMap;

use serde::Deserialize;

use super::view::{Card, ContactPreference, HandoverService, HandoverView};
use crate::domain::access::{Party, Principal};
use crate::domain::casework::{AgeBand, SchoolStage};
use crate::domain::family::TokenKind;
use crate::domain::handover::{Actor, HandoverStatus, PartnerView, Side, allowed, owner, partner_view};
use crate::domain::ids::Id;
use crate::store::conn::Conn;
use crate::store::handover::{self, CaseGlance, Destination, HandoverRow};
use crate::store::types::from_json;
use crate::store::{case, family};
use crate::usecases::bridge::facts;
use crate::usecases::error::Error;

/// In which role a caller takes steps.
///
/// # Errors
/// [`Error::NotFound`] for callers that have nothing to do with handovers.
pub fn actor(principal: &Principal) -> Result<Actor, Error> {
    match principal.party {
        Party::Team => Ok(Actor::Source),
        Party::Partner(_) => Ok(Actor::Partner),
        Party::AlertPoint => Err(Error::NotFound),
    }
}

/// Shows one handover, without the identity of the family.
///
/// # Errors
/// Any failure of the database.
pub fn one(conn: &mut Conn, row: HandoverRow, actor: Actor) -> Result<HandoverView, Error> {
    many(conn, vec![row], actor)?.pop().ok_or(Error::NotFound)
}

/// Shows handovers, without the identities of the families.
///
/// # Errors
/// Any failure of the database.
pub fn many(conn: &mut Conn, rows: Vec<HandoverRow>, actor: Actor) -> Result<Vec<HandoverView>, Error> {
    let around = Around::of(conn, &rows)?;
    rows.into_iter().map(|row| around.view(row, actor)).collect()
}

/// Whether the reason that stands with a handover can only have come from the partner.
fn is_partners_step(row: &HandoverRow) -> bool {
    row.ended_by == Some(Side::Partner)
        || matches!(row.status, HandoverStatus::OnHold | HandoverStatus::Failed | HandoverStatus::Rejected)
}

/// What surrounds some handovers.
struct Around {
    destinations: HashMap<Id, Destination>,
    cases: HashMap<Id, CaseGlance>,
    needs: HashMap<Id, Vec<String>>,
    reachable: Vec<(Id, TokenKind)>,
}

#[derive(Deserialize)]
struct Child {
    age: Option<f64>,
    stage: Option<SchoolStage>,
}

#[derive(Deserialize)]
struct Proposed {
    code: String,
}

impl Around {
    fn of(conn: &mut Conn, rows: &[HandoverRow]) -> Result<Self, Error> {
        let ids = |each: fn(&HandoverRow) -> Option<Id>| {
            let mut ids: Vec<Id> = rows.iter().filter_map(each).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let case_ids = ids(|row| Some(row.case_id.clone()));
        let mut needs: HashMap<Id, Vec<String>> = HashMap::new();
        for (case_id, need) in case::needs_of(conn, &case_ids)? {
            needs.entry(case_id).or_default().push(need);
        }
        let destinations = handover::destinations(conn, &ids(|row| Some(row.service_id.clone())))?;
        let cases = handover::glances(conn, &case_ids)?;
        Ok(Self {
            destinations: destinations.into_iter().map(|to| (to.service_id.clone(), to)).collect(),
            cases: cases.into_iter().map(|case| (case.id.clone(), case)).collect(),
            needs,
            reachable: family::reachable_by(conn, &ids(|row| row.family_id.clone()))?,
        })
    }

    fn view(&self, row: HandoverRow, actor: Actor) -> Result<HandoverView, Error> {
        let standing = (row.status, row.held_from);
        let partner = actor == Actor::Partner;
        let hidden = partner && partner_view(standing) == PartnerView::Nothing;
        let case = self.cases.get(&row.case_id);
        let card = if hidden { None } else { Some(self.card(&row, case)?) };
        // Reasons that others gave are not a partner's business.
        let own = !partner || is_partners_step(&row);
        let for_team = |value: Option<String>| value.filter(|_| !partner);
        let (service, allowed_transitions) = (self.service(&row), allowed(&facts(&row), actor));
        Ok(HandoverView {
            case_number: case.map(|case| case.number.clone()).unwrap_or_default(),
            service,
            owner: owner(standing),
            allowed_transitions,
            card,
            family: None,
            family_withheld: None,
            case_id: for_team(Some(row.case_id)),
            family_id: for_team(row.family_id),
            consent_id: for_team(row.consent_id),
            cold_reason: for_team(row.cold_reason),
            override_reason: for_team(row.override_reason),
            contact: row.contact.as_deref().map(from_json).transpose()?,
            introduction: row.introduction.as_deref().map(from_json).transpose()?,
            attended: row.attended.as_deref().map(from_json).transpose()?,
            id: row.id,
            status: row.status,
            warm: row.warm,
            accompaniment: row.accompaniment,
            review_on: row.review_on,
            introductions: row.introductions,
            no_shows: row.no_shows,
            outcome: row.outcome,
            activity: row.activity,
            reason_code: row.reason_code.filter(|_| own),
            reason: row.reason.filter(|_| own),
            ended_by: row.ended_by,
            created_at: row.created_at,
            offered_at: row.offered_at,
            accepted_at: row.accepted_at,
            changed_at: row.changed_at,
            version: row.version,
        })
    }

    fn service(&self, row: &HandoverRow) -> HandoverService {
        let to = self.destinations.get(&row.service_id);
        HandoverService {
            id: row.service_id.clone(),
            name: to.map(|to| to.service_name.clone()).unwrap_or_default(),
            organization_id: row.organization_id.clone(),
            organization_name: to.map(|to| to.organization_name.clone()).unwrap_or_default(),
        }
    }

    fn card(&self, row: &HandoverRow, case: Option<&CaseGlance>) -> Result<Card, Error> {
        let Some(case) = case else { return Ok(Card::default()) };
        let needs = match self.needs.get(&row.case_id) {
            Some(needs) => needs.clone(),
            None => from_json::<Vec<Proposed>>(&case.proposed_needs)?.into_iter().map(|need| need.code).collect(),
        };
        let children: Vec<Child> = from_json(&case.children)?;
        let mut age_bands: Vec<AgeBand> =
            children.into_iter().filter_map(|child| AgeBand::of(child.age, child.stage)).collect();
        age_bands.sort_unstable();
        Ok(Card {
            needs,
            age_bands,
            language: case.language.clone(),
            postcode: case.postcode.clone(),
            contact_preference: self.contact_preference(row.family_id.as_deref()),
            message: row.message.clone(),
        })
    }

    fn contact_preference(&self, family_id: Option<&str>) -> Option<ContactPreference> {
        let by = |kind| self.reachable.iter().any(|(id, by)| Some(id.as_str()) == family_id && *by == kind);
        if by(TokenKind::Phone) {
            Some(ContactPreference::Phone)
        } else if by(TokenKind::Email) {
            Some(ContactPreference::Email)
        } else {
            None
        }
    }
}
