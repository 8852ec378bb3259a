//! Schools, seasons, intermediaries.

use rstest::rstest;

use super::super::Reason;
use super::*;
use crate::domain::moment::Moment;
use crate::domain::socialmap::candidate::a_service;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn of_school(school: Option<&str>) -> Question {
    let mut question = Question::new("", Moment::new(chrono::DateTime::UNIX_EPOCH));
    question.school = school.map(str::to_owned);
    question
}

#[test]
fn a_programme_is_for_its_own_school() {
    let service = Candidate { schools: vec!["012345".into()], ..a_service("s") };
    let points = |ruling: Ruling<Reason>| match ruling {
        Ruling::Fits(reason) => reason.map(|reason| reason.points),
        Ruling::Excludes(reason) => panic!("{}", reason.text.nl),
    };
    assert_eq!(points(school(&service, &of_school(Some("012345")))), Some(weights::OWN_SCHOOL));
    assert_eq!(points(school(&service, &of_school(None))), Some(weights::SCHOOL_UNSAID));
    assert!(matches!(school::<Reason>(&service, &of_school(Some("999"))), Ruling::Excludes(_)));
    assert_eq!(points(school(&a_service("s"), &of_school(Some("999")))), None);
}

#[rstest]
#[case("2026-07-15", Some("loopt van 01/07/2026 tot 31/08/2026"))]
#[case("2026-07-01", Some("loopt van 01/07/2026 tot 31/08/2026"))]
#[case("2026-08-31", Some("loopt van 01/07/2026 tot 31/08/2026"))]
#[case("2026-06-11", Some("begint over 20 dagen, loopt van 01/07/2026 tot 31/08/2026"))]
#[case("2026-02-01", Some("begint over 150 dagen, loopt van 01/07/2026 tot 31/08/2026"))]
#[case("2026-09-01", None)]
fn a_seasonal_offer_is_there_in_its_season(#[case] on: &str, #[case] fits: Option<&str>) {
    let summer = Season { first: day("2026-07-01"), last: Some(day("2026-08-31")) };
    let service = Candidate { seasons: vec![summer], ..a_service("s") };
    match (season::<Reason>(&service, day(on)), fits) {
        (Ruling::Fits(Some(reason)), Some(text)) => assert_eq!(reason.text.nl, text),
        (Ruling::Excludes(reason), None) => assert!(reason.text.nl.contains("van 01/07/2026 tot 31/08/2026")),
        (ruling, _) => panic!("{ruling:?}"),
    }
}

#[test]
fn what_began_and_has_no_end_is_no_season() {
    let open = Season { first: day("2026-09-01"), last: None };
    let service = Candidate { seasons: vec![open], ..a_service("s") };
    assert_eq!(season::<Reason>(&service, day("2026-11-22")), Ruling::Fits(None));
}

#[test]
fn an_intermediary_and_the_internet_are_named() {
    assert_eq!(via::<Reason>(&a_service("s")), None);
    let service = Candidate { via: Some("het CLB".into()), online: true, ..a_service("s") };
    assert_eq!(
        via::<Reason>(&service).map(|reason| reason.text.nl),
        Some("enkel via het CLB: spreek eerst met het CLB".into())
    );
    assert!(online::<Reason>(&service).is_some());
}
