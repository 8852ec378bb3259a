//! The pupils of the demonstration whose absences schools report, and what people make of the signals.
//!
//! References only, no names: a school knows who `L-2417` is, nobody else does.

use crate::demo::days::{DAY, Days};
use crate::demo::dice::Dice;
use crate::demo::pool::Pool;
use crate::demo::stage::{Stage, lost};
use crate::domain::access::Principal;
use crate::domain::alert::{AlertState, RuleCode, SignalState};
use crate::domain::casework::SchoolStage;
use crate::domain::ids::Id;
use crate::domain::school::School;
use crate::usecases::alert::transition::{MoveAlert, transition};
use crate::usecases::error::Error;
use crate::usecases::signal::decide::{DecideSignal, decide};
use crate::usecases::signal::report::{HalfDayTotals, ReportAbsences, report};
use crate::usecases::signal::view::SignalView;

/// How many pupils are reported on.
const PUPILS: usize = 48;

/// A step around one pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The school reports these totals: B, Z and R half days.
    Report(u32, u32, u32),
    /// The coordinator decides on what was found.
    Decide(SignalState),
    /// The alert point, or the team for a withdrawal, moves the alert.
    Move(AlertState),
}

/// One pupil.
#[derive(Debug, Clone)]
pub struct Pupil<'a> {
    /// The school.
    pub school: &'a School,
    /// The school's reference.
    pub reference: String,
    /// Working minute and turn, in order.
    pub turns: Vec<(i64, Turn)>,
}

/// What became of a pupil's signals so far.
#[derive(Debug, Clone, Default)]
pub struct Found {
    signals: Vec<SignalView>,
    alert: Option<(Id, i32)>,
}

/// Lays out what is reported, and what follows.
#[must_use]
pub fn pupils<'a>(pool: &'a Pool, days: &Days, seed: u64) -> Vec<Pupil<'a>> {
    let mut dice = Dice::new(seed);
    let length = days.minutes();
    let reported = |place: usize| one(pool, &mut dice, length, place);
    (0..PUPILS).filter_map(reported).collect()
}

fn one<'a>(pool: &'a Pool, dice: &mut Dice, length: i64, place: usize) -> Option<Pupil<'a>> {
    let schools: Vec<&School> =
        pool.schools.iter().filter(|school| school.stage != Some(SchoolStage::Nursery)).collect();
    let school = *dice.weighted(&schools, |school| if school.stage == Some(SchoolStage::Secondary) { 5 } else { 1 })?;
    let last = length - 1 - dice.between(DAY, length * 2 / 3);
    let (b, z) = match place % 6 {
        0 => (dice.between(30, 44), dice.between(0, 6)),
        1 | 2 => (dice.between(15, 28), dice.between(0, 10)),
        3 => (dice.between(10, 14), dice.between(0, 12)),
        4 => (dice.between(5, 9), dice.between(0, 8)),
        _ => (dice.between(0, 4), dice.between(31, 46)),
    };
    let r = if dice.chance(12) { dice.between(2, 10) } else { 0 };
    let part = |whole: i64, percent: i64| u32::try_from(whole * percent / 100).unwrap_or(0);
    let totals = |percent| Turn::Report(part(b, percent), part(z, percent), part(r, percent));
    let mut turns = Vec::new();
    if last > 12 * DAY {
        turns.push((last - dice.between(6 * DAY, 10 * DAY), totals(60)));
    }
    turns.push((last, totals(100)));
    follow(dice, place, last, length, &mut turns);
    Some(Pupil { school, reference: format!("L-{}", 1000 + place * 173 % 9000), turns })
}

