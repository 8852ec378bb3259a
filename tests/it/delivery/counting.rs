//! J1 and J2 on a database: counted, explained, equal to the recount.

use super::stage::Stage;
use crate::harness::{World, on_both};
use netsterk::domain::access::{Party, Principal};
use netsterk::domain::page::Page;
use netsterk::usecases::error::Error;
use netsterk::usecases::target::view::{CountedView, TargetView};
use netsterk::usecases::target::{chart, explain, read, recount};

fn look(stage: &Stage<'_>, as_of: &str) -> TargetView {
    let found = read(&stage.app.ctx, &stage.team(), &stage.target_id(), as_of.parse().ok());
    found.unwrap()
}

fn explained(stage: &Stage<'_>, limit: i64) -> Vec<CountedView> {
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let page = Page { limit, after };
        let answer = explain(&stage.app.ctx, &stage.team(), &stage.target_id(), None, &page);
        let (listed, next) = answer.unwrap();
        found.extend(listed.items);
        match next {
            None => return found,
            Some(place) => after = Some(place),
        }
    }
}

fn two_families(world: &World) -> Stage<'_> {
    let stage = Stage::on(world);
    stage.offered("Budgetbegeleiding");
    stage.sql(&[stage.family("f2", 2), stage.case("c2", 2, "f2"), stage.handover("h2", "c2", "f2", "introduced")]);
    stage.sql(&["INSERT INTO milestones (id, family_id, case_id, kind, children, at) VALUES \
        ('r1', 'f1', 'c1', 'reached', 1, '2026-09-02 08:00:00'), ('r2', 'f2', 'c2', 'reached', 1, '2026-09-02 08:00:00')"
        .to_owned()]);
    for (id, family, case, handover, state, at) in [
        ("m1", "f1", "c1", "h1", "offered", "2026-10-01 08:00:00"),
        ("m2", "f1", "c1", "h1", "introduced", "2026-10-05 08:00:00"),
        ("m3", "f2", "c2", "h2", "offered", "2026-10-02 08:00:00"),
        ("m4", "f2", "c2", "h2", "introduced", "2026-10-06 08:00:00"),
    ] {
        stage.sql(&stage.milestone(id, family, case, handover, state, at));
    }
    stage
}

on_both!(j1_counted_explained_and_equal_to_the_recount, |world: &World| {
    let stage = two_families(world);
    let now = look(&stage, "2026-11-20");
    assert_eq!((now.count, now.children, now.funnel.introduced), (Some(2), Some(2), Some(2)));
    assert_eq!(look(&stage, "2026-10-05").count, Some(1));
    let families = explained(&stage, 1);
    let story: Vec<_> = families
        .iter()
        .map(|it| format!("{} by {} {} on {}", it.reference, it.case_number, it.event, it.date))
        .collect();
    assert_eq!(story, ["G-0001 by 26-0001 introduced on 2026-10-05", "G-0002 by 26-0002 introduced on 2026-10-06"]);
    assert_eq!(now.weeks.iter().filter_map(|week| week.count).sum::<u32>(), 2);
    let found = recount(&stage.app.ctx).unwrap();
    assert!(found.is_equal(), "{found:?}");
});

on_both!(j1_merge_undo_and_error_move_the_count_as_of_their_day, |world: &World| {
    let stage = two_families(world);
    stage.sql(&["INSERT INTO merges (id, family_id, into_id, reason, merged_by, merged_at, undone_at) VALUES \
        ('g1', 'f2', 'f1', 'zelfde gezin', 'team', '2026-10-10 08:00:00', '2026-10-20 08:00:00')"
        .to_owned()]);
    stage.sql(&stage.milestone("m5", "f1", "c1", "h1", "entered_in_error", "2026-11-02 08:00:00"));
    let counts: Vec<_> = ["2026-10-09", "2026-10-10", "2026-10-20", "2026-11-02"]
        .into_iter()
        .map(|day| look(&stage, day).count)
        .collect();
    assert_eq!(counts, [Some(2), Some(1), Some(2), Some(1)]);
    let found = recount(&stage.app.ctx).unwrap();
    assert!(found.is_equal(), "{found:?}");
});

on_both!(j1_a_draft_entered_in_error_has_nothing_to_take_away, |world: &World| {
    let stage = two_families(world);
    stage.sql(&[
        stage.handover("h3", "c1", "f1", "entered_in_error"),
        "INSERT INTO timeline (id, case_id, handover_id, at, kind, actor, actor_role, from_state, to_state, data, version) \
            VALUES ('t9', 'c1', 'h3', '2026-10-07 08:00:00', 'handover.transition', 'team', 'source', 'draft', \
            'entered_in_error', '{}', 2)"
            .to_owned(),
    ]);
    let found = recount(&stage.app.ctx).unwrap();
    assert!(found.is_equal(), "{found:?}");
});

