//! Words as they are counted: a stem, a part of a compound, the class of a word, each under a key; and pairs of them.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::phrase::Piece;
use super::text::{Word, stem};

/// Tells pairs from words.
const PAIRS: u64 = 1 << 63;
/// How much a part of a compound counts beside the word itself.
const PART: f32 = 0.4;
/// How much the class of a word counts beside the word itself.
const CLASS: f32 = 0.4;

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
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Token {
    pub(super) key: u64,
    /// How much it counts beside the word that stands there.
    pub(super) worth: f32,
    /// It says nothing by itself.
    pub(super) empty: bool,
}

/// The words of a text, each with its stem, the parts of a compound and its classes.
pub(super) type Tokens = Vec<Vec<Token>>;

impl Token {
    /// A stem.
    pub(super) fn of(stem: &str) -> Self {
        Self { key: key(stem), worth: 1.0, empty: is_empty(stem) }
    }

    /// A word of a phrase.
    pub(super) fn of_piece(piece: &Piece) -> Self {
        match piece {
            Piece::Exact(text) | Piece::Stem(text) => Self::of(text),
            Piece::Class(name) => Self { worth: 1.0, ..Self::of_class(name) },
            Piece::Prefix(text) => Self { empty: false, ..Self::of(text) },
        }
    }

    fn of_class(name: &str) -> Self {
        Self { key: key(&format!("<{name}>")), worth: CLASS, empty: true }
    }
}

/// The words of a text, by their stems in its language and the classes of the word at a place.
pub(super) fn tokens<'a, C: Iterator<Item = &'a String>>(
    words: &[Word],
    stems: &[String],
    classes: impl Fn(usize) -> C,
) -> Tokens {
    let of_word = |at: usize| {
        let (word, stem) = (&words[at], &stems[at]);
        let parts = [&word.head, &word.about].into_iter().flatten().filter(|part| *part != stem);
        let parts = parts.map(|part| Token { worth: PART, ..Token::of(part) });
        std::iter::once(Token::of(stem)).chain(parts).chain(classes(at).map(|name| Token::of_class(name))).collect()
    };
    (0..words.len()).map(of_word).collect()
}

/// The key of two words, in whatever order.
pub(super) fn pair(a: u64, b: u64) -> u64 {
    PAIRS | mixed(mixed(SEED, &a.min(b).to_le_bytes()), &a.max(b).to_le_bytes())
}

/// Whether a key is that of two words.
pub(super) fn is_pair(key: u64) -> bool {
    key & PAIRS != 0
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: the same for ever, as the keys of [`super::learnt`] must be.
pub(super) fn mixed(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The key of a word.
pub(super) fn key(text: &str) -> u64 {
    mixed(SEED, text.as_bytes()) & !PAIRS
}

fn is_empty(text: &str) -> bool {
    static STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| EMPTY.iter().map(|word| stem(word)).collect());
    STEMS.contains(text) || text.len() < 3
}
