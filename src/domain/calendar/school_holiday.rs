//! Holidays of schools in Flanders, computed by the rules of the decree (Flemish Government, 17 April 1991), so that
//! no list has to be kept up. The free days that a school chooses for itself are not known here.

use chrono::{Datelike, Duration, NaiveDate};

use super::public_holiday::easter;
use super::school_year::SchoolYear;
use super::wall::day;

codes! {
    /// The holidays of a school year.
    SchoolHolidayKind {
        /// Herfstvakantie.
        Autumn = "autumn",
        /// Kerstvakantie.
        Christmas = "christmas",
        /// Krokusvakantie.
        HalfTerm = "half_term",
        /// Paasvakantie.
        Easter = "easter",
        /// Zomervakantie.
        Summer = "summer",
    }
}

/// One holiday, first and last day included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolHoliday {
    /// Which one.
    pub kind: SchoolHolidayKind,
    /// First day (a Monday, except in summer).
    pub first: NaiveDate,
    /// Last day (a Sunday, except in summer).
    pub last: NaiveDate,
}

impl SchoolHoliday {
    fn weeks(kind: SchoolHolidayKind, monday: NaiveDate, weeks: i64) -> Self {
        Self { kind, first: monday, last: monday + Duration::days(7 * weeks - 1) }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }
}

/// The five holidays of a school year, in order.
#[must_use]
pub fn school_holidays(year: SchoolYear) -> [SchoolHoliday; 5] {
    let (autumn, spring) = (year.first_year(), year.first_year() + 1);
    [
        SchoolHoliday::weeks(SchoolHolidayKind::Autumn, autumn_monday(autumn), 1),
        SchoolHoliday::weeks(SchoolHolidayKind::Christmas, christmas_monday(autumn), 2),
        SchoolHoliday::weeks(SchoolHolidayKind::HalfTerm, easter(spring) - Duration::days(48), 1),
        SchoolHoliday::weeks(SchoolHolidayKind::Easter, easter_monday(spring), 2),
        SchoolHoliday { kind: SchoolHolidayKind::Summer, first: day(spring, 7, 1), last: day(spring, 8, 31) },
    ]
}

/// Whether schools are closed for a holiday on this day.
#[must_use]
pub fn is_school_holiday(date: NaiveDate) -> bool {
    school_holidays(SchoolYear::of(date)).iter().any(|holiday| holiday.contains(date))
}

/// The Monday of the week of 1 November; when that is a Sunday, the day after.
fn autumn_monday(year: i32) -> NaiveDate {
    let all_saints = day(year, 11, 1);
    if all_saints.weekday() == chrono::Weekday::Sun { day(year, 11, 2) } else { monday_of(all_saints) }
}

/// The Monday of the week of 25 December; when that falls in a weekend, the Monday after.
fn christmas_monday(year: i32) -> NaiveDate {
    let christmas = day(year, 12, 25);
    let monday = monday_of(christmas);
    if christmas.weekday().num_days_from_monday() >= 5 { monday + Duration::days(7) } else { monday }
}

/// The first Monday of April; with Easter in March the Monday after it; with Easter after 15 April the second Monday
/// before it.
fn easter_monday(year: i32) -> NaiveDate {
    let sunday = easter(year);
    if sunday.month() == 3 {
        sunday + Duration::days(1)
    } else if sunday > day(year, 4, 15) {
        sunday - Duration::days(13)
    } else {
        monday_of(day(year, 4, 7))
    }
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    date - Duration::days(i64::from(date.weekday().num_days_from_monday()))
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{SchoolYear, day, is_school_holiday, school_holidays};

    #[rstest]
    #[case(2024, "28/10 23/12 03/03 07/04 01/07")]
    #[case(2025, "27/10 22/12 16/02 06/04 01/07")]
    #[case(2026, "02/11 21/12 08/02 29/03 01/07")]
    #[case(2027, "01/11 27/12 28/02 03/04 01/07")]
    fn holidays_start_on(#[case] first_year: i32, #[case] expected: &str) {
        let starts: Vec<String> = school_holidays(SchoolYear::starting(first_year))
            .iter()
            .map(|holiday| holiday.first.format("%d/%m").to_string())
            .collect();
        assert_eq!(starts.join(" "), expected);
    }

    #[test]
    fn first_and_last_days_belong_to_the_holiday() {
        assert!(!is_school_holiday(day(2026, 11, 1)));
        assert!(is_school_holiday(day(2026, 11, 2)));
        assert!(is_school_holiday(day(2026, 11, 8)));
        assert!(!is_school_holiday(day(2026, 11, 9)));
        assert!(is_school_holiday(day(2027, 1, 3)));
        assert!(!is_school_holiday(day(2027, 1, 4)));
        assert!(is_school_holiday(day(2027, 8, 31)));
        assert!(!is_school_holiday(day(2027, 9, 1)));
    }

    proptest! {
        #[test]
        fn holidays_lie_in_their_year_in_order_and_start_on_a_monday(first_year in 1900i32..2300) {
            let year = SchoolYear::starting(first_year);
            let holidays = school_holidays(year);
            for pair in holidays.windows(2) {
                prop_assert!(pair[0].last < pair[1].first);
                prop_assert_eq!(pair[0].first.weekday(), Weekday::Mon);
                prop_assert_eq!(pair[0].last.weekday(), Weekday::Sun);
            }
            for holiday in holidays {
                prop_assert!(holiday.first >= year.first_day() && holiday.last <= year.last_day());
            }
        }
    }
}
