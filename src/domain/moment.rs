//! Points in time. UTC, cut to milliseconds, because that is what both databases keep.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, SecondsFormat, Timelike, Utc};
use chrono_tz::Europe::Brussels;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: UTC, millisecond precision. JSON: RFC 3339 with `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(NaiveDateTime);

impl Moment {
    /// Cuts a time to milliseconds.
    #[must_use]
    pub fn new(at: DateTime<Utc>) -> Self {
        Self::from_utc(at.naive_utc())
    }

    /// Takes a naive time as UTC and cuts it to milliseconds.
    #[must_use]
    pub fn from_utc(at: NaiveDateTime) -> Self {
        let cut = at.nanosecond() / 1_000_000 * 1_000_000;
        Self(at.with_nanosecond(cut).unwrap_or(at))
    }

    /// The time as UTC.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0.and_utc()
    }

    /// The time as naive UTC, for the database.
    #[must_use]
    pub fn naive(self) -> NaiveDateTime {
        self.0
    }

    /// The same, borrowed.
    #[must_use]
    pub const fn as_naive(&self) -> &NaiveDateTime {
        &self.0
    }

    /// The date on the wall calendar in Brussels, where every rule about days is meant.
    #[must_use]
    pub fn local_date(self) -> NaiveDate {
        self.utc().with_timezone(&Brussels).date_naive()
    }

    /// The wall-clock time in Brussels.
    #[must_use]
    pub fn local(self) -> DateTime<chrono_tz::Tz> {
        self.utc().with_timezone(&Brussels)
    }

    /// Later by `by`; stays where it is on overflow.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.checked_add_signed(by).unwrap_or(self.0))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// A text that is no time, or one that no calendar of ours reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time as in RFC 3339, between the years 1900 and 2199")]
pub struct NotAMoment;

impl std::str::FromStr for Moment {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| NotAMoment)?.with_timezone(&Utc);
        if (1900..2200).contains(&at.year()) { Ok(Self::new(at)) } else { Err(NotAMoment) }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Moment {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .into()
    }
}

impl utoipa::ToSchema for Moment {}

/// What time it is; injected, because a rule that reads the clock cannot be tested.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
}
