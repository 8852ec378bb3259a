//! The beats of a handover, each through the use case that a caller would use.

use chrono::{Days as Step, NaiveDate};

use crate::demo::days::DAY;
use crate::demo::fate::{Beat, Fate};
use crate::demo::stage::{Stage, Walk, code, lost};
use crate::domain::access::Principal;
use crate::domain::calendar::add_working_days;
use crate::domain::consent::ConsentCategory;
use crate::domain::handover::{Accompaniment, Attendee, HandoverOutcome, HandoverStatus, IntroductionMode, Side};
use crate::usecases::consent::give::{GiveConsent, give};
use crate::usecases::consent::withdraw::{WithdrawConsent, withdraw};
use crate::usecases::error::Error;
use crate::usecases::handover::draft::{DraftHandover, draft};
use crate::usecases::handover::read::read;

use crate::usecases::handover::transition::{Command as MoveHandover, MoveContact, MoveIntroduction, transition};

/// The family agrees that the organisation of this leg is told.
///
/// # Errors
/// Any failure of the use case.
pub fn agreed(stage: &mut Stage<'_>, plot: usize, leg: usize) -> Result<(), Error> {
    let it = stage.script.plots.get(plot).ok_or_else(|| lost("plot"))?;
    let family_id = it.household.and_then(|home| stage.families.get(&home)).cloned().ok_or_else(|| lost("family"))?;
    let recipient = it.legs.get(leg).ok_or_else(|| lost("leg"))?.organization_id.clone();
    let pool = &stage.pool.people.consent;
    let form = stage.dice.weighted(&pool.forms, |form| form.weight).ok_or_else(|| lost("form"))?;
    let grown = it.question.age.is_some_and(|age| age >= 12);
    let giver = stage.dice.weighted(&pool.given_by, |giver| giver.weight).ok_or_else(|| lost("giver"))?;
    let giver = if giver.code == "pupil" && !grown { "parent" } else { giver.code.as_str() };
    let mut categories = vec![ConsentCategory::Contact, ConsentCategory::Needs];
    if stage.dice.chance(85) {
        categories.push(ConsentCategory::Children);
    }
    if stage.dice.chance(60) {
        categories.push(ConsentCategory::School);
    }
    let command = GiveConsent {
        given_by: code(giver)?,
        form: code(&form.code)?,
        recipient_organization_id: recipient,
        categories,
        purpose: stage.say(&pool.purposes),
        given_at: None,
        valid_until: stage.dice.chance(70).then(|| later(stage, 300)),
    };
    let given = give(stage.ctx, stage.worker(plot)?, &family_id, &command, None)?;
    if let Some(act) = stage.acts.get_mut(plot) {
        act.consents.insert(leg, given.id);
    }
    Ok(())
}

/// A route is chosen.
///
/// # Errors
/// Any failure of the use case.
pub fn drafted(stage: &mut Stage<'_>, plot: usize, leg: usize) -> Result<(), Error> {
    let it = stage.script.plots.get(plot).ok_or_else(|| lost("plot"))?;
    let route = it.legs.get(leg).ok_or_else(|| lost("leg"))?;
    let texts = &stage.pool.people.texts;
    let cold = it.fate == Fate::Cold;
    let accompaniment = match stage.dice.between(1, 100) {
        _ if cold => Accompaniment::None,
        1..=25 => Accompaniment::Netsterk,
        26..=45 => Accompaniment::Brugfiguur,
        46..=58 => Accompaniment::School,
        59..=63 => Accompaniment::Clb,
        _ => Accompaniment::None,
    };
    let command = DraftHandover {
        service_id: route.service_id.clone(),
        warm: Some(!cold),
        accompaniment: Some(accompaniment),
        consent_id: stage.acts.get(plot).and_then(|act| act.consents.get(&leg)).cloned(),
        message: if stage.dice.chance(80) { stage.say(&texts.messages) } else { None },
        not_first_reason_code: None,
        override_reason: None,
        reason: if cold { stage.say(&texts.cold_reasons) } else { None },
    };
    let case_id = stage.acts.get(plot).map(|act| act.case_id.clone()).unwrap_or_default();
    let view = draft(stage.ctx, stage.worker(plot)?, &case_id, &command, None)?;
    let walk = Walk { id: view.id, version: view.version, accompanied: accompaniment != Accompaniment::None };
    if let Some(act) = stage.acts.get_mut(plot) {
        act.handovers.insert(leg, walk);
    }
    Ok(())
}

