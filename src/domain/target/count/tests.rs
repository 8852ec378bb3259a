//! The stories of a count: merged, undone, entered in error, reopened, next year. Each is told as a ledger.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Change, Tally, change, tally};
use crate::domain::moment::Moment;
use crate::domain::target::{Merge, Milestone, MilestoneKind, Period, Stage};

use MilestoneKind::{Completed, Introduced, Offered, Reached, TakenOver, Voided};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn noon(text: &str) -> Moment {
    Moment::from_utc(day(text).and_hms_opt(11, 0, 0).unwrap_or_default())
}

fn line(family: &str, handover: &str, kind: MilestoneKind, at: &str) -> Milestone {
    Milestone {
        family_id: family.to_owned(),
        case_id: format!("case of {handover}"),
        handover_id: (kind != Reached).then(|| handover.to_owned()),
        kind,
        children: 2,
        at: noon(at),
    }
}

fn merged(family: &str, into: &str, at: &str, undone: Option<&str>) -> Merge {
    Merge { family_id: family.into(), into_id: into.into(), merged_at: noon(at), undone_at: undone.map(noon) }
}

const YEAR: (&str, &str) = ("2026-09-01", "2027-08-31");
const NEXT: (&str, &str) = ("2027-09-01", "2028-08-31");

fn count_in(year: (&str, &str), lines: &[Milestone], merges: &[Merge], as_of: &str) -> Tally {
    tally(lines, merges, Period { start: day(year.0), end: day(year.1) }, Stage::Introduced, day(as_of))
}

fn names(tally: &Tally) -> Vec<String> {
    tally
        .counted
        .iter()
        .map(|it| format!("{} by {} {} on {}", it.family_id, it.case_id, it.kind, it.at.local_date()))
        .collect()
}

#[test]
fn each_family_is_explained_by_its_first_handover() {
    let lines = [
        line("ada", "h1", Reached, "2026-09-10"),
        line("ada", "h1", Offered, "2026-09-11"),
        line("ada", "h2", Introduced, "2026-10-02"),
        line("ada", "h1", Introduced, "2026-09-20"),
        line("ada", "h1", TakenOver, "2026-09-30"),
        line("bo", "h3", Offered, "2026-09-12"),
    ];
    let now = count_in(YEAR, &lines, &[], "2026-11-22");
    assert_eq!(names(&now), ["ada by case of h1 introduced on 2026-09-20"]);
    let funnel = now.funnel;
    assert_eq!(
        (funnel.reached, funnel.offered, funnel.introduced, funnel.taken_over, funnel.completed),
        (2, 2, 1, 1, 0)
    );
    assert_eq!(count_in(YEAR, &lines, &[], "2026-09-19").count(), 0);
    assert_eq!(count_in(YEAR, &lines, &[], "2026-09-20").count(), 1);
}

#[test]
fn a_cold_handover_counts_when_it_is_taken_over() {
    let lines = [line("ada", "h1", Offered, "2026-09-11"), line("ada", "h1", TakenOver, "2026-09-30")];
    assert_eq!(names(&count_in(YEAR, &lines, &[], "2026-11-22")), ["ada by case of h1 taken_over on 2026-09-30"]);
}

#[test]
fn j1_merge_takes_one_away_and_undo_gives_it_back() {
    let lines = [line("ada", "h1", Introduced, "2026-09-20"), line("bo", "h2", Introduced, "2026-10-01")];
    let merges = [merged("bo", "ada", "2026-10-10", Some("2026-10-20"))];
    let on = |date| count_in(YEAR, &lines, &merges, date);
    assert_eq!([on("2026-10-09").count(), on("2026-10-10").count(), on("2026-10-20").count()], [2, 1, 2]);
    assert_eq!(on("2026-10-15").children(), 2);
    assert_eq!(change(&on("2026-10-09"), &on("2026-10-15")), Change { gained: 0, merged: 1, voided: 0 });
    assert_eq!(change(&on("2026-10-15"), &on("2026-10-21")), Change { gained: 1, merged: 0, voided: 0 });
}

#[test]
fn j1_a_case_linked_to_another_family_counts_for_that_one() {
    let lines = [
        line("ada", "h1", Reached, "2026-09-10"),
        line("ada", "h1", Offered, "2026-09-11"),
        line("ada", "h1", Introduced, "2026-09-20"),
        line("bo", "h1", Reached, "2026-10-01"),
    ];
    let on = |date| count_in(YEAR, &lines, &[], date);
    assert_eq!(names(&on("2026-09-30")), ["ada by case of h1 introduced on 2026-09-20"]);
    let now = on("2026-10-01");
    assert_eq!(names(&now), ["bo by case of h1 introduced on 2026-09-20"]);
    assert_eq!((now.funnel.reached, now.funnel.introduced), (1, 1));
    assert!(!now.counted[0].known_as.contains("ada"), "{:?}", now.counted);
    assert_eq!(change(&on("2026-09-30"), &now), Change { gained: 1, merged: 0, voided: 1 });
}

#[test]
fn of_the_same_moment_families_are_ordered_by_their_ids() {
    let lines = [line("bo", "h1", Introduced, "2026-09-20"), line("ada", "h2", Introduced, "2026-09-20")];
    let now = count_in(YEAR, &lines, &[], "2026-11-22");
    assert_eq!(now.counted.iter().map(|it| it.family_id.as_str()).collect::<Vec<_>>(), ["ada", "bo"]);
}

#[test]
fn j1_merge_into_a_family_that_was_merged_itself() {
    let lines = [line("ada", "h1", Introduced, "2026-09-20"), line("cas", "h2", Introduced, "2026-10-01")];
    let merges = [merged("ada", "bo", "2026-10-10", None), merged("bo", "cas", "2026-10-11", None)];
    let now = count_in(YEAR, &lines, &merges, "2026-11-01");
    assert_eq!(names(&now), ["cas by case of h1 introduced on 2026-09-20"]);
}

