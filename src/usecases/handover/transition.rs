//! Take a step in a handover: as the source or as the partner, each its own.

use super::request::MoveHandover;
use super::shown;
use super::view::HandoverView;
use crate::domain::access::{Principal, Reach, Scope};
use crate::domain::consent::{ConsentCategory, ConsentFault, FrozenConsent, fault};
use crate::domain::handover::state::{self, Facts, Offer, Step};
use crate::domain::handover::{Accompaniment, Actor, HandoverStatus, RejectionReason, sent_and_open};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::routing::rules::Criterion;
use crate::domain::routing::suggest::exclusions;
use crate::domain::socialmap::Candidate;
use crate::store::conn::Conn;
use crate::store::consent::{self, ConsentRow};
use crate::store::handover::{self, HandoverRow};
use crate::store::map_facts::ROOMS;
use crate::store::place::{self, Taken};
use crate::store::types::{from_json, to_json};
use crate::store::{agreement, case, counter, family, map_merge};
use crate::usecases::asked;
use crate::usecases::atlas::{self, Atlas};
use crate::usecases::bridge::{self, By};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::once::{IdempotencyKey, once_while};

pub use super::request::{MoveContact, MoveHandover as Command, MoveIntroduction};

/// Takes a step.
///
/// # Errors
/// [`Error::Illegal`] or [`Error::Guard`] with what is possible; [`Error::PreconditionFailed`] on another version;
/// [`Error::Invalid`]; [`Error::NotFound`], also when the caller may not see it.
pub fn transition(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    version: i32,
    command: &MoveHandover,
    key: Option<&IdempotencyKey>,
) -> Result<HandoverView, Error> {
    let actor = shown::actor(principal)?;
    if !(principal.has(Scope::HandoversDecide) || actor == Actor::Source && principal.has(Scope::CasesWrite)) {
        return Err(Error::MissingScope(Scope::HandoversDecide));
    }
    command.check()?;
    // Outside the transaction: a map that has changed is read anew, and no writer should wait for that.
    let atlas = match command.to == HandoverStatus::Offered {
        true => Some(ctx.db.read(|conn| atlas::current(ctx, conn))?),
        false => None,
    };
    let still = |conn: &mut Conn, kept: &HandoverView| match kept.card {
        Some(_) => Ok(handover::find(conn, &principal.reach(), id).map(drop)?),
        None => Ok(()),
    };
    once_while(ctx, principal, key, still, |conn| {
        let at = ctx.now();
        let mut row = handover::find(conn, &principal.reach(), id)?;
        if row.version != version {
            return Err(Error::PreconditionFailed);
        }
        let facts = bridge::facts(&row);
        let gate = Gate::at(conn, &row, command, atlas.as_deref(), at)?;
        let second = second_person(conn, principal, command)?;
        let request = command.request(at.local_date(), second, gate.offer);
        let step =
            state::step(&facts, &request, actor).map_err(|refusal| refused(&facts, actor, &gate.rules, refusal))?;
        command.apply(&mut row, &step, at)?;
        follow_up(conn, &mut row, &facts, actor, command, &step, gate, at)?;
        let by = By {
            principal,
            actor,
            reason_code: command.reason_code.clone(),
            reason: command.reason.clone(),
            data: command.data(&step),
        };
        bridge::settle(ctx, conn, &mut row, &step, &by, at)?;
        shown::one(conn, row, actor)
    })
}

fn refused(facts: &Facts, actor: Actor, rules: &[Criterion], refusal: Refusal<HandoverStatus>) -> Error {
    let names = |list: Vec<HandoverStatus>| list.into_iter().map(|status| status.to_string()).collect();
    match refusal {
        Refusal::Illegal { allowed } => Error::Illegal { from: facts.status.to_string(), allowed: names(allowed) },
        Refusal::Guard(unmet) => Error::Guard {
            name: unmet.guard,
            detail: match unmet.guard {
                state::SERVICE_EXCLUDED => format!("{}: {}", unmet.detail, in_words(rules)),
                _ => unmet.detail.to_owned(),
            },
            allowed: names(state::allowed(facts, actor)),
        },
    }
}

fn in_words(rules: &[Criterion]) -> String {
    rules.iter().map(|rule| rule.as_str()).collect::<Vec<_>>().join(", ")
}