/// The family withdraws its consent.
///
/// # Errors
/// Any failure of the use case.
pub fn revoked(stage: &Stage<'_>, plot: usize, leg: usize) -> Result<(), Error> {
    let consent = stage.acts.get(plot).and_then(|act| act.consents.get(&leg)).ok_or_else(|| lost("consent"))?;
    let command =
        WithdrawConsent { reason: Some("De ouders willen toch niet dat hun gegevens gedeeld worden.".to_owned()) };
    withdraw(stage.ctx, stage.worker(plot)?, consent, &command, None)?;
    Ok(())
}

/// Any other step of a handover.
///
/// # Errors
/// Any failure of the use case.
pub fn stepped(stage: &mut Stage<'_>, plot: usize, beat: Beat) -> Result<(), Error> {
    let (leg, side, command) = command(stage, plot, beat)?;
    let walk = stage.walk(plot, leg)?;
    let caller: &Principal = match side {
        Side::Partner => stage.partner(plot, leg)?.0,
        Side::Source | Side::Family | Side::System => stage.worker(plot)?,
    };
    let view = transition(stage.ctx, caller, &walk.id, walk.version, &command, None)?;
    if command.to == HandoverStatus::Accepted {
        // Whoever accepts looks who it is; that is a line in the access log.
        read(stage.ctx, caller, &walk.id, Some("eerste contact met het gezin"))?;
    }
    if let Some(walk) = stage.acts.get_mut(plot).and_then(|act| act.handovers.get_mut(&leg)) {
        walk.version = view.version;
    }
    Ok(())
}

/// Which leg, whose step, and what is sent with it.
fn command(stage: &mut Stage<'_>, plot: usize, beat: Beat) -> Result<(usize, Side, MoveHandover), Error> {
    use HandoverStatus as S;
    let texts = &stage.pool.people.texts;
    Ok(match beat {
        Beat::Offer(leg) => (leg, Side::Source, to(S::Offered)),
        Beat::Acknowledge(leg) => (leg, Side::Partner, to(S::Acknowledged)),
        Beat::TakeOver(leg) => (leg, Side::Partner, to(S::TakenOver)),
        Beat::Hold(leg) => {
            let review = add_working_days(today(stage), u32::try_from(stage.dice.between(3, 10)).unwrap_or(5));
            (
                leg,
                Side::Source,
                MoveHandover { reason: stage.say(&texts.hold_reasons), review_on: Some(review), ..to(S::Held) },
            )
        }
        Beat::Accept(leg) => {
            let partner = stage.partner(plot, leg)?.1;
            let (name, phone) = (partner.contact_name.clone(), Some(partner.contact_phone.clone()));
            let contact = Some(MoveContact { name, phone, email: None });
            (leg, Side::Partner, MoveHandover { contact, ..to(S::Accepted) })
        }
        Beat::Plan(leg) => {
            let introduction = Some(introduction(stage, plot, leg));
            let side = if stage.dice.chance(60) { Side::Partner } else { Side::Source };
            (leg, side, MoveHandover { introduction, ..to(S::IntroPlanned) })
        }
        Beat::NoShow(leg) => {
            let attended = Some(vec![Attendee::Partner, Attendee::Source]);
            (leg, Side::Source, MoveHandover { attended, ..to(S::IntroPlanned) })
        }
        Beat::Introduce(leg) => {
            let accompanied = stage.walk(plot, leg)?.accompanied;
            let with = if accompanied { Attendee::Accompanier } else { Attendee::Source };
            let attended = Some(vec![Attendee::Family, Attendee::Partner, with]);
            let side = if accompanied { Side::Source } else { Side::Partner };
            (leg, side, MoveHandover { attended, ..to(S::Introduced) })
        }
        Beat::Complete(leg) => {
            let outcomes = [
                (HandoverOutcome::SupportStarted, 50),
                (HandoverOutcome::SupportCompleted, 30),
                (HandoverOutcome::NotNeededAnymore, 10),
                (HandoverOutcome::ReferredOn, 10),
            ];
            let outcome = stage.dice.weighted(&outcomes, |outcome| outcome.1).map(|outcome| outcome.0);
            let activity = stage.say(&texts.activities);
            (leg, Side::Partner, MoveHandover { outcome, activity, ..to(S::Completed) })
        }
        Beat::Reject(leg) => (leg, Side::Partner, rejected(stage, plot, leg)),
        Beat::Fail(leg) => {
            (leg, Side::Partner, MoveHandover { reason: stage.say(&texts.fail_reasons), ..to(S::Failed) })
        }
        Beat::Withdraw(leg) => {
            let by = Some(if stage.dice.chance(60) { Side::Family } else { Side::Source });
            (leg, Side::Source, MoveHandover { reason: stage.say(&texts.withdraw_reasons), by, ..to(S::Withdrawn) })
        }
        Beat::Pause(leg) => {
            let review_on = Some(later(stage, 28));
            (leg, Side::Partner, MoveHandover { reason: stage.say(&texts.on_hold_reasons), review_on, ..to(S::OnHold) })
        }
        Beat::Mistake(leg) => {
            let second_person = Some(stage.cast.coordinator.client_id.clone());
            let reason = Some("Verkeerde dienst aangeklikt.".to_owned());
            (leg, Side::Source, MoveHandover { reason, second_person, ..to(S::EnteredInError) })
        }
        Beat::Open
        | Beat::Assign
        | Beat::Note
        | Beat::Meet
        | Beat::Consent(_)
        | Beat::Draft(_)
        | Beat::Revoke(_)
        | Beat::Close(_) => {
            return Err(lost("step"));
        }
    })
}

