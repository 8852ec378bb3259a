//! The working time of the demonstration as one straight line of minutes, from the first day of school to yesterday.
//!
//! A story is laid out on this line; only then does it become points in time. So nothing happens at night or on a
//! Sunday, and nothing lies in the future.

use chrono::{Days as Step, NaiveDate, NaiveTime};

use crate::domain::calendar::{SchoolYear, brussels, is_working_day};
use crate::domain::moment::Moment;

/// Working minutes of a day, from nine to five.
pub const DAY: i64 = 8 * 60;

/// The shortest time the demonstration covers: when the school year is only just beginning it starts before it.
const AT_LEAST: u64 = 42;

/// The working days that the demonstration covers, oldest first.
#[derive(Debug, Clone)]
pub struct Days(Vec<NaiveDate>);

impl Days {
    /// The working days from 1 September of the school year of `now` up to, and not including, today.
    #[must_use]
    pub fn until(now: Moment) -> Self {
        let today = now.local_date();
        let latest_start = today.checked_sub_days(Step::new(AT_LEAST)).unwrap_or(today);
        let first = SchoolYear::of(today).first_day().min(latest_start);
        Self(first.iter_days().take_while(|day| *day < today).filter(|day| is_working_day(*day)).collect())
    }

    /// Length of the line in working minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(0) * DAY
    }

    /// The first and the last day.
    #[must_use]
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        Some((*self.0.first()?, *self.0.last()?))
    }

    /// The point in time of a working minute; minutes outside the line are moved to its nearer end.
    #[must_use]
    pub fn at(&self, minute: i64) -> Moment {
        let minute = minute.clamp(0, (self.minutes() - 1).max(0));
        let day = usize::try_from(minute / DAY).ok().and_then(|index| self.0.get(index)).copied().unwrap_or_default();
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        brussels(day, nine + chrono::Duration::minutes(minute % DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Days};
    use crate::domain::moment::Moment;

    fn on(text: &str) -> Days {
        Days::until(text.parse().unwrap_or_else(|_| Moment::from_utc(chrono::NaiveDateTime::default())))
    }

    #[test]
    fn a_sunday_in_november_ends_on_friday() {
        let days = on("2026-11-22T10:00:00Z");
        assert_eq!(
            days.span().map(|(first, last)| (first.to_string(), last.to_string())),
            Some(("2026-09-01".into(), "2026-11-20".into()))
        );
        assert_eq!(days.at(days.minutes() - 1).to_string(), "2026-11-20T15:59:00.000Z");
        assert_eq!(days.at(0).to_string(), "2026-09-01T07:00:00.000Z");
        assert_eq!(days.at(DAY).to_string(), "2026-09-02T07:00:00.000Z");
    }

    #[test]
    fn the_first_week_of_september_reaches_back() {
        let days = on("2026-09-03T10:00:00Z");
        assert!(days.minutes() > 25 * DAY, "{}", days.minutes());
    }
}
