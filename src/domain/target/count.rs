//! Counting distinct families: by any date, the same answer for ever, each family explained.
//!
//! A thread is a handover (or, before there is one, the case). It reaches a stage on the first day on which it came that
//! far *or further* (a cold handover skips the introduction), over all time: a handover that was introduced last school
//! year does not count again when it is taken over in this one. A family counts once, by its first thread in the period;
//! a case that was linked to another family later on counts for that one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::ledger::{Merge, Milestone, MilestoneKind, Period, Stage};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;

/// A family that counts, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The family, by the name that stands for all those merged into it.
    pub family_id: Id,
    /// Every family of the ledger that is counted in this one.
    pub known_as: BTreeSet<Id>,
    /// The case by which it counts.
    pub case_id: Id,
    /// The handover by which it counts.
    pub handover_id: Option<Id>,
    /// What happened then.
    pub kind: MilestoneKind,
    /// When.
    pub at: Moment,
    /// Children in its cases of the period: the largest number of any, so that duplicates do not add up.
    pub children: u32,
}

/// Families that came to each stage in the period. A handover that began in an earlier period is only in the stages it
/// came to in this one, so that no step is counted in two periods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Funnel {
    /// A case was linked to the family.
    pub reached: u32,
    /// A service was offered.
    pub offered: u32,
    /// Family, source and partner met.
    pub introduced: u32,
    /// The partner carries the guidance.
    pub taken_over: u32,
    /// The loop is closed.
    pub completed: u32,
}

/// The count of one period as of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The families that count, in the order in which they came; of the same moment, in the order of their ids.
    pub counted: Vec<Counted>,
    /// The funnel beside it.
    pub funnel: Funnel,
}

impl Tally {
    /// How many families count.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.counted.len()).unwrap_or(u32::MAX)
    }

    /// How many children there are in them.
    #[must_use]
    pub fn children(&self) -> u32 {
        self.counted.iter().map(|family| family.children).sum()
    }
}

/// Why a count differs from that of an earlier day. `before + gained - merged - voided = now`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Families that count now and did not count then.
    pub gained: u32,
    /// Families that turned out to be the same as another one that counts.
    pub merged: u32,
    /// Families whose handover turned out to be entered in error.
    pub voided: u32,
}

impl Change {
    /// The difference, with its sign.
    #[must_use]
    pub fn net(&self) -> i64 {
        i64::from(self.gained) - i64::from(self.merged) - i64::from(self.voided)
    }
}

/// The family that each case was about last: whoever links a case to another family puts the first link right.
struct Links<'a>(BTreeMap<&'a Id, &'a Id>);

