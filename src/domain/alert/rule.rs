//! What a rule is: one sentence, one count, one threshold, one source. The rules themselves stand in the rule book.

use serde::{Deserialize, Serialize};

use super::absence::AbsenceCode;

codes! {
    /// Rules that can be checked with what comes in today, gravest first. A rule that needs other data gets its code with
    /// its door.
    RuleCode {
        /// Thirty unjustified half days.
        Absence30 = "absence-30",
        /// More than thirty half days of any code.
        AbsentAll30 = "absent-all-30",
        /// Fifteen unjustified half days.
        Absence15 = "absence-15",
        /// Ten unjustified half days.
        Absence10 = "absence-10",
        /// Five unjustified half days.
        Absence5 = "absence-5",
    }
}

codes! {
    /// What a signal asks people to do.
    LeadsTo {
        /// See that the pupil guidance centre (CLB) is involved.
        CheckClb = "check_clb",
        /// Ask how pupil and family are doing.
        WelfareCheck = "welfare_check",
        /// Talk it over with the alert point.
        ConsultAlertPoint = "consult_alert_point",
        /// Send an alert.
        Alert = "alert",
        /// Look at what is behind the absence.
        LookBehind = "look_behind",
    }
}

/// What a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Half days with this code, this school year.
    Code(AbsenceCode),
    /// Half days with any code, this school year.
    AnyCode,
}

/// A rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its code.
    pub code: RuleCode,
    /// The rule in one sentence, in Dutch.
    pub nl: &'static str,
    /// The rule in one sentence, in English.
    pub en: &'static str,
    /// What it counts.
    pub counts: Counts,
    /// It applies from this many half days on.
    pub threshold: u32,
    /// Where it comes from.
    pub source: &'static str,
    /// Whether the law asks for it, so that no person has to confirm what it found.
    pub statutory: bool,
    /// What it asks for.
    pub leads_to: LeadsTo,
}

/// A rule as people read it beside a signal or an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleText {
    /// The rule in one sentence, in Dutch.
    pub nl: String,
    /// The rule in one sentence, in English.
    pub en: String,
    /// Where it comes from.
    pub source: String,
    /// Whether the law asks for it.
    pub statutory: bool,
    /// What it asks for.
    pub leads_to: LeadsTo,
}

impl From<&Rule> for RuleText {
    fn from(rule: &Rule) -> Self {
        Self {
            nl: rule.nl.to_owned(),
            en: rule.en.to_owned(),
            source: rule.source.to_owned(),
            statutory: rule.statutory,
            leads_to: rule.leads_to,
        }
    }
}
