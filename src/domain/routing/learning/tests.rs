//! Tests: what is learnt of a few sentences, and of the wording that comes with the program.

use std::borrow::Cow;

use super::super::learnt::Learnt;
use super::super::lexicon::Lexicon;
use super::super::sounds::Likely;
use super::super::text::words;

const NEEDS: &str = r#"[
    {"code": "food", "label": {"nl": "a", "en": "a"}, "description": {"nl": "a", "en": "a"}},
    {"code": "debt", "label": {"nl": "a", "en": "a"}, "description": {"nl": "a", "en": "a"}},
    {"code": "grief", "label": {"nl": "a", "en": "a"}, "description": {"nl": "a", "en": "a"}}
]"#;

const EXAMPLES: &str = "food\tzijn brooddoos leegt de juffrouw\nfood\thonger zegt de juffrouw, geen brooddoos
debt\tde juffrouw zag een deurwaarder met een aanmaning\nfood\tgeen brood meer\ndebt\teen aanmaning meer";

fn learnt() -> Lexicon {
    let bare = Lexicon::parse(NEEDS, &[], "").unwrap_or_else(|fault| panic!("{fault}"));
    let file = bare.learn(EXAMPLES).unwrap_or_else(|fault| panic!("{fault}"));
    bare.knowing(Learnt::open(Cow::Owned(file)).unwrap_or_else(|| panic!("no file")))
}

fn likely(lexicon: &Lexicon, text: &str) -> Vec<Likely> {
    let mut likely = lexicon.learnt.dutch.sounds.likely(&lexicon.dutch.tokens(&words(text)));
    likely.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    likely
}

fn needs(lexicon: &Lexicon, text: &str) -> Vec<usize> {
    likely(lexicon, text).into_iter().map(|likely| likely.need).collect()
}

#[test]
fn a_word_speaks_for_the_need_that_it_is_rarer_outside_of() {
    let lexicon = learnt();
    assert_eq!(needs(&lexicon, "brooddoos juffrouw").first(), Some(&0));
    assert_eq!(needs(&lexicon, "juffrouw deurwaarder").first(), Some(&1));
}

#[test]
fn what_nobody_said_before_sounds_like_nothing() {
    assert!(needs(&learnt(), "zonsverduistering").is_empty());
    assert!(needs(&learnt(), "").is_empty());
    let bare = Lexicon::parse(NEEDS, &[], "").unwrap_or_else(|fault| panic!("{fault}"));
    assert!(needs(&bare, "honger").is_empty());
}

#[test]
fn a_need_that_no_word_speaks_for_is_never_named() {
    let lexicon = learnt();
    for text in ["juffrouw", "juffrouw brooddoos", "juffrouw honger deurwaarder leegte aanmaning"] {
        assert!(!needs(&lexicon, text).contains(&2), "{text}");
    }
}

#[test]
fn the_words_that_say_it_most_are_named() {
    let likely = likely(&learnt(), "juffrouw ziet brooddoos");
    assert!(likely.iter().any(|likely| likely.need == 0 && likely.taken.contains(&2)));
}

#[test]
fn the_same_words_give_the_same_file() {
    let bare = Lexicon::parse(NEEDS, &[], "").unwrap_or_else(|fault| panic!("{fault}"));
    let learn = || bare.learn(EXAMPLES).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(learn(), learn());
}

#[test]
fn what_comes_with_the_program_was_learnt_of_its_wording() {
    let learnt = Learnt::open(Cow::Borrowed(include_bytes!("../learnt.bin"))).unwrap_or_default();
    let bare = Lexicon::bare().unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(
        learnt.of(),
        bare.learns_of(include_str!("../examples.txt")),
        "the wording changed: cargo run --release -- routing learn"
    );
}
