//! A message that can never be sent does not keep the others waiting, and is there to be seen.

use netsterk::usecases::outbox::view::{OutboxKind, OutboxState};

use super::stage::Stage;
use crate::harness::{World, on_both};

on_both!(c7_what_cannot_be_prepared_is_given_up_visibly_and_holds_nobody_up, |world: &World| {
    let stage = Stage::on(world);
    let subscription = stage.subscribe("schepen@mechelen.example");
    stage.offered("Budgetbegeleiding");
    let weekly = format!(r#"{{"kind":"weeklyTarget","subscriptionId":"{subscription}","week":"ooit"}}"#);
    for (id, notice) in [("a", "{}"), ("b", "geen JSON"), ("c", weekly.as_str())] {
        stage.sql(&[format!(
            "INSERT INTO outbox (id, notice, about, state, attempts, next_attempt_at, created_at) VALUES \
            ('{id}', '{notice}', 'x', 'waiting', 0, '2026-11-01 08:00:00', '2026-11-01 08:00:00')"
        )]);
    }
    let round = stage.worker().tick().unwrap();
    assert_eq!((round.sent, round.failed), (1, 3), "{:?}", stage.outbox());
    let rows = stage.outbox();
    for (id, kind) in [("a", OutboxKind::Unreadable), ("b", OutboxKind::Unreadable), ("c", OutboxKind::WeeklyTarget)] {
        let row = rows.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("{id} in {rows:?}"));
        assert_eq!((row.kind, row.state, row.attempts), (kind, OutboxState::GaveUp, 1));
        let error = row.last_error.as_deref().unwrap_or_default();
        assert!(error.starts_with("permanent: ") && !error.contains("ooit"), "{error}");
    }
    stage.pass(200_000);
    assert_eq!(stage.worker().tick().map(|round| (round.sent, round.failed)), Ok((0, 0)));
});
