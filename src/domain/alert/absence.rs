//! Half days of absence, by the codes that schools in Flanders use since 1 September 2019, and what the rules find in
//! them. Totals of one pupil and one school year; no pupil is known here.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rule::{Counts, Rule, RuleCode};
use super::rulebook;

codes! {
    /// Absence codes of the Flemish ministry of education.
    AbsenceCode {
        /// Justified, code A of the ministry's list.
        A = "A",
        /// Problematic (unjustified) absence.
        B = "B",
        /// Justified, code H of the ministry's list.
        H = "H",
        /// Justified, code M of the ministry's list.
        M = "M",
        /// Justified, code P of the ministry's list.
        P = "P",
        /// Excluded or suspended; since 2019 also what was T, U and Y before.
        R = "R",
        /// Illness.
        Z = "Z",
    }
}

/// Half days per code, totals since 1 September.
pub type HalfDays = BTreeMap<AbsenceCode, u32>;

/// What a rule found: the totals it looked at, what it counted, and what would have been enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The day up to which was counted.
    #[schema(value_type = String, format = Date)]
    pub as_of: NaiveDate,
    /// Half days per code, as reported.
    #[schema(value_type = BTreeMap<String, u32>)]
    pub half_days: HalfDays,
    /// Half days that the rule counts.
    pub counted: u32,
    /// From how many on the rule applies.
    pub threshold: u32,
}

/// A rule that applies, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The version of the rule book it stands in.
    pub version: &'static str,
    /// Why it applies.
    pub evidence: Evidence,
}

impl Finding {
    /// Its rule's code.
    #[must_use]
    pub const fn code(&self) -> RuleCode {
        self.rule.code
    }
}

/// Every rule that applies to these totals on this day, the gravest first. Nothing before the rules existed.
#[must_use]
pub fn evaluate(as_of: NaiveDate, half_days: &HalfDays) -> Vec<Finding> {
    let Some(book) = rulebook::on(as_of) else { return Vec::new() };
    book.rules
        .iter()
        .filter_map(|rule| {
            let counted = count(rule.counts, half_days);
            (counted >= rule.threshold).then(|| Finding {
                rule,
                version: book.version,
                evidence: Evidence { as_of, half_days: half_days.clone(), counted, threshold: rule.threshold },
            })
        })
        .collect()
}

fn count(counts: Counts, half_days: &HalfDays) -> u32 {
    match counts {
        Counts::Code(code) => half_days.get(&code).copied().unwrap_or(0),
        Counts::AnyCode => half_days.values().fold(0, |sum, value| sum.saturating_add(*value)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[rstest]
    #[case(&[(AbsenceCode::B, 4), (AbsenceCode::Z, 26)], "")]
    #[case(&[(AbsenceCode::B, 5)], "absence-5")]
    #[case(&[(AbsenceCode::B, 10)], "absence-10 absence-5")]
    #[case(&[(AbsenceCode::B, 15)], "absence-15 absence-10 absence-5")]
    #[case(&[(AbsenceCode::B, 29)], "absence-15 absence-10 absence-5")]
    #[case(&[(AbsenceCode::B, 30)], "absence-30 absence-15 absence-10 absence-5")]
    #[case(&[(AbsenceCode::B, 31), (AbsenceCode::Z, 4)], "absence-30 absent-all-30 absence-15 absence-10 absence-5")]
    #[case(&[(AbsenceCode::Z, 30)], "")]
    #[case(&[(AbsenceCode::Z, 31)], "absent-all-30")]
    #[case(&[(AbsenceCode::A, 20), (AbsenceCode::M, 11)], "absent-all-30")]
    fn totals_trigger(#[case] totals: &[(AbsenceCode, u32)], #[case] rules: &str) {
        let found = evaluate(on("2026-11-20"), &totals.iter().copied().collect());
        let codes: Vec<&str> = found.iter().map(|finding| finding.code().as_str()).collect();
        assert_eq!(codes.join(" "), rules);
    }

    #[test]
    fn evidence_says_what_was_counted() {
        let found = evaluate(on("2026-11-20"), &[(AbsenceCode::B, 31), (AbsenceCode::Z, 4)].into());
        let text: Vec<String> =
            found.iter().map(|one| serde_json::json!([one.code(), one.version, one.evidence]).to_string()).collect();
        insta::assert_snapshot!(text.join("\n"));
    }

    #[test]
    fn nothing_is_found_before_the_codes_existed() {
        assert_eq!(evaluate(on("2019-08-31"), &[(AbsenceCode::B, 40)].into()), vec![]);
    }

    proptest! {
        #[test]
        fn more_half_days_never_find_less(b in 0u32..400, z in 0u32..400, more_b in 0u32..400, more_z in 0u32..400) {
            let less = evaluate(on("2026-11-20"), &[(AbsenceCode::B, b), (AbsenceCode::Z, z)].into());
            let more = evaluate(on("2026-11-20"), &[(AbsenceCode::B, b + more_b), (AbsenceCode::Z, z + more_z)].into());
            for finding in less {
                prop_assert!(finding.evidence.counted >= finding.evidence.threshold);
                prop_assert!(more.iter().any(|other| other.code() == finding.code()));
            }
        }
    }
}