#[test]
fn a_ring_of_merges_ends() {
    let lines = [line("ada", "h1", Introduced, "2026-09-20")];
    let merges = [merged("ada", "bo", "2026-10-10", None), merged("bo", "ada", "2026-10-11", None)];
    assert_eq!(count_in(YEAR, &lines, &merges, "2026-11-01").count(), 1);
}

#[test]
fn entered_in_error_counts_until_it_was_found_out() {
    let lines = [line("ada", "h1", Introduced, "2026-09-20"), line("ada", "h1", Voided, "2026-10-05")];
    let on = |date| count_in(YEAR, &lines, &[], date);
    assert_eq!([on("2026-10-04").count(), on("2026-10-05").count()], [1, 0]);
    assert_eq!(change(&on("2026-10-04"), &on("2026-10-05")), Change { gained: 0, merged: 0, voided: 1 });
}

#[test]
fn entered_in_error_falls_back_on_another_handover() {
    let lines = [
        line("ada", "h1", Introduced, "2026-09-20"),
        line("ada", "h2", Introduced, "2026-10-02"),
        line("ada", "h1", Voided, "2026-10-05"),
    ];
    let now = count_in(YEAR, &lines, &[], "2026-11-01");
    assert_eq!(names(&now), ["ada by case of h2 introduced on 2026-10-02"]);
}

#[test]
fn j1_reopened_case_does_not_count_twice() {
    let lines = [
        line("ada", "h1", Introduced, "2026-09-20"),
        line("ada", "h1", Completed, "2026-10-01"),
        line("ada", "h2", Introduced, "2027-02-01"),
    ];
    assert_eq!(count_in(YEAR, &lines, &[], "2027-03-01").count(), 1);
}

#[test]
fn j1_next_school_year_counts_a_new_handover_and_not_the_tail_of_an_old_one() {
    let tail = [
        line("ada", "h1", Introduced, "2027-08-30"),
        line("ada", "h1", TakenOver, "2027-09-05"),
        line("ada", "h1", Completed, "2027-10-05"),
    ];
    assert_eq!(count_in(NEXT, &tail, &[], "2027-12-01").count(), 0);
    assert_eq!(count_in(NEXT, &tail, &[], "2027-12-01").funnel.taken_over, 1);
    let mut again = tail.to_vec();
    again.push(line("ada", "h2", Introduced, "2027-11-05"));
    assert_eq!(names(&count_in(NEXT, &again, &[], "2027-12-01")), ["ada by case of h2 introduced on 2027-11-05"]);
    assert_eq!(count_in(YEAR, &again, &[], "2027-12-01").count(), 1);
}

#[test]
fn i1_the_period_turns_at_midnight_in_brussels() {
    let mut late = line("ada", "h1", Introduced, "2027-08-31");
    late.at = Moment::from_utc(day("2027-08-31").and_hms_opt(21, 59, 59).unwrap_or_default());
    assert_eq!(count_in(YEAR, &[late.clone()], &[], "2027-09-10").count(), 1);
    late.at = late.at.plus(chrono::Duration::seconds(1));
    assert_eq!(count_in(YEAR, &[late.clone()], &[], "2027-09-10").count(), 0);
    assert_eq!(count_in(NEXT, &[late], &[], "2027-09-10").count(), 1);
}

fn any_line() -> impl Strategy<Value = Milestone> {
    (0u8..6, 0u8..9, 0usize..6, 0i64..700).prop_map(|(family, handover, kind, after)| Milestone {
        family_id: format!("f{family}"),
        case_id: format!("c{}", handover / 2),
        handover_id: (kind > 0).then(|| format!("h{handover}")),
        kind: MilestoneKind::ALL[kind],
        children: u32::from(family),
        at: noon("2026-07-01").plus(chrono::Duration::days(after)),
    })
}

fn any_merge() -> impl Strategy<Value = Merge> {
    (0u8..6, 0u8..6, 0i64..500, proptest::option::of(1i64..200)).prop_map(|(from, into, at, undone)| Merge {
        family_id: format!("f{from}"),
        into_id: format!("f{into}"),
        merged_at: noon("2026-07-01").plus(chrono::Duration::days(at)),
        undone_at: undone.map(|days| noon("2026-07-01").plus(chrono::Duration::days(at + days))),
    })
}

proptest! {
    /// No family twice, the funnel agrees, the change adds up, and what comes later does not change the past.
    #[test]
    fn j1_any_history_is_counted_once_and_explained(
        lines in proptest::collection::vec(any_line(), 0..40),
        merges in proptest::collection::vec(any_merge(), 0..6),
        first in 0i64..600,
        later in 0i64..100,
    ) {
        let on = |days: i64| (day("2026-07-01") + chrono::Duration::days(days)).to_string();
        let before = count_in(YEAR, &lines, &merges, &on(first));
        let now = count_in(YEAR, &lines, &merges, &on(first + later));
        let mut families: Vec<_> = now.counted.iter().map(|it| &it.family_id).collect();
        families.sort();
        families.dedup();
        prop_assert_eq!(families.len(), now.counted.len());
        prop_assert_eq!(now.funnel.introduced, now.count());
        prop_assert_eq!(i64::from(before.count()) + change(&before, &now).net(), i64::from(now.count()));
        let mut known_then: Vec<Milestone> = lines.clone();
        known_then.retain(|it| it.at.local_date() <= day(&on(first)));
        prop_assert_eq!(count_in(YEAR, &known_then, &merges, &on(first)).count(), before.count());
    }
}
