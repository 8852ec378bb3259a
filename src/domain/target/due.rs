//! When the weekly mail is due: Monday 07:00 on the wall clock in Brussels, in summer and in winter.

use chrono::NaiveTime;

use crate::domain::calendar::{IsoWeek, brussels};
use crate::domain::moment::Moment;

/// The mail of one ISO week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeeklyDue {
    /// The week in which it is sent.
    pub week: IsoWeek,
    /// From when on.
    pub at: Moment,
}

impl WeeklyDue {
    /// The mail of a week.
    #[must_use]
    pub fn of(week: IsoWeek) -> Self {
        Self { week, at: brussels(week.monday(), NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default()) }
    }

    /// Whether it is time: not before Monday 07:00. After a long silence only the week that runs is caught up with.
    #[must_use]
    pub fn is_due(&self, now: Moment) -> bool {
        self.at <= now
    }
}

/// The mail of the week that runs at `now`, due or not yet.
#[must_use]
pub fn weekly_due(now: Moment) -> WeeklyDue {
    WeeklyDue::of(IsoWeek::of(now.local_date()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::weekly_due;
    use crate::domain::moment::Moment;

    #[rstest]
    #[case::i1_winter("2026-11-23T06:00:00Z", "2026-W48", "2026-11-23T06:00:00.000Z", true)]
    #[case::i1_one_minute_early("2026-11-23T05:59:59Z", "2026-W48", "2026-11-23T06:00:00.000Z", false)]
    #[case::i1_summer("2026-07-20T05:00:00Z", "2026-W30", "2026-07-20T05:00:00.000Z", true)]
    #[case::i1_monday_after_the_clock_went_forward(
        "2027-03-29T05:00:00Z",
        "2027-W13",
        "2027-03-29T05:00:00.000Z",
        true
    )]
    #[case::i1_monday_after_the_clock_went_back("2026-10-26T05:30:00Z", "2026-W44", "2026-10-26T06:00:00.000Z", false)]
    #[case::i1_week_53("2026-12-28T06:00:00Z", "2026-W53", "2026-12-28T06:00:00.000Z", true)]
    #[case::i1_new_year_in_week_53("2027-01-03T22:59:59Z", "2026-W53", "2026-12-28T06:00:00.000Z", true)]
    #[case::i1_monday_begins_in_brussels("2027-01-03T23:00:00Z", "2027-W01", "2027-01-04T06:00:00.000Z", false)]
    #[case::i1_leap_day("2028-02-29T12:00:00Z", "2028-W09", "2028-02-28T06:00:00.000Z", true)]
    #[case::i2_down_until_thursday("2026-11-26T15:00:00Z", "2026-W48", "2026-11-23T06:00:00.000Z", true)]
    fn the_week_that_runs(#[case] now: &str, #[case] week: &str, #[case] at: &str, #[case] is_due: bool) {
        let Ok(now) = now.parse::<Moment>() else { panic!("{now}") };
        let due = weekly_due(now);
        assert_eq!((due.week.to_string().as_str(), due.at.to_string().as_str(), due.is_due(now)), (week, at, is_due));
    }

    proptest! {
        #[test]
        fn i1_every_due_moment_is_in_its_own_week_at_seven(hours in 0i64..200_000) {
            let now = Moment::from_utc(chrono::DateTime::UNIX_EPOCH.naive_utc()).plus(chrono::Duration::hours(hours));
            let due = weekly_due(now);
            prop_assert_eq!(due.at.local().format("%a %H:%M").to_string(), "Mon 07:00");
            prop_assert_eq!(weekly_due(due.at).week, due.week);
        }
    }
}
