//! Everything about a target on one day, in one go: the count, the weeks, the outlook.

use chrono::NaiveDate;

use super::count::{Tally, tally};
use super::forecast::{Outlook, outlook};
use super::ledger::{Merge, Milestone, Period, Target};
use super::weeks::{Week, expected_of, weeks};
use crate::domain::calendar::SchoolYear;
use crate::domain::ids::Id;

/// Where a target stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The day at whose end it stands so.
    pub as_of: NaiveDate,
    /// The families.
    pub tally: Tally,
    /// The weeks of the period.
    pub weeks: Vec<Week>,
    /// Where it is going.
    pub outlook: Outlook,
}

/// Looks at a target from the end of the day `as_of`. `lines` as for [`tally`].
#[must_use]
pub fn progress(target: &Target, lines: &[Milestone], merges: &[Merge], as_of: NaiveDate) -> Progress {
    let tally = tally(lines, merges, target.period, target.counts, as_of);
    let weeks = weeks(&tally, target.period, as_of, expected_of);
    Progress { as_of, outlook: outlook(&weeks, target.goal), tally, weeks }
}

/// The target of a school year that nobody set otherwise: support 300 families in education, counted when family and
/// partner have met (policy plan of the contact point).
#[must_use]
pub fn of_school_year(id: Id, year: SchoolYear) -> Target {
    Target {
        id,
        name: format!("300 gezinnen in het onderwijs, {year}"),
        goal: 300,
        counts: super::ledger::Stage::Introduced,
        period: Period { start: year.first_day(), end: year.last_day() },
    }
}
