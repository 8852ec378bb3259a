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
fn who_helps_with_many_needs_comes_after_who_knows_one() {
    let met = |code: &str, strength| NeedMet { code: code.into(), strength, topics: Box::default() };
    let points = |needs: Vec<NeedMet>, pressing: Option<&str>| {
        breadth::<Reason>(&Candidate { needs, ..service() }, pressing).map(|reason| reason.points)
    };
    assert_eq!(points(vec![met("food", 0.9), met("debt", 0.4)], Some("food")), None);
    let many: Vec<NeedMet> = ["food", "debt", "grief"].map(|code| met(code, 0.9)).into();
    assert_eq!(points(many.clone(), Some("food")), Some(2.0 * weights::ANOTHER_NEED));
    assert_eq!(points(many.clone(), Some("housing")), Some(3.0 * weights::ANOTHER_NEED));
    assert_eq!(points(many.clone(), Some(GENERAL_ADVICE)), None);
    assert_eq!(points(many, None), None);
    let everything = (0..20).map(|at| met(&at.to_string(), 0.9)).collect();
    assert_eq!(points(everything, Some("food")), Some(f32::from(weights::MANY_NEEDS) * weights::ANOTHER_NEED));
}

#[test]
fn a_site_in_the_same_municipality_is_near() {
    assert_eq!(distance::<Reason>(&service(), Some(2800)).map(|reason| reason.verdict), Some(Verdict::Plus));
    assert_eq!(distance::<Reason>(&service(), Some(2570)).map(|reason| reason.verdict), Some(Verdict::Neutral));
}
