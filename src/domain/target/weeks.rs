//! The period cut into ISO weeks: what was counted in each, and how much school there was and will be in it.

use chrono::{Duration, NaiveDate};

use super::count::Tally;
use super::ledger::Period;
use crate::domain::calendar::IsoWeek;

/// One week of a period. The first and the last may lie in it only partly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    /// Which one.
    pub week: IsoWeek,
    /// Families that began to count in it, as known today; the sum over all weeks is the count.
    pub count: u32,
    /// All families up to its end.
    pub cumulative: u32,
    /// Weight of the days that are over: 1.0 is an ordinary school week.
    pub elapsed: f64,
    /// Weight of the days to come.
    pub ahead: f64,
}

/// How much is to be expected of a week: an ordinary school week 1.0, a week of holiday a fifth, because the contact point
/// stays open and some introductions were planned before.
#[must_use]
pub fn expected_of(week: IsoWeek) -> f64 {
    HOLIDAY + (1.0 - HOLIDAY) * week.school_weight()
}

const HOLIDAY: f64 = 0.2;

/// All weeks of a period, seen from the end of the day `as_of`.
///
/// `weight` says how much is to be expected of a week (1.0: an ordinary school week); it is spread over Monday to Friday.
#[must_use]
pub fn weeks(tally: &Tally, period: Period, as_of: NaiveDate, weight: impl Fn(IsoWeek) -> f64) -> Vec<Week> {
    let mut found = Vec::new();
    let (mut week, mut cumulative) = (IsoWeek::of(period.start), 0);
    while week.monday() <= period.end {
        let per_day = weight(week).max(0.0) / 5.0;
        let working_days = (0..5).map(|day| week.monday() + Duration::days(day)).filter(|day| period.contains(*day));
        let (over, to_come): (Vec<NaiveDate>, Vec<NaiveDate>) = working_days.partition(|day| *day <= as_of);
        let count = tally.counted.iter().filter(|family| IsoWeek::of(family.at.local_date()) == week).count();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        cumulative += count;
        found.push(Week {
            week,
            count,
            cumulative,
            elapsed: days(over.len()) * per_day,
            ahead: days(to_come.len()) * per_day,
        });
        week = week.next();
    }
    found
}

fn days(number: usize) -> f64 {
    f64::from(u8::try_from(number).unwrap_or(u8::MAX))
}
