//! C1, C2 and C7 against a mail server that has bad days.

use super::stage::Stage;
use crate::harness::mail_server::{MailServer, Mood};
use crate::harness::{World, on_both};
use netsterk::usecases::outbox::view::OutboxState;

/// State, attempts and last error of the only message.
fn only(stage: &Stage<'_>) -> (OutboxState, i32, String) {
    let mut rows = stage.outbox();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.pop().map(|row| (row.state, row.attempts, row.last_error.unwrap_or_default())).unwrap_or_else(|| panic!("one"))
}

on_both!(c7_smtp_down_waits_visibly_and_leaves_exactly_once_when_back, |world: &World| {
    let (stage, server) = (Stage::on(world), MailServer::start(Mood::Down));
    stage.offered("Budgetbegeleiding");
    let worker = stage.smtp_worker(&server.url());
    for attempts in 1..=3 {
        assert_eq!(worker.tick().map(|round| round.failed), Ok(1));
        let (state, tried, error) = only(&stage);
        assert_eq!((state, tried), (OutboxState::Waiting, attempts));
        assert!(error.starts_with("temporary: ") && !error.contains('@'), "{error}");
        assert_eq!(worker.tick().map(|round| round.failed), Ok(0), "not before its time");
        stage.pass(200);
    }
    server.becomes(Mood::Kind);
    assert_eq!(worker.tick().map(|round| round.sent), Ok(1));
    stage.pass(200_000);
    assert_eq!(worker.tick().map(|round| round.sent), Ok(0));
    assert_eq!(server.taken().len(), 1);
    assert_eq!(only(&stage), (OutboxState::Sent, 4, String::new()));
});

on_both!(c7_smtp_4xx_waits_and_5xx_is_given_up_visibly, |world: &World| {
    let (stage, server) = (Stage::on(world), MailServer::start(Mood::Refuses(451)));
    stage.offered("Budgetbegeleiding");
    let worker = stage.smtp_worker(&server.url());
    assert_eq!(worker.tick().map(|round| round.failed), Ok(1));
    assert_eq!(only(&stage), (OutboxState::Waiting, 1, "temporary: the mail server answered 451".to_owned()));
    server.becomes(Mood::Refuses(550));
    stage.pass(10);
    assert_eq!(worker.tick().map(|round| round.failed), Ok(1));
    assert_eq!(only(&stage), (OutboxState::GaveUp, 2, "permanent: the mail server answered 550".to_owned()));
    server.becomes(Mood::Kind);
    stage.pass(200_000);
    assert_eq!(worker.tick().map(|round| round.sent), Ok(0));
    assert!(server.taken().is_empty());
});

on_both!(c7_a_wrong_password_of_ours_does_not_give_up_letters, |world: &World| {
    let (stage, server) = (Stage::on(world), MailServer::start(Mood::Refuses(530)));
    stage.offered("Budgetbegeleiding");
    assert_eq!(stage.smtp_worker(&server.url()).tick().map(|round| round.failed), Ok(1));
    assert_eq!(only(&stage).0, OutboxState::Waiting);
});

on_both!(c7_silence_after_data_is_tried_again_under_the_same_message_id, |world: &World| {
    let (stage, server) = (Stage::on(world), MailServer::start(Mood::SilentAfterData));
    stage.offered("Budgetbegeleiding");
    let worker = stage.smtp_worker(&server.url());
    assert_eq!(worker.tick().map(|round| round.failed), Ok(1));
    assert_eq!(only(&stage).0, OutboxState::Waiting);
    server.becomes(Mood::Kind);
    stage.pass(10);
    assert_eq!(worker.tick().map(|round| round.sent), Ok(1));
    let id = stage.outbox()[0].id.clone();
    assert!(server.taken()[0].text.contains(&format!("Message-ID: <{id}@")));
});

on_both!(c7_gives_up_after_the_timetable_and_says_so, |world: &World| {
    let (stage, server) = (Stage::on(world), MailServer::start(Mood::Down));
    stage.offered("Budgetbegeleiding");
    let worker = stage.smtp_worker(&server.url());
    for _ in 0..11 {
        assert_eq!(worker.tick().map(|round| round.failed), Ok(1));
        stage.pass(110_000);
    }
    assert_eq!(worker.tick().map(|round| round.failed), Ok(0));
    assert_eq!((only(&stage).0, only(&stage).1), (OutboxState::GaveUp, 11));
});

on_both!(c7_crash_in_mid_delivery_is_sent_again_under_the_same_message_id, |world: &World| {
    let stage = Stage::on(world);
    stage.offered("Budgetbegeleiding");
    let taken = netsterk::usecases::outbox::claim(&stage.app.ctx);
    let Ok(Some(taken)) = taken else { panic!("{taken:?}") };
    assert_eq!(stage.worker().tick().map(|round| round.sent), Ok(0), "somebody holds it");
    stage.pass(901);
    assert_eq!(stage.worker().tick().map(|round| round.sent), Ok(1));
    assert!(stage.post.letters()[0].message_id.starts_with(&format!("{}@", taken.id)));
    let late = netsterk::usecases::outbox::settle(
        &stage.app.ctx,
        &taken,
        &netsterk::usecases::outbox::Outcome::Dropped("too late".to_owned()),
    );
    assert_eq!(late, Ok(()));
    assert_eq!(only(&stage).0, OutboxState::Sent, "the word of the one who holds the lease counts");
});

on_both!(c1_c2_a_hostile_service_name_adds_no_recipient_and_no_mark_up, |world: &World| {
    let (stage, server) = (Stage::on(world), MailServer::start(Mood::Kind));
    stage.offered("<b>x</b>\r\nBcc: dief@evil.example\r\n\u{2028}<script>alert(1)</script>");
    assert_eq!(stage.smtp_worker(&server.url()).tick().map(|round| round.sent), Ok(1));
    let taken = server.taken();
    assert_eq!(taken[0].to, ["RCPT TO:<aanmelding@caw.example>"]);
    assert!(taken[0].text.lines().all(|line| !line.to_lowercase().starts_with("bcc:")), "{}", taken[0].text);
    let html = taken[0].text.split("Content-Type: text/html").nth(1).unwrap();
    assert!(!html.contains("<script") && html.contains("script"), "{html}");
});