impl<'a> Links<'a> {
    /// `standing` is sorted by time.
    fn among(standing: &[&'a Milestone]) -> Self {
        let links = standing.iter().filter(|line| line.kind == MilestoneKind::Reached);
        Self(links.map(|line| (&line.case_id, &line.family_id)).collect())
    }

    fn family_of(&self, line: &'a Milestone) -> &'a Id {
        self.0.get(&line.case_id).copied().unwrap_or(&line.family_id)
    }
}

/// Which family stands for which, on one day.
struct Roots(BTreeMap<Id, Id>);

impl Roots {
    fn as_of(merges: &[Merge], as_of: NaiveDate) -> Self {
        let mut valid: Vec<&Merge> = merges
            .iter()
            .filter(|merge| merge.merged_at.local_date() <= as_of)
            .filter(|merge| merge.undone_at.is_none_or(|at| at.local_date() > as_of))
            .collect();
        valid.sort_by_key(|merge| merge.merged_at);
        Self(valid.into_iter().map(|merge| (merge.family_id.clone(), merge.into_id.clone())).collect())
    }

    /// Follows merges to their end; a ring, which the store refuses, ends where it is entered again.
    fn of(&self, family_id: &Id) -> Id {
        let mut seen = BTreeSet::from([family_id]);
        let mut root = family_id;
        while let Some(next) = self.0.get(root) {
            if !seen.insert(next) {
                break;
            }
            root = next;
        }
        root.clone()
    }
}

/// A handover, or a case before it has one.
type Thread<'a> = (Option<&'a Id>, &'a Id);

fn thread(line: &Milestone) -> Thread<'_> {
    match &line.handover_id {
        Some(handover_id) => (Some(handover_id), handover_id),
        None => (None, &line.case_id),
    }
}

/// The lines that stand on a day, oldest first: made by then, and not of a handover that was entered in error by then.
fn standing(lines: &[Milestone], as_of: NaiveDate) -> Vec<&Milestone> {
    let made = |line: &&Milestone| line.at.local_date() <= as_of;
    let voided: BTreeSet<Thread<'_>> =
        lines.iter().filter(made).filter(|line| line.kind == MilestoneKind::Voided).map(thread).collect();
    let mut kept: Vec<&Milestone> = lines
        .iter()
        .filter(made)
        .filter(|line| line.kind.stage().is_some() && !voided.contains(&thread(line)))
        .collect();
    kept.sort_by(|a, b| (a.at, &a.case_id, &a.handover_id, a.kind).cmp(&(b.at, &b.case_id, &b.handover_id, b.kind)));
    kept
}

/// The families whose first thread to come as far as `stage` did so in the period.
fn at_stage(standing: &[&Milestone], roots: &Roots, period: Period, stage: Stage) -> Vec<Counted> {
    let links = Links::among(standing);
    let mut arrived: BTreeSet<Thread<'_>> = BTreeSet::new();
    let mut place: BTreeMap<Id, usize> = BTreeMap::new();
    let mut counted: Vec<Counted> = Vec::new();
    for line in standing.iter().filter(|line| line.kind.stage() >= Some(stage)) {
        if !arrived.insert(thread(line)) || !period.contains(line.at.local_date()) {
            continue;
        }
        let linked = links.family_of(line);
        let family_id = roots.of(linked);
        if let Some(known) = place.get(&family_id).and_then(|at| counted.get_mut(*at)) {
            known.known_as.insert(linked.clone());
            known.children = known.children.max(line.children);
            continue;
        }
        place.insert(family_id.clone(), counted.len());
        counted.push(Counted {
            known_as: BTreeSet::from([family_id.clone(), linked.clone()]),
            family_id,
            case_id: line.case_id.clone(),
            handover_id: line.handover_id.clone(),
            kind: line.kind,
            at: line.at,
            children: line.children,
        });
    }
    counted.sort_by(|a, b| (a.at, &a.family_id).cmp(&(b.at, &b.family_id)));
    counted
}

/// Counts the families of a period as it was known at the end of the day `as_of`.
///
/// `lines` must hold every line of the period up to that day, and of the handovers and cases in them also the earlier ones.
#[must_use]
pub fn tally(lines: &[Milestone], merges: &[Merge], period: Period, counts: Stage, as_of: NaiveDate) -> Tally {
    let roots = Roots::as_of(merges, as_of);
    let standing = standing(lines, as_of);
    let number = |stage| u32::try_from(at_stage(&standing, &roots, period, stage).len()).unwrap_or(u32::MAX);
    Tally {
        counted: at_stage(&standing, &roots, period, counts),
        funnel: Funnel {
            reached: number(Stage::Reached),
            offered: number(Stage::Offered),
            introduced: number(Stage::Introduced),
            taken_over: number(Stage::TakenOver),
            completed: number(Stage::Completed),
        },
    }
}

/// Explains the way from an earlier count to a later one.
#[must_use]
pub fn change(before: &Tally, now: &Tally) -> Change {
    let standing_for = |old: &Counted| now.counted.iter().find(|new| !new.known_as.is_disjoint(&old.known_as));
    let mut survivors: BTreeSet<&Id> = BTreeSet::new();
    let mut change = Change::default();
    for old in &before.counted {
        match standing_for(old) {
            None => change.voided += 1,
            Some(known) if survivors.insert(&known.family_id) => {}
            Some(_) => change.merged += 1,
        }
    }
    change.gained = u32::try_from(now.counted.len() - survivors.len()).unwrap_or(u32::MAX);
    change
}

#[cfg(test)]
mod tests;
