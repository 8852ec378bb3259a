//! Words as numbers, for counting: a stem, a part of a compound or the class of a word each have one.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::phrase::Piece;
use super::text::{Word, stem};

/// Words that say nothing by themselves.
const EMPTY: &[&str] = &[
    "aan", "achter", "al", "alle", "alleen", "alles", "als", "altijd", "ander", "bij", "bijna", "binnen", "boven",
    "buiten", "daar", "daarna", "dan", "dat", "de", "den", "der", "deze", "die", "dit", "doen", "door", "dus", "echt",
    "een", "eens", "eerst", "elk", "en", "er", "erg", "even", "gaan", "geen", "geweest", "gewoon", "graag", "haar",
    "hebben", "heel", "hem", "hen", "het", "hier", "hij", "hoe", "hun", "iedereen", "iemand", "iets", "ik", "in", "is",
    "ja", "je", "jullie", "kunnen", "komen", "krijgen", "liefst", "maar", "me", "meer", "meest", "men", "met", "mij",
    "mijn", "moeten", "mogen", "na", "naar", "naast", "niemand", "niet", "niets", "niks", "nog", "nooit", "nu", "of",
    "om", "omdat", "onder", "ons", "onze", "ook", "op", "over", "per", "rond", "samen", "sinds", "soms", "staan", "te",
    "tegen", "ten", "ter", "terug", "toch", "toen", "tot", "tussen", "uit", "van", "vanaf", "veel", "via", "voor",
    "vooral", "waar", "waarom", "wanneer", "want", "wat", "we", "weer", "weg", "wel", "welk", "wie", "wij", "willen",
    "worden", "ze", "zeggen", "zegt", "zelf", "zelfs", "zich", "zien", "zij", "zijn", "zitten", "zo", "zoals",
    "zonder", "zou", "kind", "kinderen", "leerling", "school", "gezin", "ouder", "mama", "papa", "moeder", "vader",
    "klas", "jongen", "meisje", "kleuter", "thuis", "jaar", "week", "maand", "dag", "zoon", "dochter", "ma", "pa",
    "the", "a", "and", "to", "of", "is", "has", "have", "she", "he", "they", "with", "not", "for", "their", "does",
    "can", "his", "her", "my", "our", "no", "in", "on", "at", "it", "but", "be", "who", "from", "child", "school",
    "mother", "father", "goed", "nieuw", "laat", "laten", "maken", "vragen", "blijven", "weten", "geven", "nemen",
    "houden", "liggen", "huis", "keer", "zeer", "zelfde", "beide", "twee", "drie",
];

/// A word of a text or of a phrase, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) number: u32,
    /// It says nothing by itself.
    pub(super) empty: bool,
    /// It stands for a class of words.
    pub(super) class: bool,
}

/// The words of a text, each with its stem, the parts of a compound and its classes.
pub(super) type Tokens = Vec<Vec<Token>>;

/// The words of one language that were counted.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<Box<str>, Token>);

impl Numbers {
    /// The words of a text; those that were not counted are left out.
    pub(super) fn known<'a, C: Iterator<Item = &'a String>>(
        &self,
        words: &'a [Word],
        stems: &'a [String],
        classes: impl Fn(usize) -> C,
    ) -> Tokens {
        let known = |at: usize| texts_of(&words[at], &stems[at]).filter_map(|text| self.0.get(text)).copied();
        let of_class = |at: usize| classes(at).filter_map(|name| self.0.get(tag(name).as_str())).copied();
        (0..words.len()).map(|at| known(at).chain(of_class(at)).collect()).collect()
    }

    /// The words of a text, new ones too.
    pub(super) fn enter<'a, C: Iterator<Item = &'a String>>(
        &mut self,
        words: &'a [Word],
        stems: &'a [String],
        classes: impl Fn(usize) -> C,
    ) -> Tokens {
        let mut of_word = |at: usize| {
            let mut tokens: Vec<Token> = texts_of(&words[at], &stems[at]).map(|text| self.plain(text)).collect();
            tokens.extend(classes(at).map(|name| self.class(name)));
            tokens
        };
        (0..words.len()).map(&mut of_word).collect()
    }

    /// A word of a phrase.
    pub(super) fn of_piece(&mut self, piece: &Piece) -> Token {
        match piece {
            Piece::Exact(text) | Piece::Stem(text) => self.plain(text),
            Piece::Class(name) => self.class(name),
            Piece::Prefix(text) => Token { empty: false, ..self.plain(text) },
        }
    }

    fn plain(&mut self, text: &str) -> Token {
        self.entered(text, || Token { number: 0, empty: is_empty(text), class: false })
    }

    fn class(&mut self, name: &str) -> Token {
        self.entered(&tag(name), || Token { number: 0, empty: true, class: true })
    }

    fn entered(&mut self, text: &str, token: impl FnOnce() -> Token) -> Token {
        if let Some(known) = self.0.get(text) {
            return *known;
        }
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let token = Token { number, ..token() };
        self.0.insert(text.into(), token);
        token
    }
}

/// What a word is counted as, beside its classes.
fn texts_of<'a>(word: &'a Word, stem: &'a str) -> impl Iterator<Item = &'a str> {
    let parts = [&word.head, &word.about].into_iter().flatten().map(String::as_str);
    std::iter::once(stem).chain(parts.filter(move |part| *part != stem))
}

fn tag(class: &str) -> String {
    format!("<{class}>")
}

fn is_empty(text: &str) -> bool {
    static STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| EMPTY.iter().map(|word| stem(word)).collect());
    STEMS.contains(text) || text.len() < 3
}