/// What the step needs to be looked up for: the way to the partner, and the consent that opens it.
struct Gate {
    offer: Offer,
    consent: Option<ConsentRow>,
    family_id: Option<Id>,
    /// Hard rules of routing that exclude the service.
    rules: Vec<Criterion>,
}

impl Gate {
    /// Looks up what stands in the way now; only for the steps that tell a partner something new.
    fn at(
        conn: &mut Conn,
        row: &HandoverRow,
        command: &MoveHandover,
        atlas: Option<&Atlas>,
        at: Moment,
    ) -> Result<Self, Error> {
        if let Some(atlas) = atlas {
            return Self::of_offer(conn, row, atlas, at);
        }
        let (consent, agreement_active) = match command.to {
            HandoverStatus::Accepted => (fault_of_acceptance(conn, row, at)?, has_agreement(conn, row, at)?),
            _ => (None, true),
        };
        let offer = Offer { consent, service_active: true, agreement_active, open: false, excluded: false };
        Ok(Self { offer, consent: None, family_id: row.family_id.clone(), rules: Vec::new() })
    }

    fn of_offer(conn: &mut Conn, row: &HandoverRow, atlas: &Atlas, at: Moment) -> Result<Self, Error> {
        let case = case::find(conn, &Reach::Team, &row.case_id)?;
        let (consent, consent_fault) = choose(conn, row, case.family_id.as_deref(), at)?;
        let destination = handover::destinations(conn, std::slice::from_ref(&row.service_id))?.pop();
        // What was drafted for one organisation is never sent to another one.
        if destination.as_ref().is_some_and(|to| to.organization_id != row.organization_id) {
            return Err(Error::Guard {
                name: "serviceMoved",
                detail: "the service belongs to another organisation by now; draft the handover anew".to_owned(),
                allowed: state::allowed(&bridge::facts(row), Actor::Source).iter().map(ToString::to_string).collect(),
            });
        }
        let question = asked::question(conn, &case, at, 0)?;
        let mut rules = atlas.service(&row.service_id).map_or_else(Vec::new, |service| exclusions(service, &question));
        if question.declined.contains(&row.service_id) && !rules.contains(&Criterion::Declined) {
            rules.push(Criterion::Declined);
        }
        if atlas.service(&row.service_id).is_some_and(|service| goes_round(service, row.accompaniment)) {
            rules.push(Criterion::Via);
        }
        // Two offers to one service take their turn; always after the consent, as whoever withdraws it does.
        handover::lock_case(conn, &row.case_id)?;
        let offer = Offer {
            consent: consent_fault,
            // What another service stands for by now is not offered, whatever its directory says of it.
            service_active: destination.is_some_and(|to| to.service_status == "active")
                && map_merge::of(conn, &row.service_id)?.is_none(),
            agreement_active: has_agreement(conn, row, at)?,
            open: handover::is_in_hands(conn, &row.case_id, &row.service_id, &sent_and_open())?,
            excluded: !rules.is_empty() && row.override_reason.is_none(),
        };
        Ok(Self { offer, consent, family_id: case.family_id, rules })
    }
}

/// Whether a handover goes round the intermediary through whom alone a service is reached: whoever is to go along is the
/// one who goes first. An intermediary that never goes along is left to the worker.
fn goes_round(service: &Candidate, accompaniment: Accompaniment) -> bool {
    let Some(via) = service.via.as_ref().map(|via| via.to_lowercase()) else { return false };
    let known = [Accompaniment::Clb, Accompaniment::Brugfiguur, Accompaniment::School];
    known.iter().any(|who| via.contains(who.as_str()) && *who != accompaniment)
}

fn has_agreement(conn: &mut Conn, row: &HandoverRow, at: Moment) -> Result<bool, Error> {
    Ok(agreement::in_force(conn, &row.organization_id, at.local_date())?)
}

/// What is wrong by now with the consent under which it was offered: accepting opens the identity.
fn fault_of_acceptance(conn: &mut Conn, row: &HandoverRow, at: Moment) -> Result<Option<ConsentFault>, Error> {
    let terms = match &row.consent_id {
        Some(id) => Some(consent::find(conn, &Reach::Team, id)?.terms()),
        None => None,
    };
    let families = families(conn, row.family_id.as_deref())?;
    Ok(fault(terms.as_ref(), &families, &row.organization_id, at))
}

