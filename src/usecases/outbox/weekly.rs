//! The weekly report: put in the outbox when it is due, written when it is sent, shown without sending.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate, NaiveTime};

use crate::domain::calendar::{IsoWeek, brussels};
use crate::domain::ids::Id;
use crate::domain::language::Language;
use crate::domain::notice::{Draft, Matter, Notice};
use crate::domain::target::{
    Gap, PartnerAnswer, Period, Progress, Stuck, WeeklyDue, WeeklyReport, change, is_stuck, median, plot, progress,
    shown, shown_change, weekly_due,
};
use crate::store::conn::Conn;
use crate::store::subscription::{self, Subscription};
use crate::store::target::{self, Kept};
use crate::store::{ledger, outbox, weekly};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::lexicon;

/// Stuck handovers, partners and gaps that a report names at most.
const LONGEST_LIST: usize = 12;

/// A weekly mail that would be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What would be written.
    pub draft: Draft,
    /// Whether this subscription has had this week already.
    pub had_already: bool,
}

/// Puts the mails of the week that runs in the outbox, if it is time: once per subscription and week, whoever asks and how
/// often. Returns how many. Called by the worker.
///
/// # Errors
/// Any failure of the database.
pub fn enqueue_weekly(ctx: &Ctx) -> Result<usize, Error> {
    let due = weekly_due(ctx.now());
    if due.is_due(ctx.now()) { enqueue(ctx, due) } else { Ok(0) }
}

/// The same for a week of the operator's choice, due or not; without one the week that runs. Who subscribed since Monday
/// gets it too, because somebody asks for it.
///
/// # Errors
/// Any failure of the database.
pub fn enqueue_week(ctx: &Ctx, week: Option<IsoWeek>) -> Result<usize, Error> {
    let week = week.unwrap_or_else(|| weekly_due(ctx.now()).week);
    enqueue(ctx, WeeklyDue { week, at: ctx.now() })
}

fn enqueue(ctx: &Ctx, due: WeeklyDue) -> Result<usize, Error> {
    let week = due.week.to_string();
    if ctx.db.read(|conn| subscription::without_week(conn, &week, due.at).map_err(Error::from))?.is_empty() {
        return Ok(0);
    }
    ctx.db.write(|conn| {
        let now = ctx.now();
        let rows = subscription::without_week(conn, &week, due.at)?;
        for row in &rows {
            let id = ctx.id(now);
            let notice = Notice::WeeklyTarget { subscription_id: row.id.clone(), week: week.clone() };
            outbox::enqueue(conn, &id, &notice, &row.id, now)?;
            subscription::take_week(conn, &row.id, &week, &id)?;
        }
        Ok(rows.len())
    })
}

/// The mails of a week, without sending any: for every subscription that runs. For the operator.
///
/// # Errors
/// Any failure of the database.
pub fn preview_weekly(ctx: &Ctx, week: Option<IsoWeek>) -> Result<Vec<Preview>, Error> {
    let week = week.unwrap_or_else(|| weekly_due(ctx.now()).week);
    let today = ctx.now().local_date();
    ctx.db.read(|conn| {
        let not_had = subscription::without_week(conn, &week.to_string(), ctx.now())?;
        let mut found = Vec::new();
        for row in subscription::running(conn)? {
            let had_already = !not_had.iter().any(|other| other.id == row.id);
            found.push(Preview { draft: draft(ctx, conn, &row, week, &row.id, today)?, had_already });
        }
        Ok(found)
    })
}

/// The report of a week for one subscriber: as of today, or of the Sunday of a week that is over.
pub(super) fn draft(
    ctx: &Ctx,
    conn: &mut Conn,
    row: &Subscription,
    week: IsoWeek,
    id: &Id,
    today: NaiveDate,
) -> Result<Draft, Error> {
    let as_of = today.min(week.sunday());
    let language: Language = row.language.parse().unwrap_or(Language::Dutch);
    let inside = subscription::is_in_team(conn, &row.email)?;
    let kept = current(conn, row, as_of)?;
    let report = report(ctx, conn, &kept, week, as_of, inside, language)?;
    let token = ctx.master_key.token("unsubscribe", &row.id);
    Ok(Draft {
        id: id.clone(),
        to: row.email.clone(),
        language,
        matter: Matter::Weekly(Box::new(report)),
        unsubscribe_url: Some(format!("{}/unsubscribe/{token}", ctx.public_url)),
    })
}

/// The target of a subscription; when its period is over, the one that runs.
fn current(conn: &mut Conn, row: &Subscription, as_of: NaiveDate) -> Result<Kept, Error> {
    let own = target::find(conn, &row.target_id)?;
    if own.target.period.end < as_of
        && let Some(next) = target::on(conn, as_of)?
    {
        return Ok(next);
    }
    Ok(own)
}

