//! When those who check the entries of the map are asked to look again: on the first working day of the month, 07:00 on
//! the wall clock in Brussels.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use crate::domain::calendar::{brussels, is_working_day};
use crate::domain::moment::Moment;

/// Days after which an entry is asked about again.
pub const FRESH_DAYS: i64 = 365;
/// Days for which the link in the mail works.
pub const LINK_DAYS: i64 = 45;

/// The mail of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyDue {
    /// The month, `2026-12`.
    pub month: String,
    /// From when on.
    pub at: Moment,
}

impl MonthlyDue {
    /// Whether it is time. After a long silence only the month that runs is caught up with.
    #[must_use]
    pub fn is_due(&self, now: Moment) -> bool {
        self.at <= now
    }
}

/// The mail of the month that runs at `now`, due or not yet.
#[must_use]
pub fn monthly_due(now: Moment) -> MonthlyDue {
    let today = now.local_date();
    let first = today.with_day(1).unwrap_or(today);
    let working = first.iter_days().find(|day| is_working_day(*day)).unwrap_or(first);
    MonthlyDue {
        month: first.format("%Y-%m").to_string(),
        at: brussels(working, NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default()),
    }
}

/// Whether an entry was last checked too long ago.
#[must_use]
pub fn is_stale(checked: NaiveDate, today: NaiveDate) -> bool {
    (today - checked).num_days() > FRESH_DAYS
}

/// Whether its assurer is asked to look at an entry: what was never checked is asked about, too.
#[must_use]
pub fn is_asked(checked: Option<NaiveDate>, today: NaiveDate) -> bool {
    checked.is_none_or(|checked| is_stale(checked, today))
}

/// The last day on which the link of a mail works.
#[must_use]
pub fn link_until(sent: NaiveDate) -> NaiveDate {
    sent.checked_add_days(Days::new(LINK_DAYS.unsigned_abs())).unwrap_or(sent)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::a_sunday_begins_it("2026-11-01T12:00:00Z", "2026-11", "2026-11-02T06:00:00.000Z", false)]
    #[case::on_the_minute("2026-12-01T06:00:00Z", "2026-12", "2026-12-01T06:00:00.000Z", true)]
    #[case::a_second_early("2026-12-01T05:59:59Z", "2026-12", "2026-12-01T06:00:00.000Z", false)]
    #[case::new_year("2027-01-01T12:00:00Z", "2027-01", "2027-01-04T06:00:00.000Z", false)]
    #[case::labour_day_on_a_saturday("2027-05-03T05:00:00Z", "2027-05", "2027-05-03T05:00:00.000Z", true)]
    #[case::down_until_the_end("2026-12-31T22:59:59Z", "2026-12", "2026-12-01T06:00:00.000Z", true)]
    #[case::the_month_begins_in_brussels("2026-11-30T23:00:00Z", "2026-12", "2026-12-01T06:00:00.000Z", false)]
    #[case::summer("2026-07-01T05:00:00Z", "2026-07", "2026-07-01T05:00:00.000Z", true)]
    fn i1_the_month_that_runs(#[case] now: &str, #[case] month: &str, #[case] at: &str, #[case] is_due: bool) {
        let Ok(now) = now.parse::<Moment>() else { panic!("{now}") };
        let due = monthly_due(now);
        assert_eq!((due.month.as_str(), due.at.to_string().as_str(), due.is_due(now)), (month, at, is_due));
    }

    #[test]
    fn a_year_is_not_too_long() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let Some(today) = day("2026-11-22") else { panic!("a day") };
        assert!(!is_asked(day("2025-11-22"), today));
        assert!(is_asked(day("2025-11-21"), today));
        assert!(is_asked(None, today), "what was never checked is asked about");
    }
}
