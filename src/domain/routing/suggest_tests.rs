//! The order, the near misses, and "nothing fits", on a map of four services.

use super::*;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::routing::question::Years;
use crate::domain::routing::rules::Verdict;
use crate::domain::socialmap::candidate::{Audience, NeedMet, a_service};

fn service(id: &str, need: &str, most: f64) -> Candidate {
    Candidate {
        minimum_age: Some(0.0),
        maximum_age: Some(most),
        audiences: vec![Audience::Child],
        needs: vec![NeedMet { code: need.into(), strength: 1.0, topics: Box::default() }],
        ..a_service(id)
    }
}

fn question(text: &str) -> Question {
    Question {
        children: vec![Years::Age(9)],
        postcode: Some(2800),
        ..Question::new(text, Moment::new(chrono::DateTime::UNIX_EPOCH))
    }
}

fn lexicon() -> std::sync::Arc<Lexicon> {
    Lexicon::built_in().unwrap_or_else(|fault| panic!("{fault}"))
}

fn ids<'a>(list: &'a [Weighed<'a>]) -> Vec<&'a str> {
    list.iter().map(|weighed| weighed.service.id.as_str()).collect()
}

#[test]
fn a_service_for_the_need_is_suggested_and_one_for_other_ages_is_named_with_why_not() {
    let map =
        Roster::new(vec![service("a", "homework", 12.0), service("b", "homework", 6.0), service("c", "debt", 18.0)]);
    let answer = suggest(&question("Zoekt huiswerkbegeleiding"), &map, &HashMap::new(), &lexicon());
    assert_eq!((ids(&answer.items), ids(&answer.excluded)), (vec!["a"], vec!["b"]));
    assert!(!answer.no_confident_match);
    assert_eq!(answer.excluded[0].reasons[0].text.get(Language::Dutch), "leeftijd 9 valt buiten 0–6");
}

#[test]
fn without_an_agreement_a_service_is_shown_with_a_warning() {
    let map = Roster::new(vec![service("a", "homework", 12.0)]);
    let answer = suggest(&question("huiswerkbegeleiding"), &map, &HashMap::new(), &lexicon());
    let reason = answer.items[0].reasons.iter().find(|reason| reason.criterion == Criterion::Agreement);
    assert_eq!(reason.map(|reason| reason.verdict), Some(Verdict::Minus));
}

#[test]
fn confirmed_needs_go_before_the_words() {
    let map = Roster::new(vec![service("a", "homework", 12.0), service("c", "debt", 18.0)]);
    let asked = Question { needs: vec!["debt".into()], ..question("huiswerkbegeleiding") };
    let answer = suggest(&asked, &map, &HashMap::new(), &lexicon());
    assert_eq!(ids(&answer.items), ["c"]);
    assert_eq!(answer.needs.len(), 1);
}

#[test]
fn nothing_that_fits_is_said_so() {
    let map = Roster::new(vec![service("b", "homework", 6.0)]);
    let answer = suggest(&question("huiswerkbegeleiding"), &map, &HashMap::new(), &lexicon());
    assert!(answer.items.is_empty() && answer.no_confident_match);
    assert!(suggest(&question("😀"), &map, &HashMap::new(), &lexicon()).no_confident_match);
}

#[test]
fn ties_are_broken_by_name_whatever_the_order_of_the_map() {
    let map = [service("b", "homework", 12.0), service("a", "homework", 12.0)];
    let turned = [map[1].clone(), map[0].clone()];
    let asked = question("huiswerkbegeleiding");
    for candidates in [map, turned] {
        assert_eq!(
            ids(&suggest(&asked, &Roster::new(candidates.to_vec()), &HashMap::new(), &lexicon()).items),
            ["a", "b"]
        );
    }
}

#[test]
fn the_points_that_order_are_those_that_are_shown() {
    let services: Vec<Candidate> = (0..60_u8)
        .map(|number| Candidate {
            has_contact: number % 2 == 0,
            assured_date: (number % 3 == 0).then_some(chrono::NaiveDate::default()),
            ..service(
                &format!("s{number:02}"),
                ["homework", "debt"][usize::from(number % 5 / 4)],
                6.0 + f64::from(number),
            )
        })
        .collect();
    let asked = question("huiswerkbegeleiding, en ook schulden");
    let map = Roster::new(services);
    let few = suggest(&asked, &map, &HashMap::new(), &lexicon());
    let all = suggest(&Question { limit: 60, ..asked }, &map, &HashMap::new(), &lexicon());
    assert_eq!(ids(&few.items), ids(&all.items)[..10]);
    let mut scores: Vec<f32> = all.items[3..].iter().map(|item| item.score).collect();
    assert!(all.items.len() > 50 && scores.is_sorted_by(|a, b| a >= b));
    scores.dedup();
    assert!(scores.len() > 3);
}

#[test]
fn where_the_service_that_was_meant_is_ruled_out_nothing_fits() {
    let with = |id: &str, strength: f32, most: f64| {
        let mut service = service(id, "homework", most);
        service.needs[0].strength = strength;
        service
    };
    let says_so = |fits: f32| {
        let map = Roster::new(vec![with("a", fits, 12.0), with("b", 1.0, 6.0)]);
        suggest(&question("Zoekt huiswerkbegeleiding"), &map, &HashMap::new(), &lexicon()).no_confident_match
    };
    assert!(says_so(weights::OUTDONE - 0.05));
    assert!(!says_so(weights::OUTDONE + 0.05));
    // Whoever takes every question may stand further behind.
    let takes_all = |strength: f32| {
        let mut general = with("a", strength, 12.0);
        general.needs.push(NeedMet { code: soft::GENERAL_ADVICE.into(), strength: 1.0, topics: Box::default() });
        let map = Roster::new(vec![general, with("b", 1.0, 6.0)]);
        suggest(&question("Zoekt huiswerkbegeleiding"), &map, &HashMap::new(), &lexicon()).no_confident_match
    };
    assert!(!takes_all(weights::GENERAL + 0.05));
    assert!(takes_all(weights::GENERAL - 0.05));
}
