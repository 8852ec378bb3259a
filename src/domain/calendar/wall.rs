//! From the wall calendar and clock in Brussels to points in time. Only that; nothing here knows what a day is for.

use chrono::{Duration, LocalResult, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Europe::Brussels;

use crate::domain::moment::Moment;

/// The moment at which the wall clock in Brussels shows `time` on `date`.
///
/// In the night of October the first of the two; in the night of March, when the clock skips that hour, one hour later.
#[must_use]
pub fn brussels(date: NaiveDate, time: NaiveTime) -> Moment {
    let wall = date.and_time(time);
    match Brussels.from_local_datetime(&wall) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Moment::from_utc(at.naive_utc()),
        LocalResult::None => match Brussels.from_local_datetime(&(wall + Duration::hours(1))).earliest() {
            Some(at) => Moment::from_utc(at.naive_utc()),
            None => Moment::from_utc(wall),
        },
    }
}

/// A date of the calendar; an impossible one becomes the last day that can be written, so that nothing panics.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use rstest::rstest;

    use super::{brussels, day};

    #[rstest]
    #[case::winter(2026, 11, 23, 7, 0, "2026-11-23T06:00:00.000Z")]
    #[case::summer(2026, 7, 20, 7, 0, "2026-07-20T05:00:00.000Z")]
    #[case::i1_hour_that_is_skipped(2027, 3, 28, 2, 30, "2027-03-28T01:30:00.000Z")]
    #[case::i1_hour_that_comes_twice(2026, 10, 25, 2, 30, "2026-10-25T00:30:00.000Z")]
    fn the_wall_clock_in_brussels(
        #[case] y: i32,
        #[case] m: u32,
        #[case] d: u32,
        #[case] hour: u32,
        #[case] minute: u32,
        #[case] utc: &str,
    ) {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        assert_eq!(brussels(day(y, m, d), time).to_string(), utc);
    }
}
