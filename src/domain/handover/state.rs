//! The steps of a handover: who may take which, and under which condition.
//!
//! [`allowed`] knows the steps, [`step`] checks their conditions and says what must be written. A handover is accountable
//! to exactly one side at any time: the source until the partner itself confirms that it carries the guidance.

use chrono::NaiveDate;

use super::{Accompaniment, Actor, Attendee, HandoverOutcome, HandoverStatus, Side};
use crate::domain::calendar::add_working_days;
use crate::domain::consent::ConsentFault;
use crate::domain::refusal::Refusal;
use crate::domain::target::MilestoneKind;

/// A family may be held by the source for at most this many working days before somebody looks again.
pub const LONGEST_HOLD: u32 = 10;

/// Guard of an offer to a service that a hard rule of routing excludes.
pub const SERVICE_EXCLUDED: &str = "serviceExcluded";

/// What the machine has to know of a handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub status: HandoverStatus,
    /// Where it stood before it was paused.
    pub held_from: Option<HandoverStatus>,
    /// Whether an introduction belongs to it.
    pub warm: bool,
    /// Who goes along to the introduction.
    pub accompaniment: Accompaniment,
    /// Introductions that took place.
    pub introductions: i32,
    /// Introductions to which somebody did not come.
    pub no_shows: i32,
}

/// What stands in the way of sending a handover to its partner; looked up at the moment of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// What is wrong with the consent for this recipient.
    pub consent: Option<ConsentFault>,
    /// Whether the service is active.
    pub service_active: bool,
    /// Whether the partner has an agreement that is in force.
    pub agreement_active: bool,
    /// Whether this service has another handover of this case in hands already.
    pub open: bool,
    /// Whether a hard rule of routing excludes the service and nobody said why it is chosen all the same.
    pub excluded: bool,
}

/// A step that somebody asks for: where to, and what was given with it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where to.
    pub to: HandoverStatus,
    /// Today, in Brussels.
    pub today: NaiveDate,
    /// Whether a reason was given, as a code or in words.
    pub reasoned: bool,
    /// Whether the reason is one from the list for declining.
    pub rejection_coded: bool,
    /// Day on which somebody looks again.
    pub review_on: Option<NaiveDate>,
    /// Whether a contact person was named, with phone or mail.
    pub contact_reachable: bool,
    /// Whether date, place and mode of an introduction were given.
    pub introduction_planned: bool,
    /// Who was there at the introduction.
    pub attended: Option<Vec<Attendee>>,
    /// How it ended.
    pub outcome: Option<HandoverOutcome>,
    /// Whose wish a withdrawal is; the actor's own when not given.
    pub by: Option<Side>,
    /// Whether a second person, not the actor, vouches for it.
    pub second_person: bool,
    /// What stands in the way of sending it, or of showing the family after acceptance.
    pub offer: Offer,
}

/// What must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where it stands now.
    pub to: HandoverStatus,
    /// Where it returns to after the pause; `None` empties the column.
    pub held_from: Option<HandoverStatus>,
    /// Introductions that took place.
    pub introductions: i32,
    /// Introductions to which somebody did not come.
    pub no_shows: i32,
    /// Who ended it, when it was withdrawn.
    pub ended_by: Option<Side>,
    /// The line for the ledger of the target.
    pub milestone: Option<MilestoneKind>,
    /// Last word of the event's type.
    pub event: &'static str,
}

/// Where this actor can bring it from here, provided that the conditions are met.
#[must_use]
pub fn allowed(facts: &Facts, actor: Actor) -> Vec<HandoverStatus> {
    let mut to = match actor {
        Actor::Source => by_source(facts),
        Actor::Partner => by_partner(facts),
        Actor::System => Vec::new(),
    };
    let open = !facts.status.is_ended();
    let seen_by_actor = match actor {
        Actor::Source | Actor::System => true,
        Actor::Partner => !matches!(facts.status, HandoverStatus::Draft | HandoverStatus::Held),
    };
    if open && seen_by_actor {
        to.push(HandoverStatus::Withdrawn);
    }
    if actor == Actor::Source && facts.status != HandoverStatus::EnteredInError {
        to.push(HandoverStatus::EnteredInError);
    }
    to
}

fn by_source(facts: &Facts) -> Vec<HandoverStatus> {
    use HandoverStatus as S;
    match facts.status {
        S::Draft => vec![S::Held, S::Offered],
        S::Held => vec![S::Draft, S::Offered],
        S::Accepted => vec![S::IntroPlanned],
        S::IntroPlanned => vec![S::IntroPlanned, S::Introduced],
        S::Offered
        | S::Acknowledged
        | S::Introduced
        | S::TakenOver
        | S::OnHold
        | S::Completed
        | S::Rejected
        | S::Failed
        | S::Withdrawn
        | S::EnteredInError => Vec::new(),
    }
}

