//! Working days: Monday to Friday, no public holidays.
//!
//! A working day is a day of the office, not of the school: the office works through school holidays.

use chrono::{Datelike, NaiveDate};

use super::public_holiday::is_public_holiday;

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

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{add_working_days, is_working_day, working_days_between};
    use crate::domain::calendar::wall::day;

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

    proptest! {
        #[test]
        fn days_added_are_days_between(offset in 0i64..20_000, days in 1u32..400) {
            let from = day(2000, 1, 1) + Duration::days(offset);
            let to = add_working_days(from, days);
            prop_assert!(is_working_day(to));
            prop_assert_eq!(working_days_between(from, to), days);
        }
    }
}
