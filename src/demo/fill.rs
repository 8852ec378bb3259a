//! Fills an empty database: everybody is hired, then everything happens in its order.

use chrono::{Days as Step, NaiveTime};

use crate::demo::absences::{self, Found, Pupil, Turn};
use crate::demo::cast::{self, Cast};
use crate::demo::clock::ScriptClock;
use crate::demo::credentials::Credentials;
use crate::demo::days::Days;
use crate::demo::dice::Dice;
use crate::demo::fate::Beat;
use crate::demo::pool::{MAP, Pool};
use crate::demo::script::Script;
use crate::demo::stage::{Act, Stage};
use crate::demo::{bridge, doubles, intake};
use crate::domain::calendar::{SchoolYear, brussels};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::socialmap::Package;
use crate::domain::target::weekly_due;
use crate::usecases::agreement::put::{RecordAgreement, record as record_agreement};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::map::import::import;
use crate::usecases::map::schools;
use crate::usecases::outbox::{Outcome, claim, enqueue_weekly, settle};
use crate::usecases::signal::expire::expire;
use crate::usecases::subscription::{Subscribe, subscribe};
use crate::usecases::target::ensure;

/// The seed of everything: another one makes another year.
pub const SEED: u64 = 2_027;
/// Who gets the weekly mail: address and language. The first one is of the team, the others are not.
const SUBSCRIBERS: &[(&str, Language)] = &[
    ("ellen@netsterk.example", Language::Dutch),
    ("schepen.onderwijs@stad.example", Language::Dutch),
    ("observatory@research.example", Language::English),
];

/// What happens at one moment.
#[derive(Debug, Clone, Copy)]
enum Scene {
    Case(usize, Beat),
    Pupil(usize, Turn),
    Monday,
    Doubles,
    /// What waits in the outbox from before belongs to the invented past and is not sent.
    Sweep,
}

/// When the invented past begins, as seen from `now`: some weeks before the school year, so that the agreements are there
/// when it starts and signals of last year have something to expire from.
#[must_use]
pub fn beginning(now: Moment) -> Moment {
    let first = Days::until(now).span().map_or(now.local_date(), |span| span.0);
    let june = first.checked_sub_days(Step::new(80)).unwrap_or(first);
    brussels(june, NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default())
}

/// Acts out the year up to `now`. Mail of the last days waits to be sent when `sends_recent`; other mail never leaves.
///
/// # Errors
/// Any failure of the use cases: a fault of ours, since the script is fixed.
pub fn fill(ctx: &Ctx, clock: &ScriptClock, now: Moment, sends_recent: bool) -> Result<Credentials, Error> {
    let pool = Pool::load().map_err(|error| Error::Internal(error.to_string()))?;
    let days = Days::until(now);
    let script = Script::write(&pool, &days, SEED);
    let pupils = absences::pupils(&pool, &days, SEED);
    import(ctx, &map()?, |_, _| {})?;
    schools::take_in(ctx, &pool.schools)?;
    let (cast, credentials) = cast::hire(ctx, &pool)?;
    let mut stage = Stage {
        ctx,
        clock,
        pool: &pool,
        days: &days,
        script: &script,
        cast: &cast,
        dice: Dice::new(SEED),
        acts: vec![Act::default(); script.plots.len()],
        families: std::collections::BTreeMap::new(),
    };
    agreements(&stage)?;
    absences::last_year(&stage)?;
    let september = SchoolYear::of(now.local_date()).first_day();
    clock.set(brussels(september, NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default()));
    open_year(ctx, &cast)?;
    let mut found = vec![Found::default(); pupils.len()];
    for (at, scene) in agenda(&stage, &pupils, now, sends_recent) {
        clock.set(at);
        act(&mut stage, &pupils, &mut found, scene)
            .map_err(|error| Error::Internal(format!("the demonstration, {scene:?} at {at}: {error:?}")))?;
    }
    Ok(credentials)
}

/// The social map of the demonstration.
fn map() -> Result<Package, Error> {
    let files = MAP.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    Package::read(&files).map_err(|faults| Error::Internal(format!("the map of the demonstration: {faults:?}")))
}

