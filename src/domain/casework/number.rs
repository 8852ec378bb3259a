//! The number of a case: `26-0427`, short enough to say on the phone. School year, then a sequence within it.

use crate::domain::calendar::SchoolYear;

/// Number of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    /// The school year in which the case was opened.
    pub school_year: SchoolYear,
    /// Place within the school year, from 1.
    pub sequence: u32,
}

/// A text that is not a case number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a case number looks like 26-0427")]
pub struct NotANumber;

/// Dockets of one school year start here, times the year; so a docket sorts as the number does.
const PER_YEAR: i64 = 1_000_000;

impl CaseNumber {
    /// The number that stands behind a docket.
    #[must_use]
    pub fn from_docket(docket: i64) -> Self {
        let school_year = SchoolYear::starting(i32::try_from(docket.div_euclid(PER_YEAR)).unwrap_or_default());
        let sequence = u32::try_from(docket.rem_euclid(PER_YEAR)).unwrap_or_default();
        Self { school_year, sequence }
    }

    /// The number as one integer that grows: `2026000427`.
    #[must_use]
    pub fn docket(self) -> i64 {
        Self::base(self.school_year) + i64::from(self.sequence)
    }

    /// The docket before the first one of a school year: start of its counter.
    #[must_use]
    pub fn base(school_year: SchoolYear) -> i64 {
        i64::from(school_year.first_year()) * PER_YEAR
    }
}

impl std::fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}-{:04}", self.school_year.first_year().rem_euclid(100), self.sequence)
    }
}

impl std::str::FromStr for CaseNumber {
    type Err = NotANumber;

    /// Reads `26-0427`; the century is the present one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, sequence) = text.trim().split_once('-').ok_or(NotANumber)?;
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if year.len() != 2 || !(4..=6).contains(&sequence.len()) || !digits(year) || !digits(sequence) {
            return Err(NotANumber);
        }
        let school_year = SchoolYear::starting(2000 + year.parse::<i32>().map_err(|_| NotANumber)?);
        let sequence = sequence.parse().map_err(|_| NotANumber)?;
        Ok(Self { school_year, sequence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_said_short_and_sorts_as_its_docket() {
        let number = CaseNumber { school_year: SchoolYear::starting(2026), sequence: 427 };
        assert_eq!(number.to_string(), "26-0427");
        assert_eq!(number.docket(), 2_026_000_427);
        assert_eq!(CaseNumber::from_docket(2_026_000_427), number);
        assert_eq!("26-0427".parse(), Ok(number));
        assert_eq!(CaseNumber { school_year: SchoolYear::starting(2026), sequence: 12_345 }.to_string(), "26-12345");
    }

    #[test]
    fn other_texts_are_not_numbers() {
        for text in ["", "26", "26-", "26-42", "2026-0427", "26-04a7", "-26-0427", "26-+427"] {
            assert_eq!(text.parse::<CaseNumber>(), Err(NotANumber), "{text}");
        }
    }
}