fn by_partner(facts: &Facts) -> Vec<HandoverStatus> {
    use HandoverStatus as S;
    match facts.status {
        S::Offered => vec![S::Acknowledged, S::Accepted, S::Rejected],
        S::Acknowledged => vec![S::Accepted, S::Rejected],
        S::Accepted if facts.warm => vec![S::IntroPlanned, S::OnHold, S::Failed],
        S::Accepted => vec![S::IntroPlanned, S::TakenOver, S::OnHold, S::Failed],
        S::IntroPlanned if facts.accompaniment == Accompaniment::None => {
            vec![S::IntroPlanned, S::Introduced, S::OnHold, S::Failed]
        }
        S::IntroPlanned => vec![S::IntroPlanned, S::OnHold, S::Failed],
        S::Introduced => vec![S::TakenOver, S::OnHold, S::Failed],
        S::TakenOver => vec![S::OnHold, S::Completed, S::Failed],
        S::OnHold => facts.held_from.into_iter().chain([S::Failed]).collect(),
        S::Draft | S::Held | S::Completed | S::Rejected | S::Failed | S::Withdrawn | S::EnteredInError => Vec::new(),
    }
}

/// Takes one step.
///
/// # Errors
/// [`Refusal::Illegal`] with [`allowed`] when there is no such step for this actor; [`Refusal::Guard`] when there is, but
/// something is missing. The guards are named after what is wrong: `consentMissing`, `reviewOnTooLate`, ….
pub fn step(facts: &Facts, request: &Request, actor: Actor) -> Result<Step, Refusal<HandoverStatus>> {
    use HandoverStatus as S;
    if !allowed(facts, actor).contains(&request.to) {
        return Err(near_miss(facts, request, actor));
    }
    if facts.status == S::OnHold && Some(request.to) == facts.held_from {
        return Ok(Step { event: "resumed", ..plain(facts, request.to) });
    }
    match request.to {
        S::Draft | S::Acknowledged => Ok(plain(facts, request.to)),
        S::Held => hold(facts, request),
        S::Offered => offer(facts, request),
        S::Accepted => accept(facts, request),
        S::IntroPlanned => plan_or_miss(facts, request),
        S::Introduced => introduce(facts, request),
        S::TakenOver => take_over(facts),
        S::OnHold => pause(facts, request),
        S::Completed => complete(facts, request),
        S::Rejected => reject(facts, request),
        S::Failed => {
            reason(request)?;
            Ok(plain(facts, S::Failed))
        }
        S::Withdrawn => withdraw(facts, request, actor),
        S::EnteredInError => enter_in_error(facts, request),
    }
}

type Answer = Result<Step, Refusal<HandoverStatus>>;

/// The step as it is when nothing but the status changes.
fn plain(facts: &Facts, to: HandoverStatus) -> Step {
    Step {
        to,
        held_from: None,
        introductions: facts.introductions,
        no_shows: facts.no_shows,
        ended_by: None,
        milestone: None,
        event: to.as_str(),
    }
}

/// A step that does not exist here, but would if the handover were a little different: said in words.
fn near_miss(facts: &Facts, request: &Request, actor: Actor) -> Refusal<HandoverStatus> {
    match (actor, facts.status, request.to) {
        (Actor::Partner, HandoverStatus::Accepted, HandoverStatus::TakenOver) => {
            Refusal::guard("introductionNeeded", "a warm handover is taken over after at least one introduction")
        }
        (Actor::Partner, HandoverStatus::IntroPlanned, HandoverStatus::Introduced) => {
            Refusal::guard("accompanyingSideConfirms", "whoever accompanies the family confirms the introduction")
        }
        (Actor::Source | Actor::Partner | Actor::System, _, _) => Refusal::Illegal { allowed: allowed(facts, actor) },
    }
}

fn reason(request: &Request) -> Result<(), Refusal<HandoverStatus>> {
    if request.reasoned { Ok(()) } else { Err(Refusal::guard("reasonNeeded", "this step needs a reason")) }
}

fn review(request: &Request) -> Result<NaiveDate, Refusal<HandoverStatus>> {
    match request.review_on {
        None => Err(Refusal::guard("reviewOnNeeded", "say on which day somebody looks again")),
        Some(day) if day < request.today => {
            Err(Refusal::guard("reviewOnPast", "the day on which somebody looks again lies in the past"))
        }
        Some(day) => Ok(day),
    }
}

fn hold(facts: &Facts, request: &Request) -> Answer {
    reason(request)?;
    if review(request)? > add_working_days(request.today, LONGEST_HOLD) {
        return Err(Refusal::guard("reviewOnTooLate", "a family is held for at most ten working days at a time"));
    }
    Ok(plain(facts, HandoverStatus::Held))
}

fn consent(offer: &Offer) -> Result<(), Refusal<HandoverStatus>> {
    match offer.consent {
        None => Ok(()),
        Some(fault) => Err(Refusal::guard(fault.guard(), fault.detail())),
    }
}