fn rejected(stage: &mut Stage<'_>, plot: usize, leg: usize) -> MoveHandover {
    let full = stage.script.plots.get(plot).and_then(|plot| plot.legs.get(leg)).is_some_and(|route| route.full);
    let reasons = [("waiting_list", 35), ("not_eligible", 25), ("wrong_service", 20), ("other", 20)];
    let picked = stage.dice.weighted(&reasons, |reason| reason.1).map_or("other", |reason| reason.0);
    let code = if full { "no_capacity" } else { picked };
    let reason = stage.pool.people.texts.reject_reasons.get(code).cloned();
    MoveHandover { reason_code: Some(code.to_owned()), reason, ..to(HandoverStatus::Rejected) }
}

/// The introduction is planned for when the script lets it happen; for one that is still to come, some days ahead.
fn introduction(stage: &mut Stage<'_>, plot: usize, leg: usize) -> MoveIntroduction {
    let beats = stage.script.plots.get(plot).map(|plot| plot.beats.as_slice()).unwrap_or_default();
    let meeting = beats.iter().find(|beat| matches!(beat.1, Beat::Introduce(at) | Beat::NoShow(at) if at == leg));
    let at = match meeting {
        Some((minute, _)) => stage.days.at(minute - minute.rem_euclid(30)).max(stage.ctx.now()),
        None => {
            let day = add_working_days(today(stage), u32::try_from(stage.dice.between(2, 9)).unwrap_or(4));
            let minute = stage.dice.between(0, DAY / 30 - 1) * 30;
            let nine = chrono::NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
            crate::domain::calendar::brussels(day, nine + chrono::Duration::minutes(minute))
        }
    };
    let place = stage.say(&stage.pool.people.texts.places).unwrap_or_else(|| "op school".to_owned());
    let mode = if place == "videogesprek" { IntroductionMode::Video } else { IntroductionMode::InPerson };
    MoveIntroduction { at, place, mode }
}

fn to(status: HandoverStatus) -> MoveHandover {
    MoveHandover {
        to: status,
        reason: None,
        reason_code: None,
        review_on: None,
        contact: None,
        introduction: None,
        attended: None,
        outcome: None,
        activity: None,
        by: None,
        second_person: None,
    }
}

fn today(stage: &Stage<'_>) -> NaiveDate {
    stage.ctx.now().local_date()
}

fn later(stage: &mut Stage<'_>, days: i64) -> NaiveDate {
    let ahead = u64::try_from(stage.dice.between(days / 2, days)).unwrap_or(14);
    today(stage).checked_add_days(Step::new(ahead)).unwrap_or_else(|| today(stage))
}
