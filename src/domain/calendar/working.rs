//! Working days (Monday to Friday, no public holidays) and working time (a team's opening hours on working days).
//!
//! A working day is a day of the office, not of the school: the office works through school holidays.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

use super::public_holiday::is_public_holiday;
use super::wall::brussels;
use crate::domain::moment::Moment;

/// Whether the office is open on this day.
#[must_use]
pub fn is_working_day(date: NaiveDate) -> bool {
    date.weekday().num_days_from_monday() < 5 && !is_public_holiday(date)
}

/// The `days`-th working day after `date`; `date` itself for 0.
#[must_use]
pub fn add_working_days(date: NaiveDate, days: u32) -> NaiveDate {
    let mut left = days;
    let mut cursor = date;
    while left > 0 {
        let Some(next) = cursor.succ_opt() else { return cursor };
        cursor = next;
        left -= u32::from(is_working_day(cursor));
    }
    cursor
}

/// How many working days lie after `from`, up to and including `to`; 0 when `to` is not later.
/// So that `working_days_between(d, add_working_days(d, n)) == n`.
#[must_use]
pub fn working_days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    from.iter_days().skip(1).take_while(|date| *date <= to).map(|date| u32::from(is_working_day(date))).sum()
}

/// The hours in which a team works, on the wall clock in Brussels, the same on every working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingHours {
    opens: NaiveTime,
    closes: NaiveTime,
}

impl Default for WorkingHours {
    /// 09:00 to 17:00.
    fn default() -> Self {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self { opens: hour(9), closes: hour(17) }
    }
}

impl WorkingHours {
    /// Opening hours; `None` unless they open before they close.
    #[must_use]
    pub fn new(opens: NaiveTime, closes: NaiveTime) -> Option<Self> {
        (opens < closes).then_some(Self { opens, closes })
    }

    /// The moment at which `time` of working time has passed since `from`.
    ///
    /// Outside working time the count starts when the office opens; a zero or negative `time` is nothing to wait for.
    #[must_use]
    pub fn add(&self, from: Moment, time: Duration) -> Moment {
        if time <= Duration::zero() {
            return from;
        }
        let mut left = time;
        let mut date = from.local_date();
        loop {
            if is_working_day(date) {
                let start = from.max(brussels(date, self.opens));
                let open_for = brussels(date, self.closes).utc() - start.utc();
                if left <= open_for {
                    return start.plus(left);
                }
                left -= open_for.max(Duration::zero());
            }
            let Some(next) = date.succ_opt() else { return from.plus(time) };
            date = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{WorkingHours, add_working_days, is_working_day, working_days_between};
    use crate::domain::calendar::wall::day;
    use crate::domain::moment::Moment;

    #[rstest]
    #[case::over_a_weekend((2026, 11, 20), 1, (2026, 11, 23))]
    #[case::over_armistice_day((2026, 11, 10), 1, (2026, 11, 12))]
    #[case::over_christmas_and_new_year((2026, 12, 24), 6, (2027, 1, 5))]
    #[case::over_easter_monday((2027, 3, 26), 1, (2027, 3, 30))]
    #[case::leap_day((2028, 2, 28), 1, (2028, 2, 29))]
    #[case::none((2026, 11, 22), 0, (2026, 11, 22))]
    fn working_days(#[case] from: (i32, u32, u32), #[case] days: u32, #[case] to: (i32, u32, u32)) {
        let (from, to) = (day(from.0, from.1, from.2), day(to.0, to.1, to.2));
        assert_eq!(add_working_days(from, days), to);
        assert_eq!(working_days_between(from, to), days);
        assert_eq!(working_days_between(to, from), 0);
    }

    #[rstest]
    #[case::within_a_day("2026-11-23T09:00:00Z", 120, "2026-11-23T11:00:00.000Z")]
    #[case::to_closing_time("2026-11-23T08:00:00Z", 480, "2026-11-23T16:00:00.000Z")]
    #[case::over_the_night("2026-11-23T15:30:00Z", 60, "2026-11-24T08:30:00.000Z")]
    #[case::from_a_saturday("2026-11-21T12:00:00Z", 1, "2026-11-23T08:01:00.000Z")]
    #[case::after_closing_time("2026-11-23T18:00:00Z", 1, "2026-11-24T08:01:00.000Z")]
    #[case::i1_weekend_in_which_summer_time_ends("2026-10-23T14:00:00Z", 120, "2026-10-26T09:00:00.000Z")]
    #[case::i1_weekend_in_which_summer_time_starts("2026-03-27T15:00:00Z", 120, "2026-03-30T08:00:00.000Z")]
    #[case::nothing("2026-11-21T12:00:00Z", 0, "2026-11-21T12:00:00.000Z")]
    fn working_time(#[case] from: &str, #[case] minutes: i64, #[case] to: &str) {
        let at = from.parse::<Moment>().map(|from| WorkingHours::default().add(from, Duration::minutes(minutes)));
        assert_eq!(at.map(|at| at.to_string()), Ok(to.to_owned()));
    }

    proptest! {
        #[test]
        fn days_added_are_days_between(offset in 0i64..20_000, days in 1u32..400) {
            let from = day(2000, 1, 1) + Duration::days(offset);
            let to = add_working_days(from, days);
            prop_assert!(is_working_day(to));
            prop_assert_eq!(working_days_between(from, to), days);
        }

        #[test]
        fn working_time_adds_up(minutes in 0i64..6_000_000, first in 1i64..5_000, second in 1i64..5_000) {
            let hours = WorkingHours::default();
            let from = Moment::from_utc(day(2020, 1, 1).and_time(chrono::NaiveTime::MIN)).plus(Duration::minutes(minutes));
            let at_once = hours.add(from, Duration::minutes(first + second));
            let in_two = hours.add(hours.add(from, Duration::minutes(first)), Duration::minutes(second));
            prop_assert_eq!(at_once, in_two);
        }
    }
}
