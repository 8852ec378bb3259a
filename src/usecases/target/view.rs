//! How a target is shown, and what use cases of targets share.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::access::{Party, Principal};
use crate::domain::calendar::IsoWeek;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::target::{MilestoneKind, Period, Progress, Stage, progress, shown};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::target::Kept;

/// A target and where it stands. A number that is `null` is under five and not shown outside the team.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetView {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Number of families to reach.
    pub goal: u32,
    /// What is counted.
    #[schema(example = "family")]
    pub unit: &'static str,
    /// How far a handover must come before the family counts.
    pub counts: Stage,
    /// Distinct families that count.
    pub count: Option<u32>,
    /// Children in them.
    pub children: Option<u32>,
    /// In which days.
    pub period: Period,
    /// The day at whose end it stands so.
    #[schema(value_type = String, format = Date)]
    pub as_of: NaiveDate,
    /// Families that came to each stage in the period.
    pub funnel: FunnelView,
    /// The ISO weeks of the period, up to the day.
    pub weeks: Vec<WeekView>,
    /// Where it is going.
    pub forecast: Option<ForecastView>,
    /// Families per ordinary school week still needed: 0 when the goal is met, missing when no school week is left.
    pub pace_needed: Option<f64>,
    /// Counts changes; also the `ETag` of the definition.
    pub version: i32,
}

/// Families that came to each stage in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FunnelView {
    /// A case was linked to the family.
    pub reached: Option<u32>,
    /// A service was offered.
    pub offered: Option<u32>,
    /// Family, source and partner met.
    pub introduced: Option<u32>,
    /// The partner carries the guidance.
    pub taken_over: Option<u32>,
    /// The loop is closed.
    pub completed: Option<u32>,
}

/// One week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeekView {
    /// ISO week.
    pub week: IsoWeek,
    /// Families that began to count in it.
    pub count: Option<u32>,
    /// All families up to its end.
    pub cumulative: Option<u32>,
}

/// Where a target is going.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastView {
    /// Expected number of families at the end of the period.
    pub expected: u32,
    /// Lower end of the interval.
    pub low: u32,
    /// Upper end of the interval.
    pub high: u32,
    /// Probability that the interval is meant to hold.
    pub level: f64,
}

/// A family that counts, and why. References and numbers only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountedView {
    /// Id of the family that stands for all merged into it.
    pub family_id: Id,
    /// Its spoken reference, `G-0412`.
    pub reference: String,
    /// References of families that were merged into it and would have counted.
    pub also_known_as: Vec<String>,
    /// The case by which it counts.
    pub case_id: Id,
    /// Its number.
    pub case_number: String,
    /// The handover by which it counts.
    pub handover_id: Option<Id>,
    /// What happened then.
    pub event: MilestoneKind,
    /// The day, in Brussels.
    #[schema(value_type = String, format = Date)]
    pub date: NaiveDate,
    /// The moment.
    pub at: Moment,
    /// Children in its cases.
    pub children: u32,
}

impl TargetView {
    /// Shows a target to a reader.
    #[must_use]
    pub fn new(kept: &Kept, progress: &Progress, inside_team: bool) -> Self {
        let target = &kept.target;
        let count = shown(progress.tally.count(), inside_team);
        let funnel = progress.tally.funnel;
        let past = progress.weeks.iter().filter(|week| week.week.monday() <= progress.as_of);
        let forecast = progress.outlook.forecast;
        Self {
            id: target.id.clone(),
            name: target.name.clone(),
            goal: target.goal,
            unit: "family",
            counts: target.counts,
            count,
            children: count.and_then(|_| shown(progress.tally.children(), inside_team)),
            period: target.period,
            as_of: progress.as_of,
            funnel: FunnelView {
                reached: shown(funnel.reached, inside_team),
                offered: shown(funnel.offered, inside_team),
                introduced: shown(funnel.introduced, inside_team),
                taken_over: shown(funnel.taken_over, inside_team),
                completed: shown(funnel.completed, inside_team),
            },
            weeks: past
                .map(|week| WeekView {
                    week: week.week,
                    count: shown(week.count, inside_team),
                    cumulative: shown(week.cumulative, inside_team),
                })
                .collect(),
            forecast: count.map(|_| ForecastView {
                expected: forecast.expected,
                low: forecast.low,
                high: forecast.high,
                level: forecast.level,
            }),
            pace_needed: count.and(progress.outlook.pace_needed),
            version: kept.version,
        }
    }
}

/// Whether a caller belongs to the team.
pub(super) fn is_inside(principal: &Principal) -> bool {
    match principal.party {
        Party::Team => true,
        Party::Partner(_) | Party::AlertPoint => false,
    }
}

/// Looks at a target from the end of a day.
pub(super) fn look(conn: &mut Conn, kept: &Kept, as_of: NaiveDate) -> Result<Progress, StoreError> {
    let lines = ledger::lines(conn, kept.target.period, as_of)?;
    let merges = ledger::merges(conn)?;
    Ok(progress(&kept.target, &lines, &merges, as_of))
}
