//! What the count is made of: lines of the ledger, merges of families, and the definition of a target.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::Id;
use crate::domain::moment::Moment;

codes! {
    /// What one line of the ledger says.
    MilestoneKind {
        /// A case was linked to the family.
        Reached = "reached",
        /// A service was offered.
        Offered = "offered",
        /// Family, source and partner met.
        Introduced = "introduced",
        /// The partner confirmed that it carries the guidance.
        TakenOver = "taken_over",
        /// The loop was closed with an outcome.
        Completed = "completed",
        /// The handover was entered in error: from here on none of its lines count.
        Voided = "voided",
    }
}

codes! {
    /// A step of the funnel. Whoever comes further than a step has also come to it.
    Stage {
        /// A case was linked to the family.
        Reached = "reached",
        /// A service was offered.
        Offered = "offered",
        /// Family, source and partner met.
        Introduced = "introduced",
        /// The partner carries the guidance.
        TakenOver = "taken_over",
        /// The loop is closed.
        Completed = "completed",
    }
}

impl MilestoneKind {
    /// How far this line brings a family, or nothing when it takes lines away.
    #[must_use]
    pub const fn stage(self) -> Option<Stage> {
        match self {
            Self::Reached => Some(Stage::Reached),
            Self::Offered => Some(Stage::Offered),
            Self::Introduced => Some(Stage::Introduced),
            Self::TakenOver => Some(Stage::TakenOver),
            Self::Completed => Some(Stage::Completed),
            Self::Voided => None,
        }
    }
}

/// One line of the ledger: append-only, without persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// The family as it was called at that moment; merges are applied when counting.
    pub family_id: Id,
    /// The case it happened in.
    pub case_id: Id,
    /// The handover, where there is one.
    pub handover_id: Option<Id>,
    /// What happened.
    pub kind: MilestoneKind,
    /// Children of the case at that moment.
    pub children: u32,
    /// When.
    pub at: Moment,
}

/// Two families turned out to be one, possibly for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The family that is no longer counted by itself.
    pub family_id: Id,
    /// The family that stands for both.
    pub into_id: Id,
    /// When they were merged.
    pub merged_at: Moment,
    /// When that was undone.
    pub undone_at: Option<Moment>,
}

/// Days in which a target is to be met, both included, on the calendar in Brussels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Period {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub start: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub end: NaiveDate,
}

impl Period {
    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.start <= date && date <= self.end
    }
}

/// What is to be reached, and by what it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Row id.
    pub id: Id,
    /// Name that people read.
    pub name: String,
    /// Number of families.
    pub goal: u32,
    /// How far a handover must come before the family counts.
    pub counts: Stage,
    /// In which days.
    pub period: Period,
}
