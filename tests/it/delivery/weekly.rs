//! I2: the weekly mail, once per subscription and ISO week, whatever happens on Monday.

use super::stage::Stage;
use crate::harness::{World, on_both};
use netsterk::usecases::outbox::preview_weekly;
use netsterk::usecases::subscription::{end_by_token, is_running};

const MONDAY: &str = "2026-11-23T06:00:00Z";

fn sent(stage: &Stage<'_>) -> usize {
    let round = stage.worker().tick().unwrap();
    round.sent
}

on_both!(i2_once_on_monday_at_seven, |world: &World| {
    let stage = Stage::on(world);
    stage.subscribe("schepen@mechelen.example");
    stage.set("2026-11-23T05:59:59Z");
    assert_eq!(sent(&stage), 0);
    stage.set(MONDAY);
    assert_eq!((sent(&stage), sent(&stage)), (1, 0));
    stage.set("2026-11-29T22:00:00Z");
    assert_eq!(sent(&stage), 0);
    stage.set("2026-11-30T06:00:00Z");
    assert_eq!(sent(&stage), 1);
    let letters = stage.post.letters();
    assert!(letters[0].subject.starts_with("Week 48: ") && letters[1].subject.starts_with("Week 49: "), "{letters:?}");
    assert_eq!(letters[0].pictures.len(), 1);
});

on_both!(i2_down_on_monday_once_on_recovery_and_only_for_the_week_that_runs, |world: &World| {
    let stage = Stage::on(world);
    stage.subscribe("schepen@mechelen.example");
    stage.set("2026-12-10T15:00:00Z");
    assert_eq!((sent(&stage), sent(&stage)), (1, 0));
    assert!(stage.post.letters()[0].subject.starts_with("Week 50: "));
});

on_both!(i2_two_instances_once, |world: &World| {
    let stage = Stage::on(world);
    for number in 0..20 {
        stage.subscribe(&format!("lezer{number}@mechelen.example"));
    }
    stage.set(MONDAY);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| stage.worker().tick().unwrap());
        }
    });
    let mut to: Vec<String> = stage.post.letters().into_iter().map(|letter| letter.to).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), stage.post.letters().len()), (20, 20));
});

on_both!(i2_unsubscribed_on_sunday_not_sent, |world: &World| {
    let stage = Stage::on(world);
    stage.subscribe("schepen@mechelen.example");
    stage.set(MONDAY);
    assert_eq!(sent(&stage), 1);
    let url = stage.post.letters()[0].unsubscribe_url.clone().unwrap_or_default();
    let token = url.rsplit('/').next().unwrap_or_default().to_owned();
    stage.set("2026-11-29T12:00:00Z");
    assert_eq!(is_running(&stage.app.ctx, &token), Ok(true), "looking at the link changes nothing");
    assert_eq!(is_running(&stage.app.ctx, &token), Ok(true));
    assert_eq!(end_by_token(&stage.app.ctx, &token), Ok(()));
    assert_eq!(end_by_token(&stage.app.ctx, &token), Ok(()), "twice is once");
    stage.set("2026-11-30T06:00:00Z");
    assert_eq!(sent(&stage), 0);
    assert!(end_by_token(&stage.app.ctx, "made-up").is_err());
});

on_both!(i2_unsubscribed_between_enqueueing_and_sending_is_dropped, |world: &World| {
    let stage = Stage::on(world);
    stage.subscribe("schepen@mechelen.example");
    stage.set(MONDAY);
    assert_eq!(netsterk::usecases::outbox::enqueue_weekly(&stage.app.ctx), Ok(1));
    stage.sql(&["UPDATE subscriptions SET ended_at = '2026-11-23 06:00:00'".to_owned()]);
    assert_eq!(sent(&stage), 0);
    assert_eq!(stage.outbox()[0].last_error.as_deref(), Some("the subscription was ended"));
});

on_both!(i2_subscribed_after_monday_waits_for_the_next, |world: &World| {
    let stage = Stage::on(world);
    stage.set("2026-11-23T06:00:01Z");
    stage.subscribe("schepen@mechelen.example");
    assert_eq!(sent(&stage), 0);
    stage.set("2026-11-30T06:00:00Z");
    assert_eq!(sent(&stage), 1);
});

on_both!(i2_an_address_has_one_subscription, |world: &World| {
    use netsterk::domain::language::Language;
    use netsterk::usecases::subscription::{Subscribe, list, subscribe};
    let stage = Stage::on(world);
    let want = |email: &str, language| {
        let command = Subscribe { email: email.to_owned(), language, target_id: None };
        subscribe(&stage.app.ctx, &stage.team(), &command, None).unwrap()
    };
    let many: Vec<String> = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..8).map(|_| scope.spawn(|| want("schepen@mechelen.example", Language::Dutch).id)).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let first = want("Schepen@Mechelen.example", Language::Dutch);
    assert!(many.iter().all(|id| *id == first.id), "{many:?}");
    // A year on another target runs, and the subscription has gone on with it.
    stage.set("2027-11-19T11:00:00Z");
    netsterk::usecases::target::ensure(&stage.app.ctx).unwrap();
    let later = want("schepen@mechelen.example", Language::English);
    assert_eq!((&later.id, later.language, later.version), (&first.id, Language::English, 2));
    let page = netsterk::domain::page::Page { limit: 10, after: None };
    assert_eq!(list(&stage.app.ctx, &stage.team(), &page).unwrap().0.total, 1);
    stage.set("2027-11-22T06:00:00Z");
    assert_eq!((sent(&stage), sent(&stage)), (1, 0));
    assert!(stage.post.letters()[0].subject.ends_with("families"), "{:?}", stage.post.letters()[0].subject);
});

on_both!(a_dry_run_sends_and_remembers_nothing, |world: &World| {
    let stage = Stage::on(world);
    stage.subscribe("schepen@mechelen.example");
    stage.set(MONDAY);
    let previews = preview_weekly(&stage.app.ctx, None).unwrap();
    assert_eq!((previews.len(), previews[0].had_already), (1, false));
    assert!(stage.outbox().is_empty());
    assert_eq!(sent(&stage), 1);
});

on_both!(small_numbers_are_for_the_team, |world: &World| {
    let stage = Stage::on(world);
    stage.offered("Budgetbegeleiding");
    stage.sql(&stage.milestone("m1", "f1", "c1", "h1", "introduced", "2026-11-20 10:00:00"));
    stage.sql(&["INSERT INTO users (id, email, name, role, password_hash, created_at) VALUES \
        ('u1', 'an@mechelen.example', 'An', 'coordinator', 'x', '2026-09-01 08:00:00')"
        .to_owned()]);
    stage.subscribe("An@Mechelen.example");
    stage.subscribe("schepen@mechelen.example");
    stage.set(MONDAY);
    assert_eq!(sent(&stage), 3);
    let letters = stage.post.letters();
    let to = |address: &str| letters.iter().find(|letter| letter.to == address).unwrap_or_else(|| panic!("{address}"));
    assert!(to("an@mechelen.example").subject.ends_with("1 van de 300 gezinnen"), "{letters:?}");
    assert!(to("schepen@mechelen.example").subject.ends_with("minder dan 5 van de 300 gezinnen"), "{letters:?}");
});
