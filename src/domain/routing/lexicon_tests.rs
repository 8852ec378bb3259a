//! What the lexicon reads from a text, on a small list of its own, so that the shipped data may grow freely.

use super::*;
use crate::domain::routing::own_phrase::PhraseWeight;
use crate::domain::routing::text::words;

const NEEDS: &str = r#"[
  {"code":"food","label":{"nl":"voeding","en":"food"},"description":{"nl":"Te weinig eten.","en":"Too little food."}},
  {"code":"school-costs","label":{"nl":"schoolkosten","en":"school costs"},"description":{"nl":"Rekeningen.","en":"Bills."}},
  {"code":"debt","label":{"nl":"schulden","en":"debt"},"description":{"nl":"Schulden.","en":"Debts."}},
  {"code":"digital","label":{"nl":"digitaal","en":"digital"},"description":{"nl":"Computer.","en":"Computer."}},
  {"code":"pet","label":{"nl":"dier","en":"pet"},"description":{"nl":"Dier.","en":"Pet."}}
]"#;

const WORDING: &[(&str, &str)] = &[
    ("food", "[nl]\nlege brooddoos, honger, geen eten, <kind> eet niet\n[en]\nhungry, empty lunch box"),
    ("school-costs", "[nl]\nkan de factuur niet betalen, schoolreken*\n[en]\nschool bill"),
    ("debt", "[nl]\nschulden, deurwaarder\n[en]\ndebts\n[topic plan | plan | plan]\n[nl]\nafbetalen"),
    ("digital", "[nl]\nlaptop\n[en]\nlaptop"),
    ("pet", "[nl]\nkat"),
];

const CLASSES: &str = "kind: kind, zoon, dochter";

fn small() -> Lexicon {
    Lexicon::parse(NEEDS, WORDING, CLASSES).unwrap_or_else(|fault| panic!("{fault}"))
}

fn read(text: &str) -> Vec<(String, Vec<String>)> {
    small().propose(text).into_iter().map(|need| (need.code, need.because)).collect()
}

fn codes(text: &str) -> Vec<String> {
    read(text).into_iter().map(|(code, _)| code).collect()
}

#[test]
fn a_phrase_is_found_and_quoted_as_it_stands() {
    assert_eq!(read("Ze heeft altijd een LEGE brooddoos bij."), [("food".into(), vec!["LEGE brooddoos".into()])]);
}

#[test]
fn inflection_and_word_order_do_not_matter() {
    assert_eq!(codes("ze kunnen hun facturen echt niet betalen"), ["school-costs"]);
    assert_eq!(codes("de brooddoos is leeg"), ["food"]);
    assert_eq!(codes("de brooddoos van hem was lekker en nu is zijn pot leeg"), Vec::<String>::new());
}

#[test]
fn a_star_matches_any_ending_and_a_plain_word_does_not() {
    assert_eq!(codes("De schoolrekeningen liggen er nog"), ["school-costs"]);
    assert_eq!(codes("Hij heeft een kater"), Vec::<String>::new());
}

#[test]
fn a_denied_trouble_is_no_need_but_a_missing_thing_is() {
    assert_eq!(codes("Er zijn geen schulden."), Vec::<String>::new());
    assert_eq!(codes("Niet alleen schulden, ook honger"), ["food", "debt"]);
    assert_eq!(codes("Ze heeft geen laptop"), ["digital"]);
    assert_eq!(codes("Hij heeft geen honger"), Vec::<String>::new());
    assert_eq!(codes("Kan de factuur niet betalen, honger"), ["school-costs", "food"]);
    assert_eq!(codes("Geen probleem. Schulden wel."), ["debt"]);
}

#[test]
fn words_of_two_sentences_make_no_phrase() {
    assert_eq!(codes("Er is geen tijd. Eten is er wel"), Vec::<String>::new());
    assert_eq!(codes("de brooddoos van hem en zijn broer en zus is leeg"), Vec::<String>::new());
}

#[test]
fn the_strongest_need_comes_first_and_there_are_at_most_four() {
    assert_eq!(codes("laptop en honger en geen eten"), ["food", "digital"]);
    assert_eq!(codes("honger schulden laptop kat schoolrekening").len(), MAX_NEEDS);
}

#[test]
fn english_is_read_too() {
    assert_eq!(codes("The girl is hungry and they have debts"), ["food", "debt"]);
}

#[test]
fn a_class_stands_for_any_of_its_words() {
    assert_eq!(read("Onze dochter eet nu niet"), [("food".into(), vec!["dochter eet nu niet".into()])]);
    assert_eq!(codes("De hond eet niet"), Vec::<String>::new());
}