fn families(conn: &mut Conn, family_id: Option<&str>) -> Result<Vec<Id>, Error> {
    Ok(match family_id {
        Some(id) => family::all_of(conn, id)?,
        None => Vec::new(),
    })
}

/// The consent under which it can be offered: the one that was named, or else the newest that holds. When none holds,
/// what is wrong with the one that was named, or else with the newest.
fn choose(
    conn: &mut Conn,
    row: &HandoverRow,
    family_id: Option<&str>,
    at: Moment,
) -> Result<(Option<ConsentRow>, Option<ConsentFault>), Error> {
    let families = families(conn, family_id)?;
    let named = match &row.consent_id {
        Some(id) => Some(consent::find(conn, &Reach::Team, id)?),
        None => None,
    };
    let given = consent::of_families(conn, &Reach::Team, &families)?;
    let for_recipient = given.into_iter().filter(|consent| consent.recipient_organization_id == row.organization_id);
    let mut why = None;
    for consent in named.into_iter().chain(for_recipient) {
        match fault(Some(&consent.terms()), &families, &row.organization_id, at) {
            // Held until COMMIT: a withdrawal that comes now waits, and then finds this offer.
            None if consent::hold(conn, &consent.id)? => return Ok((Some(consent), None)),
            None => why = why.or(Some(ConsentFault::Withdrawn)),
            fault => why = why.or(fault),
        }
    }
    Ok((None, Some(why.unwrap_or(ConsentFault::Missing))))
}

/// Whether somebody else of the team vouches for a correction.
fn second_person(conn: &mut Conn, principal: &Principal, command: &MoveHandover) -> Result<bool, Error> {
    match &command.second_person {
        Some(person) if *person != principal.id && *person != principal.client_id => {
            Ok(handover::is_colleague(conn, person)?)
        }
        Some(_) | None => Ok(false),
    }
}

/// What a step means for the family's consent and for the places of the service.
#[expect(clippy::too_many_arguments, reason = "a step and all it stands on, used once")]
fn follow_up(
    conn: &mut Conn,
    row: &mut HandoverRow,
    facts: &Facts,
    actor: Actor,
    command: &MoveHandover,
    step: &Step,
    gate: Gate,
    at: Moment,
) -> Result<(), Error> {
    if step.to == HandoverStatus::Offered {
        row.family_id = gate.family_id;
        row.offered_at = Some(at);
        if let Some(consent) = gate.consent {
            row.frozen_consent = Some(to_json(&frozen(&consent, at)?)?);
            row.consent_id = Some(consent.id);
        }
    }
    let accepts = step.to == HandoverStatus::Accepted && facts.status != HandoverStatus::OnHold;
    // Places are those of the service that stands for it by now.
    let service_id = map_merge::survivor(conn, &row.service_id)?;
    match if accepts { place::take(conn, &service_id, at)? } else { Taken::NotCounted } {
        Taken::NotCounted => {}
        Taken::Yes => _ = counter::next(conn, ROOMS)?,
        Taken::NoneLeft => {
            return Err(Error::Guard {
                name: "placesTaken",
                detail: "the last place of this service was taken; decline, or update its places first".to_owned(),
                allowed: state::allowed(facts, actor).into_iter().map(|status| status.to_string()).collect(),
            });
        }
    }
    if step.to == HandoverStatus::Rejected && command.rejection() == Some(RejectionReason::NoCapacity) {
        place::fill(conn, &service_id, at)?;
        counter::next(conn, ROOMS)?;
    }
    Ok(())
}

fn frozen(consent: &ConsentRow, at: Moment) -> Result<FrozenConsent, Error> {
    Ok(FrozenConsent {
        consent_id: consent.id.clone(),
        given_by: consent.given_by,
        form: consent.form,
        recipient_organization_id: consent.recipient_organization_id.clone(),
        categories: from_json::<Vec<ConsentCategory>>(&consent.categories)?,
        given_at: consent.given_at,
        valid_until: consent.valid_until,
        frozen_at: at,
    })
}
