//! The beats of a case: opened, taken on, noted, the family met, closed.

use crate::demo::household::{Household, Person};
use crate::demo::stage::{Stage, code, lost};
use crate::domain::casework::CaseStatus;
use crate::usecases::case::change::{ChangeCase, change};
use crate::usecases::case::note::{AddNote, add as add_note};
use crate::usecases::case::open::{OpenCase, open};
use crate::usecases::case::read::read;
use crate::usecases::case::transition::{MoveCase, transition};
use crate::usecases::case::view::{Asker, CaseView, Child};
use crate::usecases::error::Error;
use crate::usecases::family::register::{RegisterFamily, RegisterMember, register};

/// The school phones or mails.
///
/// # Errors
/// Any failure of the use case.
pub fn phoned_in(stage: &mut Stage<'_>, plot: usize) -> Result<(), Error> {
    let it = stage.script.plots.get(plot).ok_or_else(|| lost("plot"))?;
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let child = Child {
        age: it.question.age.map(|age| age as f64),
        stage: it.question.stage.as_deref().map(code).transpose()?,
    };
    let asker = Asker {
        name: it.asker.map(|asker| asker.0.to_owned()),
        role: it.asker.map(|asker| asker.1.to_owned()),
        school_id: Some(it.school.id.clone()),
        phone: None,
        email: None,
    };
    let command = OpenCase {
        channel: code(&it.question.channel)?,
        question: it.question.text.clone(),
        language: said(&it.language),
        postcode: said(&it.postcode),
        urgency: Some(code(&it.question.urgency)?),
        asker: Some(asker),
        children: (child.age.is_some() || child.stage.is_some()).then(|| vec![child]),
        needs: None,
        family_id: None,
    };
    let worker = usize::try_from(stage.dice.roll() % 3).unwrap_or(0) % stage.cast.workers.len().max(1);
    if let Some(act) = stage.acts.get_mut(plot) {
        act.worker = worker;
    }
    let view = open(stage.ctx, stage.worker(plot)?, &command, None)?;
    if let Some(act) = stage.acts.get_mut(plot) {
        act.case_id = view.id;
    }
    Ok(())
}

/// A worker takes it on and confirms the needs.
///
/// # Errors
/// Any failure of the use cases.
pub fn taken_on(stage: &Stage<'_>, plot: usize) -> Result<(), Error> {
    let it = stage.script.plots.get(plot).ok_or_else(|| lost("plot"))?;
    let worker = stage.worker(plot)?;
    let case = current(stage, plot)?;
    let command = ChangeCase {
        needs: Some(it.question.needs.clone()),
        owner: Some(Some(worker.id.clone())),
        ..ChangeCase::default()
    };
    let case = change(stage.ctx, worker, &case.id, case.version, &command)?;
    let command = MoveCase { to: CaseStatus::InProgress, outcome: None, reason: None };
    transition(stage.ctx, worker, &case.id, case.version, &command, None)?;
    Ok(())
}

/// A line in the file.
///
/// # Errors
/// Any failure of the use case.
pub fn noted(stage: &mut Stage<'_>, plot: usize) -> Result<(), Error> {
    let texts = &stage.pool.people.texts;
    let pool = if stage.dice.chance(25) { &texts.advice } else { &texts.notes };
    let text = stage.say(pool).unwrap_or_default();
    let case_id = stage.acts.get(plot).map(|act| act.case_id.clone()).unwrap_or_default();
    add_note(stage.ctx, stage.worker(plot)?, &case_id, &AddNote { text }, None)?;
    Ok(())
}

/// The family becomes known: recorded, or recognised from before.
///
/// # Errors
/// Any failure of the use cases.
pub fn met(stage: &mut Stage<'_>, plot: usize) -> Result<(), Error> {
    let household = stage.script.plots.get(plot).and_then(|plot| plot.household).ok_or_else(|| lost("household"))?;
    let home = stage.script.households.get(household).ok_or_else(|| lost("household"))?;
    let case = current(stage, plot)?;
    if let Some(family_id) = stage.families.get(&household) {
        let command = ChangeCase { family_id: Some(Some(family_id.clone())), ..ChangeCase::default() };
        change(stage.ctx, stage.worker(plot)?, &case.id, case.version, &command)?;
        return Ok(());
    }
    let registered = register(stage.ctx, stage.worker(plot)?, &as_told(home, Some(case.id))?, None)?;
    stage.families.insert(household, registered.family.id);
    Ok(())
}

/// A household as the team writes it down.
///
/// # Errors
/// When a role of the pools does not exist.
pub fn as_told(home: &Household, case_id: Option<String>) -> Result<RegisterFamily, Error> {
    let member = |person: &Person| -> Result<RegisterMember, Error> {
        Ok(RegisterMember {
            role: code(person.role)?,
            first_name: Some(person.first_name.clone()),
            last_name: Some(person.last_name.clone()),
            birth_date: person.birth_date,
            school_id: person.school_id.clone(),
        })
    };
    Ok(RegisterFamily {
        name: home.name.clone(),
        language: Some(home.language.clone()),
        postcode: Some(home.postcode.clone()),
        street: Some(home.street.clone()),
        number: Some(home.number.clone()),
        phone: Some(home.phone.clone()),
        email: home.email.clone(),
        members: Some(home.members.iter().map(member).collect::<Result<_, _>>()?),
        case_id,
    })
}

/// Closed with an outcome.
///
/// # Errors
/// Any failure of the use cases.
pub fn closed(stage: &Stage<'_>, plot: usize, outcome: &str) -> Result<(), Error> {
    let case = current(stage, plot)?;
    let command = MoveCase { to: CaseStatus::Closed, outcome: Some(code(outcome)?), reason: None };
    transition(stage.ctx, stage.worker(plot)?, &case.id, case.version, &command, None)?;
    Ok(())
}

fn current(stage: &Stage<'_>, plot: usize) -> Result<CaseView, Error> {
    let case_id = stage.acts.get(plot).map(|act| act.case_id.as_str()).unwrap_or_default();
    read(stage.ctx, stage.worker(plot)?, case_id, Some("opvolging van de vraag"))
}
