//! What the weekly mail says, as numbers and codes: already cut to what its reader may see. Wording is the mail's work.

use super::forecast::Forecast;
use super::ledger::Period;
use super::picture::Plot;
use super::suppress::ShownChange;
use crate::domain::calendar::IsoWeek;

/// The weekly report for one reader. A number that is `None` is under five and not for this reader.
#[derive(Debug, Clone, PartialEq)]
pub struct WeeklyReport {
    /// Name of the target.
    pub target: String,
    /// Week of the mail.
    pub week: IsoWeek,
    /// The day up to which is counted.
    pub as_of: chrono::NaiveDate,
    /// The days of the target.
    pub period: Period,
    /// What is to be reached.
    pub goal: u32,
    /// Families that count.
    pub count: Option<u32>,
    /// Children in them.
    pub children: Option<u32>,
    /// What changed since a week before.
    pub change: Option<ShownChange>,
    /// Families per ordinary school week still needed; nothing when no school week is left.
    pub pace_needed: Option<f64>,
    /// Where it is going; nothing when the reader may not see the count it starts from.
    pub forecast: Option<Forecast>,
    /// Reached, offered, introduced, taken over, completed.
    pub funnel: [Option<u32>; 5],
    /// Handovers that do not move, the longest first.
    pub stuck: Vec<Stuck>,
    /// How many more there are.
    pub stuck_more: u32,
    /// How fast partners answered.
    pub answers: Vec<PartnerAnswer>,
    /// Needs for which nothing was found.
    pub gaps: Vec<Gap>,
    /// The picture.
    pub plot: Plot,
}

impl WeeklyReport {
    /// Whether the goal is met, as far as the reader may know.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.count.is_some_and(|count| count >= self.goal)
    }
}

/// A handover that does not move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Number of the case, as people say it on the phone.
    pub case_number: String,
    /// Who is accountable: a colleague for readers in the team, otherwise the contact point or the organisation.
    pub owner: String,
    /// Full days since it last moved.
    pub days: u32,
}

/// How fast one organisation answered offers in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerAnswer {
    /// Name of the organisation.
    pub organization: String,
    /// Median hours from offer to decision.
    pub median_hours: Option<u32>,
    /// Number of decisions.
    pub decisions: Option<u32>,
}

/// A need for which nothing was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Label of the need in the reader's language.
    pub need: String,
    /// Cases of the period that were closed without an offer.
    pub cases: Option<u32>,
}