#[test]
fn a_topic_refines_a_need_and_proves_none() {
    assert_eq!(codes("Ze wil afbetalen"), Vec::<String>::new());
    let topics = small().find("schulden afbetalen").remove(0).topics;
    assert!(matches!(&topics[..], [(code, weight)] if code == "plan" && *weight >= 1.0), "{topics:?}");
}

#[test]
fn a_compound_is_what_its_head_is() {
    assert_eq!(codes("Hij wil een leenlaptop"), ["digital"]);
}

#[test]
fn what_is_settled_is_no_need() {
    assert_eq!(codes("Een laptop hebben we al, maar ze heeft honger"), ["food"]);
    assert_eq!(codes("Geen nood aan een laptop of zo, wel honger"), ["food"]);
}

#[test]
fn spelling_is_mended_towards_the_lexicon() {
    assert_eq!(codes("er is een deurwaardr geweest"), ["debt"]);
}

#[test]
fn broken_data_is_refused_with_its_place() {
    let twice = NEEDS.replace("\"code\":\"pet\"", "\"code\":\"food\"");
    assert!(matches!(Lexicon::parse(&twice, &[], ""), Err(LexiconFault::Twice(code)) if code == "food"));
    for faulty in ["[nl]\nka*", "[nl]\n<dier> is weg"] {
        let read = Lexicon::parse(NEEDS, &[("pet", faulty)], "");
        assert!(matches!(read, Err(LexiconFault::Phrase { code, .. }) if code == "pet"), "{faulty}");
    }
    assert!(matches!(Lexicon::parse(NEEDS, &[("boat", "")], ""), Err(LexiconFault::Unknown(code)) if code == "boat"));
}

#[test]
fn the_shipped_list_is_readable_and_has_every_need_of_the_start() {
    let lexicon = Lexicon::built_in().unwrap_or_else(|fault| panic!("{fault}"));
    for code in ["food", "school-costs", "debt", "clothing-material", "dutch-for-parents", "family-support-home"] {
        assert!(lexicon.need(code).is_some(), "{code}");
    }
}

#[test]
fn a_flood_is_read_in_bounded_time() {
    let lexicon = small();
    let flood = "kan de factuur niet niet niet betalen ".repeat(3_000);
    assert_eq!(lexicon.propose(&flood).len(), 1);
}

#[test]
fn a_word_of_a_longer_phrase_of_another_need_says_little() {
    let mut nested = WORDING.to_vec();
    nested.push(("pet", "[nl]\nbetalen"));
    let lexicon = Lexicon::parse(NEEDS, &nested, CLASSES).unwrap_or_else(|fault| panic!("{fault}"));
    let found = lexicon.find("kan de factuur niet betalen");
    assert_eq!(found[0].code, "school-costs");
    assert!(found[1].weight < 0.5);
}

#[test]
fn services_are_read_by_words_of_institutions_too() {
    let mut offered = WORDING.to_vec();
    offered.push(("food", "[service]\nkruidenier*"));
    let lexicon = Lexicon::parse(NEEDS, &offered, CLASSES).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(lexicon.propose("sociale kruidenier").is_empty());
    assert_eq!(lexicon.find_offered(&words("sociale kruideniers"))[0].code, "food");
}

#[test]
fn what_the_team_added_counts_as_much_as_what_a_question_sounds_like() {
    let built_in = Lexicon::built_in().unwrap_or_else(|fault| panic!("{fault}"));
    let label = || Bilingual { nl: "Huisdier".into(), en: "Pet".into() };
    let need = OwnNeed { code: "pet".into(), label: label(), description: label(), retired: false };
    let phrase = |need: &str, text: &str| OwnPhrase {
        need: need.into(),
        language: PhraseLanguage::Dutch,
        text: text.into(),
        weight: PhraseWeight::Plain,
    };
    let lexicon = built_in.with(&[need], &[phrase("pet", "hond moet weg"), phrase("debt", "wij zijn platzak")]);
    let lexicon = lexicon.unwrap_or_else(|fault| panic!("{fault}"));
    let told = |text: &str| lexicon.propose(text).into_iter().map(|need| need.code).collect::<Vec<_>>();
    let text = "Mama weent aan de poort: de hond moet weg uit het appartement en er is niets meer te eten in huis.";
    assert!(told(text).contains(&"pet".to_owned()), "{:?}", told(text));
    assert_eq!(told("Wij zijn platzak.").first().map(String::as_str), Some("debt"));
}

#[test]
fn names_alone_are_no_question() {
    let built_in = Lexicon::built_in().unwrap_or_else(|fault| panic!("{fault}"));
    for text in ["Jan Peeters", "Fatima El Amrani", "Noah", "De Smet, Lotte"] {
        assert!(built_in.propose(text).is_empty(), "{text}: {:?}", built_in.propose(text));
    }
}