on_both!(j1_recount_finds_a_line_that_is_missing, |world: &World| {
    let stage = two_families(world);
    stage.sql(&["DELETE FROM milestones WHERE id = 'm4'".to_owned()]);
    let found = recount(&stage.app.ctx).unwrap();
    assert!(!found.is_equal());
    assert_eq!(found.targets[0].1 + 1, found.targets[0].2);
    assert_eq!(found.differences.len(), 1, "{found:?}");
});

on_both!(j1_families_of_one_moment_are_read_page_by_page, |world: &World| {
    let stage = Stage::on(world);
    stage.offered("Budgetbegeleiding");
    let at = "2026-10-05 08:00:00";
    for (number, family, case) in [(2, "f2", "c9"), (3, "f3", "c8"), (4, "f4", "c7")] {
        let handover = format!("h{number}");
        stage.sql(&[stage.family(family, number), stage.case(case, number, family)]);
        stage.sql(&[stage.handover(&handover, case, family, "introduced")]);
        stage.sql(&stage.milestone(&format!("m{number}"), family, case, &handover, "introduced", at));
    }
    let found: Vec<_> = explained(&stage, 1).into_iter().map(|it| it.family_id).collect();
    assert_eq!(found, ["f2", "f3", "f4"]);
});

on_both!(j1_a_case_linked_to_another_family_counts_for_that_one, |world: &World| {
    let stage = two_families(world);
    stage.sql(&[
        stage.family("f3", 3),
        "INSERT INTO milestones (id, family_id, case_id, kind, children, at) VALUES \
        ('r3', 'f3', 'c2', 'reached', 1, '2026-11-02 08:00:00')"
            .to_owned(),
        "UPDATE cases SET family_id = 'f3' WHERE id = 'c2'".to_owned(),
    ]);
    let families: Vec<_> = explained(&stage, 10).into_iter().map(|it| (it.reference, it.case_number)).collect();
    assert_eq!(families, [("G-0001".to_owned(), "26-0001".to_owned()), ("G-0003".to_owned(), "26-0002".to_owned())]);
    let found = recount(&stage.app.ctx).unwrap();
    assert!(found.is_equal(), "{found:?}");
    // Linked in one school year, introduced in the next one.
    stage.sql(&["UPDATE milestones SET at = '2026-08-20 08:00:00' WHERE id IN ('r2', 'r3', 'm3')".to_owned()]);
    assert_eq!(explained(&stage, 10)[1].reference, "G-0003");
});

on_both!(one_target_although_many_begin_at_once, |world: &World| {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| netsterk::usecases::target::ensure(&world.app.ctx).unwrap());
        }
    });
    assert_eq!(world.team().get("/v1/targets").expect(200).json["items"].as_array().map(Vec::len), Some(1));
});

on_both!(j2_with_nothing_and_long_after_the_end, |world: &World| {
    let stage = Stage::on(world);
    let empty = look(&stage, "2026-11-20");
    assert_eq!(empty.count, Some(0));
    let forecast = empty.forecast.unwrap_or_else(|| panic!("a forecast"));
    assert!(forecast.low <= forecast.expected && forecast.expected <= forecast.high);
    let over = look(&stage, "2030-01-01");
    assert_eq!(over.forecast.map(|it| (it.low, it.expected, it.high)), Some((0, 0, 0)));
    assert_eq!(over.pace_needed, None);
    assert_eq!(look(&stage, "0001-01-01").count, Some(0));
});

on_both!(families_are_for_the_team_and_small_counts_too, |world: &World| {
    let stage = two_families(world);
    let partner = Principal { party: Party::Partner("o1".to_owned()), ..stage.team() };
    let page = Page { limit: 10, after: None };
    let refused = explain(&stage.app.ctx, &partner, &stage.target_id(), None, &page);
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let seen = read(&stage.app.ctx, &partner, &stage.target_id(), None).unwrap();
    assert_eq!((seen.count, seen.children, seen.forecast), (None, None, None));
    let svg = chart(&stage.app.ctx, &partner, &stage.target_id(), None).unwrap_or_default();
    assert!(svg.contains("Minder dan 5 van de 300 gezinnen"), "{svg}");
});