/// What people do about it: the longer ago, the further.
fn follow(dice: &mut Dice, place: usize, last: i64, length: i64, turns: &mut Vec<(i64, Turn)>) {
    let mut at = last;
    let mut then = |dice: &mut Dice, turn: Turn| {
        at += dice.between(60, 3 * DAY);
        if at < length {
            turns.push((at, turn));
        }
    };
    match place % 8 {
        7 => {}
        6 => then(dice, Turn::Decide(SignalState::Dismissed)),
        far => {
            then(dice, Turn::Decide(SignalState::Confirmed));
            let way = [AlertState::Acknowledged, AlertState::InTreatment, AlertState::Closed];
            for state in way.into_iter().take(match far {
                0 => 0,
                1 => 1,
                2 | 3 => 2,
                _ => 3,
            }) {
                then(dice, Turn::Move(state));
            }
            if far == 0 && place.is_multiple_of(16) {
                then(dice, Turn::Move(AlertState::Withdrawn));
            }
        }
    }
}

/// Acts one turn.
///
/// # Errors
/// Any failure of the use cases.
pub fn act(stage: &Stage<'_>, pupil: &Pupil<'_>, found: &mut Found, turn: Turn) -> Result<(), Error> {
    match turn {
        Turn::Report(b, z, r) => {
            let half_days = HalfDayTotals { b: Some(b), z: Some(z), r: Some(r), ..HalfDayTotals::default() };
            let command = ReportAbsences {
                school_id: pupil.school.id.clone(),
                pupil_ref: pupil.reference.clone(),
                as_of: stage.ctx.now().local_date(),
                half_days,
            };
            found.signals = report(stage.ctx, &stage.cast.house, &command, None)?.signals;
            Ok(())
        }
        Turn::Decide(to) => decided(stage, found, to),
        Turn::Move(to) => moved(stage, found, to),
    }
}

/// The gravest signal is decided on as the script says; what lies under it is dismissed, because it is the same story.
fn decided(stage: &Stage<'_>, found: &mut Found, to: SignalState) -> Result<(), Error> {
    let caller: &Principal = &stage.cast.coordinator;
    let mut to = to;
    for signal in found.signals.iter().filter(|signal| signal.state == SignalState::Proposed) {
        let reason = match to {
            SignalState::Confirmed => "Besproken met de school en het CLB.",
            _ if signal.rule == RuleCode::AbsentAll30 => "Langdurig ziek, attesten zijn in orde.",
            _ => "Zelfde verhaal als de zwaardere melding, of de school volgt zelf op.",
        };
        let command = DecideSignal { to, reason: Some(reason.to_owned()) };
        let view = decide(stage.ctx, caller, &signal.id, signal.version, &command, None)?;
        if let Some(alert_id) = view.alert_id {
            found.alert = Some((alert_id, 1));
        }
        to = SignalState::Dismissed;
    }
    Ok(())
}

fn moved(stage: &Stage<'_>, found: &mut Found, to: AlertState) -> Result<(), Error> {
    let Some((alert_id, version)) = found.alert.clone() else { return Ok(()) };
    let (caller, reason) = match to {
        AlertState::Withdrawn => (&stage.cast.coordinator, Some("Vergissing in de telling van de school.")),
        AlertState::Closed => (&stage.cast.alert_point, Some("Leerling komt opnieuw, traject loopt via het CLB.")),
        AlertState::Raised | AlertState::Acknowledged | AlertState::InTreatment => (&stage.cast.alert_point, None),
    };
    let command = MoveAlert { to, reason: reason.map(str::to_owned) };
    let view = transition(stage.ctx, caller, &alert_id, version, &command, None)?;
    found.alert = Some((view.id, view.version));
    Ok(())
}

/// Signals of the school year before, on which nobody decided.
///
/// # Errors
/// Any failure of the use cases.
pub fn last_year(stage: &Stage<'_>) -> Result<(), Error> {
    let half_days = HalfDayTotals { b: Some(17), z: Some(4), ..HalfDayTotals::default() };
    for (school, place) in stage.pool.schools.iter().zip(1..=3) {
        let command = ReportAbsences {
            school_id: school.id.clone(),
            pupil_ref: format!("L-0{place}41"),
            as_of: stage.ctx.now().local_date(),
            half_days,
        };
        if report(stage.ctx, &stage.cast.house, &command, None)?.signals.is_empty() {
            return Err(lost("signal"));
        }
    }
    Ok(())
}