fn agreement(offer: &Offer) -> Result<(), Refusal<HandoverStatus>> {
    if offer.agreement_active {
        return Ok(());
    }
    Err(Refusal::guard("agreementMissing", "no agreement with the organisation is in force"))
}

fn offer(facts: &Facts, request: &Request) -> Answer {
    let offer = &request.offer;
    consent(offer)?;
    if !offer.service_active {
        return Err(Refusal::guard("serviceNotActive", "the service is not active"));
    }
    agreement(offer)?;
    if offer.open {
        return Err(Refusal::guard(
            "offerOpen",
            "this service has been offered this case already; wait for its answer, or withdraw that offer first",
        ));
    }
    if offer.excluded {
        return Err(Refusal::guard(
            SERVICE_EXCLUDED,
            "a rule excludes this service; say why it is chosen all the same",
        ));
    }
    Ok(Step { milestone: Some(MilestoneKind::Offered), ..plain(facts, HandoverStatus::Offered) })
}

fn accept(facts: &Facts, request: &Request) -> Answer {
    if !request.contact_reachable {
        return Err(Refusal::guard("contactNeeded", "name a contact person with a phone number or mail address"));
    }
    consent(&request.offer)?;
    agreement(&request.offer)?;
    Ok(plain(facts, HandoverStatus::Accepted))
}

/// Plans an introduction, or records that somebody did not come to the planned one; both may come together.
fn plan_or_miss(facts: &Facts, request: &Request) -> Answer {
    let planned = plain(facts, HandoverStatus::IntroPlanned);
    match (&request.attended, facts.status) {
        (Some(attended), HandoverStatus::IntroPlanned) if !met(attended) => Ok(missed(facts)),
        (_, _) if request.introduction_planned => Ok(planned),
        (_, _) => Err(Refusal::guard("introductionNeeded", "say when, where and how they will meet")),
    }
}

/// An introduction is one when the family and the partner were both there.
fn met(attended: &[Attendee]) -> bool {
    attended.contains(&Attendee::Family) && attended.contains(&Attendee::Partner)
}

fn missed(facts: &Facts) -> Step {
    Step { no_shows: facts.no_shows + 1, event: "missed", ..plain(facts, HandoverStatus::IntroPlanned) }
}

fn introduce(facts: &Facts, request: &Request) -> Answer {
    match &request.attended {
        None => Err(Refusal::guard("attendedNeeded", "say who was there")),
        Some(attended) if met(attended) => Ok(Step {
            introductions: facts.introductions + 1,
            milestone: Some(MilestoneKind::Introduced),
            ..plain(facts, HandoverStatus::Introduced)
        }),
        Some(_) => Ok(missed(facts)),
    }
}

fn take_over(facts: &Facts) -> Answer {
    if facts.warm && facts.introductions < 1 {
        return Err(Refusal::guard(
            "introductionNeeded",
            "a warm handover is taken over after at least one introduction",
        ));
    }
    Ok(Step { milestone: Some(MilestoneKind::TakenOver), ..plain(facts, HandoverStatus::TakenOver) })
}

fn pause(facts: &Facts, request: &Request) -> Answer {
    reason(request)?;
    review(request)?;
    Ok(Step { held_from: Some(facts.status), ..plain(facts, HandoverStatus::OnHold) })
}

fn complete(facts: &Facts, request: &Request) -> Answer {
    match request.outcome {
        Some(_) => Ok(Step { milestone: Some(MilestoneKind::Completed), ..plain(facts, HandoverStatus::Completed) }),
        None => Err(Refusal::guard("outcomeNeeded", "say what became of the guidance")),
    }
}

fn reject(facts: &Facts, request: &Request) -> Answer {
    if !request.rejection_coded {
        return Err(Refusal::guard("reasonNeeded", "declining needs a reason from the list"));
    }
    Ok(plain(facts, HandoverStatus::Rejected))
}

fn withdraw(facts: &Facts, request: &Request, actor: Actor) -> Answer {
    reason(request)?;
    let by = request.by.unwrap_or(actor.side());
    if by != actor.side() && !(by == Side::Family && actor != Actor::System) {
        return Err(Refusal::guard("byAnotherSide", "a side withdraws for itself or for the family"));
    }
    Ok(Step { ended_by: Some(by), ..plain(facts, HandoverStatus::Withdrawn) })
}

fn enter_in_error(facts: &Facts, request: &Request) -> Answer {
    reason(request)?;
    if !request.second_person {
        return Err(Refusal::guard("secondPersonNeeded", "a second person has to vouch that this is an error"));
    }
    Ok(Step { milestone: Some(MilestoneKind::Voided), ..plain(facts, HandoverStatus::EnteredInError) })
}

#[cfg(test)]
mod tests;
