//! ISO weeks (ISO 8601: Monday to Sunday; week 1 holds 4 January), and how much school there is in one.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::public_holiday::is_public_holiday;
use super::school_holiday::is_school_holiday;

/// An ISO week, known by its Monday. Text and JSON: `2026-W48`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek(NaiveDate);

/// A text that is not an ISO week such as `2026-W48`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an ISO week such as 2026-W48")]
pub struct NotAWeek(pub String);

impl IsoWeek {
    /// The week in which a day lies.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self(date - Duration::days(i64::from(date.weekday().num_days_from_monday())))
    }

    /// Its Monday.
    #[must_use]
    pub const fn monday(self) -> NaiveDate {
        self.0
    }

    /// Its Sunday.
    #[must_use]
    pub fn sunday(self) -> NaiveDate {
        self.0 + Duration::days(6)
    }

    /// The week after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + Duration::days(7))
    }

    /// The week before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - Duration::days(7))
    }

    /// How many of its five weekdays schools are open: 0 in a holiday week, 5 in an ordinary one.
    #[must_use]
    pub fn school_days(self) -> u8 {
        self.0.iter_days().take(5).map(|date| u8::from(!is_school_holiday(date) && !is_public_holiday(date))).sum()
    }

    /// Whether schools are closed all week.
    #[must_use]
    pub fn is_holiday(self) -> bool {
        self.school_days() == 0
    }

    /// The share of an ordinary school week, 0.0 to 1.0.
    #[must_use]
    pub fn school_weight(self) -> f64 {
        f64::from(self.school_days()) / 5.0
    }
}

impl std::fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let week = self.0.iso_week();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl std::str::FromStr for IsoWeek {
    type Err = NotAWeek;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = text.split_once("-W").and_then(|(year, week)| {
            NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon).map(Self)
        });
        found.filter(|week| week.to_string() == text).ok_or_else(|| NotAWeek(text.to_owned()))
    }
}

impl Serialize for IsoWeek {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for IsoWeek {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for IsoWeek {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[0-9]{4}-W[0-9]{2}$"))
            .examples(["2026-W48"])
            .into()
    }
}

impl utoipa::ToSchema for IsoWeek {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::IsoWeek;
    use crate::domain::calendar::wall::day;

    #[rstest]
    #[case(2026, 11, 22, "2026-W47")]
    #[case(2026, 11, 23, "2026-W48")]
    #[case(2026, 12, 31, "2026-W53")]
    #[case(2027, 1, 3, "2026-W53")]
    #[case(2027, 1, 4, "2027-W01")]
    #[case(2024, 12, 30, "2025-W01")]
    fn i1_a_day_lies_in(#[case] y: i32, #[case] m: u32, #[case] d: u32, #[case] label: &str) {
        assert_eq!(IsoWeek::of(day(y, m, d)).to_string(), label);
        assert_eq!(label.parse(), Ok(IsoWeek::of(day(y, m, d))));
    }

    #[rstest]
    #[case("2027-W53")]
    #[case("2026-W5")]
    #[case("2026W48")]
    #[case("2026-W00")]
    #[case("+026-W48")]
    #[case("")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert!(text.parse::<IsoWeek>().is_err());
    }

    #[rstest]
    #[case("2026-W45", 0)]
    #[case("2026-W46", 4)]
    #[case("2026-W48", 5)]
    #[case("2026-W53", 0)]
    #[case("2027-W19", 5)]
    #[case("2027-W18", 4)]
    #[case("2027-W26", 3)]
    #[case("2027-W30", 0)]
    fn school_days_of(#[case] label: &str, #[case] days: u8) {
        assert_eq!(label.parse::<IsoWeek>().map(IsoWeek::school_days), Ok(days));
    }

    proptest! {
        #[test]
        fn weeks_follow_each_other(offset in 0i64..200_000) {
            let week = IsoWeek::of(day(1900, 1, 1) + chrono::Duration::days(offset));
            prop_assert_eq!(week.next().previous(), week);
            prop_assert_eq!(IsoWeek::of(week.sunday()), week);
            prop_assert_eq!(week.to_string().parse(), Ok(week));
        }
    }
}
