//! What is forgotten after ninety days, what stays, and what the worker lets expire.

use netsterk::domain::page::Page;
use netsterk::usecases::outbox::view::OutboxState;
use serde_json::json;

use super::stage::Stage;
use crate::harness::{World, on_both};

on_both!(sent_mail_and_the_feed_are_forgotten_after_ninety_days, |world: &World| {
    let stage = Stage::on(world);
    stage.subscribe("schepen@mechelen.example");
    stage.set("2026-11-23T06:00:00Z");
    assert_eq!(stage.worker().tick().map(|round| round.sent), Ok(1));
    stage.sql(&["INSERT INTO outbox (id, notice, about, state, attempts, last_error, next_attempt_at, created_at, \
        settled_at) VALUES ('x', '{}', 'x', 'gave_up', 1, 'x', '2026-11-23 06:00:00', '2026-11-23 06:00:00', \
        '2026-11-23 06:00:00')"
        .to_owned()]);
    let team = world.team();
    for _ in 0..3 {
        team.post("/v1/cases", &crate::harness::phone_case()).expect(201);
    }
    assert_eq!(team.get("/v1/events").expect(200).json["total"], 3);

    stage.set("2027-02-20T06:00:00Z");
    let later = world.team();
    later.post("/v1/cases", &crate::harness::phone_case()).expect(201);
    stage.worker().tick().unwrap();
    assert_eq!(later.get("/v1/events").expect(200).json["total"], 4, "eighty-nine days");
    assert_eq!(stage.outbox().iter().filter(|row| row.state == OutboxState::Sent).count(), 2);

    stage.set("2027-02-21T12:00:00Z");
    let latest = world.team();
    stage.worker().tick().unwrap();
    let feed = latest.get("/v1/events").expect(200).json;
    assert_eq!((&feed["total"], feed["items"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    let next = latest.get(&format!("/v1/events?after={}", feed["next"].as_str().unwrap())).expect(200).json;
    assert_eq!(next["items"], json!([]));
    let mut left: Vec<_> = stage.outbox().into_iter().map(|row| row.state).collect();
    left.sort_by_key(|state| state.as_str());
    assert_eq!(left, [OutboxState::GaveUp, OutboxState::Sent], "what could not be sent stays");
    // The week is remembered longer than its letter.
    let week = "2026-W48".parse().ok();
    assert_eq!(netsterk::usecases::outbox::enqueue_week(&stage.app.ctx, week), Ok(0));
});

on_both!(signals_of_last_year_expire_without_anybody_asking, |world: &World| {
    let stage = Stage::on(world);
    let report = json!({ "schoolId": "s-1", "pupilRef": "P-1", "asOf": "2026-11-13", "halfDays": { "B": 16 } });
    world.team().post("/v1/signals", &report).expect(201);
    stage.set("2027-09-01T06:00:00Z");
    stage.worker().tick().unwrap();
    let page = Page { limit: 10, after: None };
    let filter = Default::default();
    let (listed, _) = netsterk::usecases::signal::list::list(&stage.app.ctx, &stage.team(), &filter, &page).unwrap();
    let states: Vec<_> = listed.items.iter().map(|signal| format!("{} {}", signal.rule, signal.state)).collect();
    assert!(states.contains(&"absence-10 expired".to_owned()), "{states:?}");
});
