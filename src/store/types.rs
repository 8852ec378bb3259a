//! How the domain's values become columns: times as `Timestamp`, codes as `Text`. One macro each, for both databases.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Timestamp;
use diesel::sqlite::Sqlite;

use crate::domain::moment::Moment;
use crate::store::conn::MultiBackend;
use crate::store::error::StoreError;

/// Name of the counter that counts changes of the social map.
pub const MAP_COUNTER: &str = "map";

/// Makes a type of `codes!` a text column: `text_columns!(CaseStatus, Channel);`.
#[macro_export]
macro_rules! text_columns {
    ($($code:ty),+ $(,)?) => {$(
        const _: () = {
            use diesel::backend::Backend;
            use diesel::deserialize::{self, FromSql, FromSqlRow};
            use diesel::expression::AsExpression;
            use diesel::pg::Pg;
            use diesel::serialize::{self, IsNull, Output, ToSql};
            use diesel::sql_types::Text;
            use diesel::sqlite::Sqlite;
            use $crate::store::conn::MultiBackend;

            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive)]
            #[diesel(sql_type = Text)]
            #[expect(dead_code, reason = "only carries the derives to the domain's type")]
            struct Proxy($code);

            impl FromSql<Text, Sqlite> for $code {
                fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    Ok(<String as FromSql<Text, Sqlite>>::from_sql(bytes)?.parse()?)
                }
            }

            impl FromSql<Text, Pg> for $code {
                fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.parse()?)
                }
            }

            impl FromSql<Text, MultiBackend> for $code {
                fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    bytes.from_sql::<Self, Text>()
                }
            }

            impl ToSql<Text, Sqlite> for $code {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                    out.set_value(self.as_str());
                    Ok(IsNull::No)
                }
            }

            impl ToSql<Text, Pg> for $code {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                    <str as ToSql<Text, Pg>>::to_sql(self.as_str(), out)
                }
            }

            impl ToSql<Text, MultiBackend> for $code {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                    out.set_value((Text, self));
                    Ok(IsNull::No)
                }
            }
        };
    )+};
}

#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive)]
#[diesel(sql_type = Timestamp)]
#[expect(dead_code, reason = "only carries the derives to the domain's type")]
struct MomentProxy(Moment);

impl FromSql<Timestamp, Sqlite> for Moment {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <chrono::NaiveDateTime as FromSql<Timestamp, Sqlite>>::from_sql(bytes).map(Self::from_utc)
    }
}

impl FromSql<Timestamp, Pg> for Moment {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <chrono::NaiveDateTime as FromSql<Timestamp, Pg>>::from_sql(bytes).map(Self::from_utc)
    }
}

impl FromSql<Timestamp, MultiBackend> for Moment {
    fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, Timestamp>()
    }
}

/// Always three decimals, so that texts compare as the times do.
impl ToSql<Timestamp, Sqlite> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.naive().format("%Y-%m-%d %H:%M:%S%.3f").to_string());
        Ok(IsNull::No)
    }
}

impl ToSql<Timestamp, Pg> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Timestamp, Pg>::to_sql(&self.naive(), &mut out.reborrow())
    }
}

impl ToSql<Timestamp, MultiBackend> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Timestamp, self));
        Ok(IsNull::No)
    }
}

/// A value as a column of JSON text.
///
/// # Errors
/// When a value cannot be written as JSON, which is a fault of ours.
pub fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

/// Reads a column of JSON text.
///
/// # Errors
/// When the text is not what was written, which is a fault of ours.
pub fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    Ok(serde_json::from_str(text)?)
}
