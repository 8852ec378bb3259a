//! K1 and K3: what may not be said any more is not said, and what is said names nobody.

use super::stage::Stage;
use crate::harness::{World, on_both};
use netsterk::usecases::outbox::view::OutboxState;

/// What became of the letter after this happened between offering and sending.
fn after(world: &World, statement: &str) -> (OutboxState, String, usize) {
    let stage = Stage::on(world);
    stage.offered("Budgetbegeleiding");
    stage.sql(&[statement.to_owned()]);
    assert!(stage.worker().tick().is_ok());
    let row = stage.outbox().remove(0);
    (row.state, row.last_error.unwrap_or_default(), stage.post.letters().len())
}

fn dropped(reason: &str) -> (OutboxState, String, usize) {
    (OutboxState::Dropped, reason.to_owned(), 0)
}

on_both!(k1_valid_consent_lets_it_pass, |world: &World| {
    assert_eq!(after(world, "UPDATE consents SET version = 1"), (OutboxState::Sent, String::new(), 1));
});

on_both!(k1_consent_withdrawn_between_offering_and_sending, |world: &World| {
    let found = after(world, "UPDATE consents SET withdrawn_at = '2026-11-20 10:30:00', withdrawn_by = 'team'");
    assert_eq!(found, dropped("the consent was withdrawn"));
});

on_both!(k1_consent_expired, |world: &World| {
    assert_eq!(after(world, "UPDATE consents SET valid_until = '2026-11-19'"), dropped("the consent has expired"));
});

on_both!(k1_consent_for_somebody_else, |world: &World| {
    let found = after(world, "UPDATE consents SET recipient_organization_id = 'o2'");
    assert_eq!(found, dropped("the consent is for another organisation"));
});

on_both!(k1_no_consent, |world: &World| {
    assert_eq!(
        after(world, "UPDATE handovers SET consent_id = NULL"),
        dropped("there is no consent for this handover")
    );
});

on_both!(k1_handover_withdrawn, |world: &World| {
    let found = after(world, "UPDATE handovers SET status = 'withdrawn'");
    assert_eq!(found, dropped("the handover is no longer offered but withdrawn"));
});

on_both!(k3_outbox_names_no_recipient_and_the_letter_no_person, |world: &World| {
    let stage = Stage::on(world);
    stage.offered("Budgetbegeleiding");
    stage.subscribe("schepen@mechelen.example");
    stage.set("2026-11-23T06:00:00Z");
    assert!(stage.worker().tick().is_ok());
    let shown = serde_json::to_string(&stage.outbox()).unwrap_or_default();
    assert!(!shown.contains('@') && !shown.contains("nts_"), "{shown}");
    let letters = stage.post.letters();
    assert_eq!(letters.len(), 2);
    for letter in letters {
        assert!(!letter.text.contains("G-0001") && !letter.subject.contains('@'), "{}", letter.text);
    }
});