fn agreements(stage: &Stage<'_>) -> Result<(), Error> {
    for partner in &stage.pool.partners {
        let command = RecordAgreement {
            reference: partner.agreement_reference.clone(),
            signed_on: partner.signed_on,
            valid_until: None,
            data_protection_contact: partner.data_protection_contact.clone(),
        };
        record_agreement(stage.ctx, &stage.cast.house, &partner.organization_id, None, &command)?;
    }
    Ok(())
}

/// The first of September: what is left of last year expires, this year's target stands, readers subscribe.
fn open_year(ctx: &Ctx, cast: &Cast) -> Result<(), Error> {
    while expire(ctx)? > 0 {}
    ensure(ctx)?;
    for (email, language) in SUBSCRIBERS {
        let command = Subscribe { email: (*email).to_owned(), language: *language, target_id: None };
        subscribe(ctx, &cast.house, &command, None)?;
    }
    Ok(())
}

/// Everything in its order.
fn agenda(stage: &Stage<'_>, pupils: &[Pupil<'_>], now: Moment, sends_recent: bool) -> Vec<(Moment, Scene)> {
    let days = stage.days;
    let beats = stage.script.in_order().into_iter();
    let mut agenda: Vec<_> = beats.map(|(minute, plot, beat)| (days.at(minute), Scene::Case(plot, beat))).collect();
    for (place, pupil) in pupils.iter().enumerate() {
        agenda.extend(pupil.turns.iter().map(|(minute, turn)| (days.at(*minute), Scene::Pupil(place, *turn))));
    }
    let first = days.at(0);
    let mut week = weekly_due(now);
    while week.at > first {
        if week.is_due(now) {
            agenda.push((week.at, Scene::Monday));
        }
        week = weekly_due(week.at.plus(chrono::Duration::days(-7)));
    }
    agenda.push((days.at(days.minutes() * 9 / 10), Scene::Doubles));
    let last_monday = weekly_due(now).at.plus(chrono::Duration::minutes(-1));
    agenda.push((if sends_recent { last_monday } else { now }, Scene::Sweep));
    agenda.sort_by_key(|(at, _)| *at);
    agenda
}

fn act(stage: &mut Stage<'_>, pupils: &[Pupil<'_>], found: &mut [Found], scene: Scene) -> Result<(), Error> {
    match scene {
        Scene::Case(plot, beat) => match beat {
            Beat::Open => intake::phoned_in(stage, plot),
            Beat::Assign => intake::taken_on(stage, plot),
            Beat::Note => intake::noted(stage, plot),
            Beat::Meet => intake::met(stage, plot),
            Beat::Close(outcome) => intake::closed(stage, plot, outcome),
            Beat::Consent(leg) => bridge::agreed(stage, plot, leg),
            Beat::Draft(leg) => bridge::drafted(stage, plot, leg),
            Beat::Revoke(leg) => bridge::revoked(stage, plot, leg),
            Beat::Hold(_)
            | Beat::Offer(_)
            | Beat::Acknowledge(_)
            | Beat::Accept(_)
            | Beat::Plan(_)
            | Beat::NoShow(_)
            | Beat::Introduce(_)
            | Beat::TakeOver(_)
            | Beat::Complete(_)
            | Beat::Reject(_)
            | Beat::Fail(_)
            | Beat::Withdraw(_)
            | Beat::Pause(_)
            | Beat::Mistake(_) => bridge::stepped(stage, plot, beat),
        },
        Scene::Pupil(place, turn) => match (pupils.get(place), found.get_mut(place)) {
            (Some(pupil), Some(found)) => absences::act(stage, pupil, found, turn),
            _ => Ok(()),
        },
        Scene::Monday => enqueue_weekly(stage.ctx).map(|_| ()),
        Scene::Doubles => doubles::merged(stage),
        Scene::Sweep => sweep(stage.ctx),
    }
}

/// Lets go of what waits: it was never meant to reach anybody.
fn sweep(ctx: &Ctx) -> Result<(), Error> {
    while let Some(claimed) = claim(ctx)? {
        settle(ctx, &claimed, &Outcome::Dropped("belongs to the invented past of the demonstration".to_owned()))?;
    }
    Ok(())
}
