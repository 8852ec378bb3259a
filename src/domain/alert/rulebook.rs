//! The rules, as data, per school year. To change a rule: add a book from the school year on in which it changes, and
//! leave the older books alone, so that an old signal can always be explained. Gravest rule first.

use chrono::NaiveDate;

use super::absence::AbsenceCode;
use super::rule::{Counts, LeadsTo, Rule, RuleCode};
use crate::domain::calendar::SchoolYear;

/// The rules that hold from a school year on, until a later book.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleBook {
    /// First school year in which it holds.
    pub from: SchoolYear,
    /// Its name in signals and alerts: the label of that school year.
    pub version: &'static str,
    /// The rules, gravest first.
    pub rules: &'static [Rule],
}

/// The books, oldest first. Codes as they are exist since 1 September 2019.
pub static BOOKS: &[RuleBook] = &[RuleBook { from: SchoolYear::starting(2019), version: "2019-20", rules: SINCE_2019 }];

/// The book that holds on a day; none before the first.
#[must_use]
pub fn on(date: NaiveDate) -> Option<&'static RuleBook> {
    let year = SchoolYear::of(date);
    BOOKS.iter().rev().find(|book| book.from <= year)
}

/// A rule as it stands in the version that a signal names.
#[must_use]
pub fn find(version: &str, code: RuleCode) -> Option<&'static Rule> {
    let book = BOOKS.iter().find(|book| book.version == version)?;
    book.rules.iter().find(|rule| rule.code == code)
}

static SINCE_2019: &[Rule] = &[
    Rule {
        code: RuleCode::Absence30,
        nl: "Minstens 30 halve dagen problematisch afwezig (code B) dit schooljaar.",
        en: "At least 30 half days of problematic absence (code B) this school year.",
        counts: Counts::Code(AbsenceCode::B),
        threshold: 30,
        source: "CLB equal-opportunity plan (more than 30 B codes); AGODI absence bands",
        statutory: false,
        leads_to: LeadsTo::Alert,
    },
    Rule {
        code: RuleCode::AbsentAll30,
        nl: "Meer dan 30 halve dagen afwezig dit schooljaar, om welke reden ook.",
        en: "More than 30 half days absent this school year, whatever the reason.",
        counts: Counts::AnyCode,
        threshold: 31,
        source: "CLB equal-opportunity plan",
        statutory: false,
        leads_to: LeadsTo::LookBehind,
    },
    Rule {
        code: RuleCode::Absence15,
        nl: "Minstens 15 halve dagen problematisch afwezig (code B) dit schooljaar.",
        en: "At least 15 half days of problematic absence (code B) this school year.",
        counts: Counts::Code(AbsenceCode::B),
        threshold: 15,
        source: "AGODI absence bands",
        statutory: false,
        leads_to: LeadsTo::ConsultAlertPoint,
    },
    Rule {
        code: RuleCode::Absence10,
        nl: "Minstens 10 halve dagen problematisch afwezig (code B) dit schooljaar.",
        en: "At least 10 half days of problematic absence (code B) this school year.",
        counts: Counts::Code(AbsenceCode::B),
        threshold: 10,
        source: "CLB equal-opportunity plan (more than 10 B codes); AGODI absence bands",
        statutory: false,
        leads_to: LeadsTo::WelfareCheck,
    },
    Rule {
        code: RuleCode::Absence5,
        nl: "Minstens 5 halve dagen problematisch afwezig (code B) dit schooljaar: het CLB wordt betrokken.",
        en: "At least 5 half days of problematic absence (code B) this school year: the CLB is involved.",
        counts: Counts::Code(AbsenceCode::B),
        threshold: 5,
        source: "Flemish rules on absences: CLB guidance from 5 unjustified half days on",
        statutory: true,
        leads_to: LeadsTo::CheckClb,
    },
];

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_books_as_people_read_them() {
        let mut text = String::new();
        for book in BOOKS {
            let _ = writeln!(text, "from {} (version {})", book.from, book.version);
            for rule in book.rules {
                let statutory = if rule.statutory { ", statutory" } else { "" };
                let _ =
                    writeln!(text, "  {} → {}{statutory}\n    {}\n    {}", rule.code, rule.leads_to, rule.nl, rule.en);
                let _ = writeln!(text, "    {:?} ≥ {}; {}", rule.counts, rule.threshold, rule.source);
            }
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn books_follow_each_other_and_are_named_after_their_year() {
        assert!(BOOKS.windows(2).all(|pair| pair[0].from < pair[1].from));
        for book in BOOKS {
            assert_eq!(book.version, book.from.to_string());
            for code in RuleCode::ALL {
                assert!(book.rules.iter().filter(|rule| rule.code == *code).count() <= 1);
            }
        }
    }

    #[test]
    fn an_old_version_can_still_be_looked_up() {
        assert_eq!(find("2019-20", RuleCode::Absence5).map(|rule| rule.threshold), Some(5));
        assert_eq!(find("1999-00", RuleCode::Absence5), None);
    }
}
