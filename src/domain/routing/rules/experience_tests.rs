//! Few experiences say nothing; more say what they say.

use super::super::Reason;
use super::*;
use crate::domain::socialmap::candidate::a_service;

fn with(decided: u32, accepted: u32, median_hours: u32) -> Candidate {
    let record = TrackRecord { decided, accepted, median_hours: Some(median_hours), ended: accepted, helped: accepted };
    Candidate { record: Some(record), ..a_service("s") }
}

#[test]
fn below_the_least_number_nothing_is_said_for_or_against() {
    let reason = acceptance::<Reason>(&with(2, 0, 400)).map(|reason| (reason.text.nl, reason.points, reason.verdict));
    assert_eq!(reason, Some(("aanvaarding: te weinig ervaringen (2 van 5)".into(), 0.0, Verdict::Neutral)));
    assert_eq!(response::<Reason>(&with(4, 4, 1)).map(|reason| reason.points), Some(0.0));
    assert_eq!(acceptance::<Reason>(&a_service("s")).map(|reason| reason.points), Some(0.0));
    assert_eq!((response::<Reason>(&a_service("s")), outcome::<Reason>(&a_service("s"))), (None, None));
}

#[test]
fn from_the_least_number_on_it_counts_and_shows_its_numbers() {
    let fast = response::<Reason>(&with(5, 5, 12));
    assert_eq!(
        fast.map(|reason| (reason.text.nl, reason.points)),
        Some(("antwoordt meestal binnen 12 uur (5 keer)".into(), weights::FAST))
    );
    let slow = response::<Reason>(&with(5, 5, 300)).map(|reason| (reason.text.nl, reason.verdict));
    assert_eq!(slow, Some(("antwoordt meestal binnen 12 dagen (5 keer)".into(), Verdict::Minus)));
    assert_eq!(acceptance::<Reason>(&with(8, 8, 1)).map(|reason| reason.points), Some(weights::ACCEPTS));
    assert_eq!(acceptance::<Reason>(&with(8, 4, 1)).map(|reason| reason.points), Some(0.0));
    let never = acceptance::<Reason>(&with(8, 0, 1)).map(|reason| (reason.text.en, reason.points));
    assert_eq!(never, Some(("accepted 0 of 8 handovers".into(), -weights::ACCEPTS)));
}
