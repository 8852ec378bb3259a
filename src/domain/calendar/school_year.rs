//! School years: 1 September to 31 August, by the calendar on the wall in Brussels.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::wall::day;
use crate::domain::moment::Moment;

/// A school year. Text and JSON: `2026-27`; in the database: the year in which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolYear(i32);

/// A text that is not a school year such as `2026-27`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a school year such as 2026-27")]
pub struct NotASchoolYear(pub String);

impl SchoolYear {
    /// The school year that starts on 1 September of `first_year`.
    #[must_use]
    pub const fn starting(first_year: i32) -> Self {
        Self(first_year)
    }

    /// The school year in which a day lies.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self(if date.month() >= 9 { date.year() } else { date.year() - 1 })
    }

    /// The school year in which a moment lies, in Brussels.
    #[must_use]
    pub fn at(moment: Moment) -> Self {
        Self::of(moment.local_date())
    }

    /// The calendar year in which it starts.
    #[must_use]
    pub const fn first_year(self) -> i32 {
        self.0
    }

    /// 1 September.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        day(self.0, 9, 1)
    }

    /// 31 August of the next year.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        day(self.0 + 1, 8, 31)
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }

    /// The school year after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Two digits that people say on the phone: `26` for 2026-27.
    #[must_use]
    pub fn short(self) -> String {
        format!("{:02}", self.0.rem_euclid(100))
    }
}

impl std::fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

impl std::str::FromStr for SchoolYear {
    type Err = NotASchoolYear;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let year = text.get(..4).and_then(|digits| digits.parse().ok()).map(Self);
        year.filter(|year| year.to_string() == text).ok_or_else(|| NotASchoolYear(text.to_owned()))
    }
}

impl Serialize for SchoolYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SchoolYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for SchoolYear {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[0-9]{4}-[0-9]{2}$"))
            .examples(["2026-27"])
            .into()
    }
}

impl utoipa::ToSchema for SchoolYear {}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{SchoolYear, day};
    use crate::domain::moment::Moment;

    #[rstest]
    #[case(2026, 8, 31, "2025-26")]
    #[case(2026, 9, 1, "2026-27")]
    #[case(2027, 1, 1, "2026-27")]
    #[case(2028, 2, 29, "2027-28")]
    #[case(1999, 10, 1, "1999-00")]
    fn a_day_lies_in(#[case] y: i32, #[case] m: u32, #[case] d: u32, #[case] label: &str) {
        let year = SchoolYear::of(day(y, m, d));
        assert_eq!(year.to_string(), label);
        assert_eq!(label.parse(), Ok(year));
        assert!(year.first_day() <= day(y, m, d) && day(y, m, d) <= year.last_day());
    }

    #[test]
    fn i1_the_year_turns_at_midnight_in_brussels() {
        let before = "2026-08-31T21:59:59Z".parse::<Moment>().map(SchoolYear::at);
        let after = "2026-08-31T22:00:00Z".parse::<Moment>().map(SchoolYear::at);
        assert_eq!(before, Ok(SchoolYear::starting(2025)));
        assert_eq!(after, Ok(SchoolYear::starting(2026)));
    }

    #[rstest]
    #[case("2026-28")]
    #[case("2026")]
    #[case("26-27")]
    #[case("2026-27 ")]
    #[case("é026-27")]
    #[case("")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert!(text.parse::<SchoolYear>().is_err());
    }
}
