//! Whether a cell holds what its column may hold.

use chrono::{DateTime, NaiveDate, NaiveTime};

use serde_json::{Number, Value};

use super::fault::quoted;
use super::fields::Kind;

/// Longest cell that is kept, in bytes; a description of a service is a few hundred.
const LONGEST: usize = 64 * 1024;

/// Why a filled cell cannot stand in its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// What it is.
    Is(String),
    /// What it must be, and is not.
    MustBe(String),
}

impl Wrong {
    /// In words, with the cell.
    pub(super) fn told(self, cell: &str) -> String {
        match self {
            Self::Is(what) => what,
            Self::MustBe(wanted) => format!("{} is not {wanted}", quoted(cell)),
        }
    }
}

/// Why a filled cell cannot stand in its column; `None` where it can.
pub(super) fn refusal(kind: Kind, cell: &str) -> Option<Wrong> {
    if cell.len() > LONGEST {
        return Some(Wrong::Is(format!("is longer than {LONGEST} bytes")));
    }
    if cell.contains('\0') {
        return Some(Wrong::Is("holds a NUL".to_owned()));
    }
    let (fits, wanted) = match kind {
        Kind::Text => (true, String::new()),
        Kind::Uuid => (is_uuid(cell), "a UUID".to_owned()),
        Kind::Number => (is_number(cell), "a number".to_owned()),
        Kind::Date => (is_date(cell), "a date YYYY-MM-DD".to_owned()),
        Kind::Time => (is_time(cell), "a time HH:MM:SS".to_owned()),
        Kind::DateTime => (DateTime::parse_from_rfc3339(cell).is_ok(), "a time as in RFC 3339".to_owned()),
        Kind::Uri => (is_uri(cell), "an address with a scheme, such as https://".to_owned()),
        Kind::Email => (is_email(cell), "a mail address".to_owned()),
        Kind::Choice(choices) => (choices.contains(&cell), format!("one of {}", choices.join(", "))),
    };
    (!fits).then_some(Wrong::MustBe(wanted))
}

/// A cell as JSON.
pub(super) fn shown(kind: Kind, cell: &str) -> Value {
    if kind != Kind::Number {
        return Value::String(cell.to_owned());
    }
    let number = cell.parse::<i64>().ok().map(Number::from);
    let number = number.or_else(|| cell.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or_else(|| Value::String(cell.to_owned()), Value::Number)
}

/// A UUID in text form, in upper or lower case.
pub(super) fn is_uuid(cell: &str) -> bool {
    cell.len() == 36
        && cell.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && cell.parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_date(cell: &str) -> bool {
    cell.len() == 10 && NaiveDate::parse_from_str(cell, "%Y-%m-%d").is_ok()
}

fn is_time(cell: &str) -> bool {
    let bare = cell.find(['Z', '+', '-']).map_or(cell, |offset| &cell[..offset]);
    ["%H:%M:%S", "%H:%M", "%H:%M:%S%.f"].iter().any(|form| NaiveTime::parse_from_str(bare, form).is_ok())
}

fn is_uri(cell: &str) -> bool {
    cell.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && !cell.contains(|c: char| c.is_whitespace() || c.is_control())
    })
}

fn is_email(cell: &str) -> bool {
    cell.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && !host.contains('@')
            && host.split('.').all(|label| !label.is_empty())
            && host.contains('.')
            && !cell.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Kind::Uuid, "5ffd074c-2d42-538f-b2b9-4d0515c44587", true)]
    #[case(Kind::Uuid, "5ffd074c2d42538fb2b94d0515c44587", false)]
    #[case(Kind::Number, "2.5", true)]
    #[case(Kind::Number, "-51.02", true)]
    #[case(Kind::Number, "NaN", false)]
    #[case(Kind::Number, "1e5", false)]
    #[case(Kind::Number, "1.", false)]
    #[case(Kind::Number, "06", true)]
    #[case(Kind::Number, "12 jaar", false)]
    #[case(Kind::Date, "2026-02-28", true)]
    #[case(Kind::Date, "2026-02-30", false)]
    #[case(Kind::Date, "28/02/2026", false)]
    #[case(Kind::Time, "08:30:00", true)]
    #[case(Kind::Time, "08:30+02:00", true)]
    #[case(Kind::Time, "25:00", false)]
    #[case(Kind::DateTime, "2026-09-20T10:11:40.030Z", true)]
    #[case(Kind::DateTime, "2026-09-20", false)]
    #[case(Kind::Uri, "https://example.org/a", true)]
    #[case(Kind::Uri, "www.example.org", false)]
    #[case(Kind::Email, "onthaal@huis.example", true)]
    #[case(Kind::Email, "onthaal@huis", false)]
    #[case(Kind::Choice(&["temporarily closed"]), "temporarily closed", true)]
    #[case(Kind::Choice(&["temporarily closed"]), "temporarily_closed", false)]
    fn a_cell_fits_its_column_or_not(#[case] kind: Kind, #[case] cell: &str, #[case] fits: bool) {
        assert_eq!(refusal(kind, cell).is_none(), fits, "{cell}");
    }
}
