//! What the lexicon reads from a text, on a small list of its own, so that the shipped data may grow freely.

use super::*;

const SMALL: &str = r#"[
  {"code":"food","label":{"nl":"voeding","en":"food"},"description":{"nl":"Te weinig eten.","en":"Too little food."},
   "phrases":{"nl":["lege brooddoos","honger","geen eten"],"en":["hungry","empty lunch box"]}},
  {"code":"school-costs","label":{"nl":"schoolkosten","en":"school costs"},"description":{"nl":"Rekeningen.","en":"Bills."},
   "phrases":{"nl":["kan de factuur niet betalen","schoolreken*"],"en":["school bill"]}},
  {"code":"debt","label":{"nl":"schulden","en":"debt"},"description":{"nl":"Schulden.","en":"Debts."},
   "phrases":{"nl":["schulden","deurwaarder"],"en":["debts"]}},
  {"code":"digital","label":{"nl":"digitaal","en":"digital"},"description":{"nl":"Computer.","en":"Computer."},
   "phrases":{"nl":["laptop"],"en":["laptop"]}},
  {"code":"pet","label":{"nl":"dier","en":"pet"},"description":{"nl":"Dier.","en":"Pet."},"phrases":{"nl":["kat"],"en":[]}}
]"#;

fn read(text: &str) -> Vec<(String, Vec<String>)> {
    let lexicon = Lexicon::parse(SMALL, "{}").unwrap_or_else(|fault| panic!("{fault}"));
    lexicon.propose(text).into_iter().map(|need| (need.code, need.because)).collect()
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
fn broken_data_is_refused_with_its_place() {
    let twice = SMALL.replace("\"code\":\"pet\"", "\"code\":\"food\"");
    assert!(matches!(Lexicon::parse(&twice, "{}"), Err(LexiconFault::Twice(code)) if code == "food"));
    let short = SMALL.replace("\"kat\"", "\"ka*\"");
    assert!(matches!(Lexicon::parse(&short, "{}"), Err(LexiconFault::Phrase { code, .. }) if code == "pet"));
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
    let lexicon = Lexicon::parse(SMALL, "{}").unwrap_or_else(|fault| panic!("{fault}"));
    let flood = "kan de factuur niet niet niet betalen ".repeat(3_000);
    assert_eq!(lexicon.propose(&flood).len(), 1);
}

#[test]
fn a_word_of_a_longer_phrase_of_another_need_says_little() {
    let nested = SMALL.replace("\"kat\"", "\"betalen\"");
    let lexicon = Lexicon::parse(&nested, "{}").unwrap_or_else(|fault| panic!("{fault}"));
    let found = lexicon.find("kan de factuur niet betalen");
    assert_eq!(found[0].code, "school-costs");
    assert!(found[1].weight < 0.5);
}

#[test]
fn services_are_read_by_words_of_institutions_too() {
    let lexicon = Lexicon::parse(SMALL, r#"{"food": ["kruidenier*"]}"#).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(lexicon.propose("sociale kruidenier").is_empty());
    assert_eq!(lexicon.find_offered("sociale kruideniers")[0].code, "food");
    assert!(matches!(Lexicon::parse(SMALL, r#"{"x": []}"#), Err(LexiconFault::Unknown(code)) if code == "x"));
}