fn report(
    ctx: &Ctx,
    conn: &mut Conn,
    kept: &Kept,
    week: IsoWeek,
    as_of: NaiveDate,
    inside: bool,
    language: Language,
) -> Result<WeeklyReport, Error> {
    let target = &kept.target;
    let (lines, merges) = (ledger::lines(conn, target.period, as_of)?, ledger::merges(conn)?);
    let now: Progress = progress(target, &lines, &merges, as_of);
    let before = progress(target, &lines, &merges, as_of - Duration::days(7));
    let count = shown(now.tally.count(), inside);
    let forecast = count.map(|_| now.outlook.forecast);
    let funnel = now.tally.funnel;
    let steps = [funnel.reached, funnel.offered, funnel.introduced, funnel.taken_over, funnel.completed];
    let (stuck, stuck_more) = stuck(conn, as_of, inside)?;
    Ok(WeeklyReport {
        target: target.name.clone(),
        week,
        as_of,
        period: target.period,
        goal: target.goal,
        count,
        children: count.and_then(|_| shown(now.tally.children(), inside)),
        change: count
            .and(shown(before.tally.count(), inside))
            .map(|_| shown_change(change(&before.tally, &now.tally), inside)),
        pace_needed: count.and(now.outlook.pace_needed),
        forecast,
        funnel: steps.map(|number| shown(number, inside)),
        stuck,
        stuck_more,
        answers: answers(conn, target.period, as_of, inside)?,
        gaps: gaps(ctx, conn, target.period, as_of, inside, language)?,
        plot: plot(&now.weeks, target.period, as_of, target.goal, forecast, inside),
    })
}

/// Case numbers are for everybody; the name of a colleague is for the team.
fn stuck(conn: &mut Conn, today: NaiveDate, inside: bool) -> Result<(Vec<Stuck>, u32), Error> {
    let midnight = brussels(today, NaiveTime::default());
    let waiting = weekly::waiting(conn, midnight, today)?;
    let found = waiting.into_iter().filter(|it| is_stuck(&it.status, it.changed_at.local_date(), it.review_on, today));
    let mut stuck: Vec<Stuck> = found
        .map(|it| Stuck {
            days: u32::try_from((today - it.changed_at.local_date()).num_days()).unwrap_or(0),
            owner: if inside { it.owner.unwrap_or_else(|| "Netsterk".to_owned()) } else { "Netsterk".to_owned() },
            case_number: it.case_number,
        })
        .collect();
    let more = u32::try_from(stuck.len().saturating_sub(LONGEST_LIST)).unwrap_or(0);
    stuck.truncate(LONGEST_LIST);
    Ok((stuck, more))
}

fn bounds(period: Period, as_of: NaiveDate) -> (crate::domain::moment::Moment, crate::domain::moment::Moment) {
    let until = period.end.min(as_of) + Duration::days(1);
    (brussels(period.start, NaiveTime::default()), brussels(until, NaiveTime::default()))
}

fn answers(conn: &mut Conn, period: Period, as_of: NaiveDate, inside: bool) -> Result<Vec<PartnerAnswer>, Error> {
    let (from, until) = bounds(period, as_of);
    let mut decided: BTreeSet<Id> = BTreeSet::new();
    let mut waits: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (handover_id, organization, offered_at, at) in weekly::decisions(conn, from, until)? {
        if let Some(offered_at) = offered_at.filter(|_| decided.insert(handover_id)) {
            let hours = (at.utc() - offered_at.utc()).num_hours();
            waits.entry(organization).or_default().push(u32::try_from(hours).unwrap_or(0));
        }
    }
    let mut found: Vec<PartnerAnswer> = waits
        .into_iter()
        .filter_map(|(organization, waits)| {
            let decisions = shown(u32::try_from(waits.len()).unwrap_or(u32::MAX), inside);
            Some(PartnerAnswer { organization, decisions, median_hours: decisions.and(Some(median(waits)?)) })
        })
        .collect();
    found.sort_by(|a, b| b.median_hours.cmp(&a.median_hours).then_with(|| a.organization.cmp(&b.organization)));
    found.truncate(LONGEST_LIST);
    Ok(found)
}

fn gaps(
    ctx: &Ctx,
    conn: &mut Conn,
    period: Period,
    as_of: NaiveDate,
    inside: bool,
    language: Language,
) -> Result<Vec<Gap>, Error> {
    let (from, until) = bounds(period, as_of);
    let rows = weekly::gaps(conn, from, until)?;
    let lexicon = lexicon::current(ctx, conn)?;
    let label = |code: &str| match lexicon.need(code) {
        Some(need) => need.label.get(language).to_owned(),
        None => code.to_owned(),
    };
    Ok(rows
        .into_iter()
        .take(LONGEST_LIST)
        .map(|(need, cases)| Gap { need: label(&need), cases: shown(u32::try_from(cases).unwrap_or(u32::MAX), inside) })
        .collect())
}
