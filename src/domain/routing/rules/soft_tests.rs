//! Room and freshness age.

use super::super::Reason;
use super::*;
use crate::domain::socialmap::candidate::{Capacity, a_service};

fn service() -> Candidate {
    Candidate {
        languages: vec!["fr".into(), "nl".into()],
        assured_date: "2025-11-20".parse().ok(),
        sites: vec![2811],
        ..a_service("s")
    }
}

fn at(text: &str) -> Moment {
    text.parse().unwrap_or_else(|_| Moment::new(chrono::DateTime::UNIX_EPOCH))
}

#[test]
fn room_is_unknown_after_thirty_days() {
    let said = Capacity {
        state: CapacityState::Full,
        places: None,
        waiting_weeks: None,
        updated_at: at("2026-10-01T08:00:00Z"),
    };
    let service = Candidate { capacity: Some(said), ..service() };
    assert_eq!(capacity::<Reason>(&service, at("2026-10-31T08:00:00Z")).verdict, Verdict::Minus);
    assert_eq!(capacity::<Reason>(&service, at("2026-10-31T08:00:01Z")).verdict, Verdict::Neutral);
}

#[test]
fn an_entry_is_stale_after_a_year() {
    assert!(!is_stale(&service(), at("2026-11-20T10:00:00Z")));
    assert!(is_stale(&service(), at("2026-11-21T10:00:00Z")));
}

#[test]
fn dutch_alone_does_not_lift_a_service() {
    let points = |codes: &[&str]| {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        language::<Reason>(&service(), &codes).map(|reason| reason.points)
    };
    assert_eq!(points(&["nl"]), Some(0.0));
    assert_eq!(points(&["fr", "nl"]), Some(weights::LANGUAGE));
    assert_eq!(points(&["ar"]), Some(-weights::LANGUAGE / 2.0));
    assert_eq!(points(&[]), None);
}

#[test]
fn a_site_in_the_same_municipality_is_near() {
    assert_eq!(distance::<Reason>(&service(), Some(2800)).map(|reason| reason.verdict), Some(Verdict::Plus));
    assert_eq!(distance::<Reason>(&service(), Some(2570)).map(|reason| reason.verdict), Some(Verdict::Neutral));
}
