//! The table of the hard rules.

use rstest::rstest;

use super::super::Reason;
use super::*;
use crate::domain::casework::SchoolStage;
use crate::domain::moment::Moment;
use crate::domain::socialmap::candidate::a_service;

fn service() -> Candidate {
    Candidate { audiences: vec![Audience::Child], ..a_service("s") }
}

fn question() -> Question {
    Question::new("", Moment::new(chrono::DateTime::UNIX_EPOCH))
}

fn excluded(ruling: &Ruling<Reason>) -> bool {
    matches!(ruling, Ruling::Excludes(_))
}

#[rstest]
#[case(ServiceStatus::Active, false)]
#[case(ServiceStatus::Inactive, true)]
#[case(ServiceStatus::Defunct, true)]
#[case(ServiceStatus::TemporarilyClosed, true)]
fn only_active_services(#[case] state: ServiceStatus, #[case] out: bool) {
    assert_eq!(excluded(&status(&Candidate { status: state, ..service() })), out);
}

#[rstest]
#[case(Area::Everywhere, Some(2800), false)]
#[case(Area::Within(vec![(2800, 2800)], vec![]), Some(2800), false)]
#[case(Area::Within(vec![(2800, 2800)], vec![]), Some(2570), true)]
#[case(Area::Within(vec![(2800, 2800)], vec![]), None, false)]
#[case(Area::Unknown(vec![]), Some(2570), false)]
fn the_home_lies_in_the_area(#[case] place: Area, #[case] postcode: Option<u16>, #[case] out: bool) {
    assert_eq!(excluded(&area(&Candidate { area: place, ..service() }, postcode)), out);
}

#[rstest]
#[case(Some(14), None, None, Some(6.0), Audience::Child, true)]
#[case(Some(6), None, None, Some(6.0), Audience::Child, false)]
#[case(Some(2), None, Some(2.5), None, Audience::Child, false)]
#[case(Some(1), None, Some(2.5), None, Audience::Child, true)]
#[case(Some(11), None, Some(12.0), None, Audience::Family, true)]
#[case(Some(9), None, Some(18.0), None, Audience::Adult, false)]
#[case(Some(9), None, Some(18.0), None, Audience::Professional, false)]
#[case(None, Some(SchoolStage::Nursery), Some(6.0), None, Audience::Child, false)]
#[case(None, Some(SchoolStage::Nursery), Some(7.0), None, Audience::Child, true)]
#[case(None, Some(SchoolStage::Secondary), None, Some(12.0), Audience::Child, false)]
#[case(None, Some(SchoolStage::Secondary), None, Some(10.0), Audience::Child, true)]
#[case(None, None, Some(12.0), None, Audience::Child, false)]
fn the_age_lies_within_the_limits_of_the_child(
    #[case] years: Option<u8>,
    #[case] stage: Option<SchoolStage>,
    #[case] least: Option<f64>,
    #[case] most: Option<f64>,
    #[case] audience: Audience,
    #[case] out: bool,
) {
    let service = Candidate { minimum_age: least, maximum_age: most, audiences: vec![audience], ..service() };
    let children: Vec<Years> = years.map(Years::Age).into_iter().chain(stage.map(Years::Stage)).collect();
    assert_eq!(excluded(&age(&service, &children, &[])), out);
}

#[test]
fn one_child_that_fits_is_enough() {
    let service = Candidate { maximum_age: Some(6.0), ..service() };
    assert!(!excluded(&age(&service, &[Years::Age(9), Years::Age(5)], &[])));
    assert!(excluded(&age(&service, &[Years::Age(9), Years::Age(8)], &[])));
}

#[test]
fn the_sentence_carries_its_data() {
    let service = Candidate { minimum_age: Some(0.0), maximum_age: Some(6.0), ..service() };
    let Ruling::Excludes(reason) = age::<Reason>(&service, &[Years::Age(14)], &[]) else { panic!("fits") };
    assert_eq!(reason.text.nl, "leeftijd 14 valt buiten 0–6");
    assert_eq!(reason.data["maximumAge"], 6.0);
}

#[rstest]
#[case(OnlyFor::Female, Audience::Adult, "papa van een dochter", true)]
#[case(OnlyFor::Female, Audience::Adult, "de mama van een zoon", false)]
#[case(OnlyFor::Female, Audience::Adult, "een zoon van 5", true)]
#[case(OnlyFor::Female, Audience::Adult, "ze kwam de kinderen afzetten", false)]
#[case(OnlyFor::Female, Audience::Adult, "het gezin zoekt hulp", false)]
#[case(OnlyFor::Female, Audience::Child, "mama met een jongen van 9", true)]
#[case(OnlyFor::Male, Audience::Family, "Mama vroeg of er een groep is", true)]
#[case(OnlyFor::Male, Audience::Family, "papa kent niemand", false)]
fn one_sex_only(#[case] only: OnlyFor, #[case] audience: Audience, #[case] text: &str, #[case] out: bool) {
    let service = Candidate { only_for: Some(only), audiences: vec![audience], ..service() };
    assert_eq!(excluded(&sex(&service, Mentioned::read(text))), out, "{text}");
}

#[test]
fn who_declined_is_not_asked_again() {
    let mut asked = question();
    assert!(!excluded(&declined(&service(), &asked)));
    asked.declined.insert("s".into());
    assert!(excluded(&declined(&service(), &asked)));
}

#[test]
fn an_agreement_holds_from_its_first_day_to_its_last() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_default();
    let service = Candidate { agreement: Agreement::Signed(day("2026-11-01"), Some(day("2026-11-30"))), ..service() };
    assert_eq!(agreement::<Reason>(&service, day("2026-10-31")).verdict, Verdict::Minus);
    assert_eq!(agreement::<Reason>(&service, day("2026-11-01")).verdict, Verdict::Plus);
    assert_eq!(agreement::<Reason>(&service, day("2026-11-30")).verdict, Verdict::Plus);
    assert_eq!(agreement::<Reason>(&service, day("2026-12-01")).verdict, Verdict::Minus);
}
