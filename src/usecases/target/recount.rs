//! Whether the ledger tells the truth: the milestones are made again from the histories of the handovers, and compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::target::{Milestone, MilestoneKind, Period, progress};
use crate::store::{ledger, target};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// What the comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recount {
    /// `(target, count by the ledger, count by the histories)`.
    pub targets: Vec<(String, u32, u32)>,
    /// Lines that are missing or too many, in words: ids and codes only.
    pub differences: Vec<String>,
}

impl Recount {
    /// Whether ledger and histories agree.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty() && self.targets.iter().all(|(_, ledger, histories)| ledger == histories)
    }
}

type Key = (Id, MilestoneKind);

/// Counts again. Reads only. For the operator.
///
/// # Errors
/// Any failure of the database.
pub fn recount(ctx: &Ctx) -> Result<Recount, Error> {
    let today = ctx.now().local_date();
    ctx.db.read(|conn| {
        let ever = Period { start: chrono::NaiveDate::default(), end: today };
        let written = ledger::lines(conn, ever, today)?;
        let merges = ledger::merges(conn)?;
        let expected = from_histories(ledger::entries_into_states(conn)?, &written);
        let mut found = Recount { differences: compare(&written, &expected), ..Recount::default() };
        let linked: BTreeSet<(&Id, &Id)> = written.iter().map(|line| (&line.case_id, &line.family_id)).collect();
        for (case_id, family_id) in ledger::cases_with_family(conn)? {
            if !linked.contains(&(&case_id, &family_id)) {
                found.differences.push(format!("case {case_id}: no line says that its family was reached"));
            }
        }
        for kept in target::all(conn)? {
            let count = |lines: &[Milestone]| progress(&kept.target, lines, &merges, today).tally.count();
            found.targets.push((kept.target.name.clone(), count(&written), count(&expected)));
        }
        Ok(found)
    })
}

/// The lines that the histories of the handovers ask for. The number of children is taken from the ledger, and so are the
/// lines of cases before they have a handover.
fn from_histories(entries: Vec<(Id, Id, Id, String, Moment)>, written: &[Milestone]) -> Vec<Milestone> {
    let children: BTreeMap<&Id, u32> = written.iter().map(|line| (&line.case_id, line.children)).collect();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut lines: Vec<Milestone> = written.iter().filter(|line| line.handover_id.is_none()).cloned().collect();
    for (family_id, case_id, handover_id, state, at) in entries {
        let Some(kind) = kind_of(&state) else { continue };
        // A draft that was entered in error has nothing in the ledger to take away.
        if kind == MilestoneKind::Voided && !seen.contains(&(handover_id.clone(), MilestoneKind::Offered)) {
            continue;
        }
        if seen.insert((handover_id.clone(), kind)) {
            let children = children.get(&case_id).copied().unwrap_or(0);
            lines.push(Milestone { family_id, case_id, handover_id: Some(handover_id), kind, children, at });
        }
    }
    lines
}

/// The milestone that entering a state is, if it is one.
fn kind_of(state: &str) -> Option<MilestoneKind> {
    match state {
        "offered" => Some(MilestoneKind::Offered),
        "introduced" => Some(MilestoneKind::Introduced),
        "taken_over" => Some(MilestoneKind::TakenOver),
        "completed" => Some(MilestoneKind::Completed),
        "entered_in_error" => Some(MilestoneKind::Voided),
        _ => None,
    }
}

fn compare(written: &[Milestone], expected: &[Milestone]) -> Vec<String> {
    let keyed = |lines: &[Milestone]| -> BTreeMap<Key, Moment> {
        let mut keyed = BTreeMap::new();
        for line in lines {
            if let Some(handover_id) = &line.handover_id {
                let at = keyed.entry((handover_id.clone(), line.kind)).or_insert(line.at);
                *at = (*at).min(line.at);
            }
        }
        keyed
    };
    let (written, expected) = (keyed(written), keyed(expected));
    let missing = expected.iter().filter(|(key, _)| !written.contains_key(*key));
    let surplus = written.iter().filter(|(key, _)| !expected.contains_key(*key));
    let moved = expected.iter().filter(|(key, at)| written.get(*key).is_some_and(|other| other != *at));
    missing
        .map(|((id, kind), at)| format!("handover {id}: {kind} at {at} is not in the ledger"))
        .chain(surplus.map(|((id, kind), at)| format!("handover {id}: {kind} at {at} is only in the ledger")))
        .chain(
            moved.map(|((id, kind), at)| format!("handover {id}: {kind} happened at {at}, the ledger says otherwise")),
        )
        .collect()
}
