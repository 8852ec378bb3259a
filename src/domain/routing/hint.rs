//! Hints: what single words and pairs of words tell of a need, counted over all phrases of the lexicon.
//!
//! A phrase must be there whole; people say it otherwise each time. A word that stands in phrases of one need only, or
//! two words that stand together in them, hint at that need, the more the fewer other needs use them.

use std::collections::{BTreeSet, HashMap};

use super::phrase::{Phrase, Piece};
use super::text::Word;

/// How far apart the words of a pair may be.
const WITHIN: usize = 4;
/// How many phrases of other needs a word is taken to stand in, beside those that are known.
const DOUBT_WORD: f32 = 1.0;
/// The same for a pair of words.
const DOUBT_PAIR: f32 = 0.5;
/// A weaker hint is left out.
const LEAST: f32 = 0.3;
/// What a word that stands in phrases of one need only weighs.
const WORD: f32 = 0.55;
/// The same for a pair.
const PAIR: f32 = 0.9;

/// How much a word in an example counts beside one in a phrase.
const EXAMPLE: f32 = 0.5;
/// What was counted less often is left out.
const OFTEN: f32 = 1.0;
/// How much more a hint counts that was seen more often: with the logarithm of how often.
const GROWS: f32 = 0.2;
/// Tells pairs from words.
const PAIRS: u64 = 1 << 63;

/// Words that hint at nothing by themselves.
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

/// What hints at what. Needs by their place in the list.
#[derive(Debug, Default)]
pub(super) struct Hints {
    numbers: HashMap<String, u32>,
    /// Word or pair, what it hints at, and how much; in order.
    shares: Vec<(u64, u16, f32)>,
}

/// A question that somebody might ask, as it is counted.
pub(super) struct Told {
    /// What it speaks for: places of needs.
    pub(super) needs: Vec<usize>,
    /// Its words: stem, parts of a compound and classes of each.
    pub(super) tokens: Vec<Vec<String>>,
}

/// A hint in a text: the need (or whatever was counted), its weight, the places of its words.
pub(super) struct Hint {
    pub(super) target: usize,
    pub(super) weight: f32,
    pub(super) taken: Vec<usize>,
}

impl Hints {
    /// Counts phrases and examples; `target` says what a subject speaks for, if anything.
    pub(super) fn count(phrases: &[Phrase], examples: &[Told], target: impl Fn(usize) -> Option<usize>) -> Self {
        let mut hints = Self::default();
        let mut counted: Vec<(u64, u16, f32)> = Vec::new();
        for phrase in phrases {
            let tokens: Vec<Vec<Token>> =
                phrase.pieces.iter().map(|piece| vec![token_of(&mut hints.numbers, of_piece(piece))]).collect();
            let targets: BTreeSet<usize> = phrase.subjects.iter().filter_map(|subject| target(*subject)).collect();
            enter(&mut counted, &keys(&tokens, usize::MAX), targets, 1.0);
        }
        for example in examples {
            enter(
                &mut counted,
                &keys(&example.numbered(&mut hints.numbers), WITHIN),
                example.needs.iter().copied(),
                EXAMPLE,
            );
        }
        hints.shares = shares(&summed(counted));
        hints
    }

    fn of(&self, key: u64) -> impl Iterator<Item = (usize, f32)> {
        let first = self.shares.partition_point(|(known, ..)| *known < key);
        let same = self.shares[first..].iter().take_while(move |(known, ..)| *known == key);
        same.map(|(_, target, share)| (usize::from(*target), *share))
    }

    /// Every hint in a text. `classes`: the classes of the word at a place.
    pub(super) fn find<'a, C: Iterator<Item = &'a String>>(
        &self,
        words: &[Word],
        stems: &[String],
        classes: impl Fn(usize) -> C,
    ) -> Vec<Hint> {
        let known = |own: Vec<String>| own.iter().filter_map(|text| self.numbers.get(text).copied()).collect();
        let tokens: Vec<Vec<u32>> =
            (0..words.len()).map(|at| known(tokens_of(&words[at], &stems[at], classes(at)))).collect();
        let mut found = Vec::new();
        for (at, own) in tokens.iter().enumerate() {
            for number in own {
                let single = self.of(u64::from(*number));
                found.extend(single.map(|(target, share)| Hint { target, weight: WORD * share, taken: vec![at] }));
                let reach = (at + 1 + WITHIN).min(words.len());
                let near = (at + 1..reach).take_while(|place| words[*place].sentence == words[at].sentence);
                for (place, other) in near.flat_map(|place| tokens[place].iter().map(move |other| (place, other))) {
                    let both = self.of(pair(*number, *other));
                    found.extend(both.map(|(target, share)| Hint {
                        target,
                        weight: PAIR * share,
                        taken: vec![at, place],
                    }));
                }
            }
        }
        found
    }
}

/// What a word of a text is counted as: its stem, the parts of a compound, and its classes.
pub(super) fn tokens_of<'a>(word: &Word, stem: &str, classes: impl Iterator<Item = &'a String>) -> Vec<String> {
    let parts = [&word.head, &word.about].into_iter().flatten().filter(|part| **part != stem).cloned();
    std::iter::once(stem.to_owned()).chain(parts).chain(classes.map(|name| format!("<{name}>"))).collect()
}

/// Number of a word, and whether it hints at nothing by itself.
pub(super) type Token = (u32, bool);

/// Numbers a word, a new one too.
pub(super) fn token_of(numbers: &mut HashMap<String, u32>, (text, empty): (String, bool)) -> Token {
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    (*numbers.entry(text).or_insert(next), empty)
}

impl Told {
    /// Its words, numbered.
    pub(super) fn numbered(&self, numbers: &mut HashMap<String, u32>) -> Vec<Vec<Token>> {
        let number = |text: &String| (text.clone(), is_empty(text));
        let mut of_word = |own: &Vec<String>| own.iter().map(|text| token_of(numbers, number(text))).collect();
        self.tokens.iter().map(&mut of_word).collect()
    }
}

pub(super) fn of_piece(piece: &Piece) -> (String, bool) {
    match piece {
        Piece::Exact(text) | Piece::Stem(text) => (text.clone(), is_empty(text)),
        Piece::Class(name) => (format!("<{name}>"), true),
        Piece::Prefix(text) => (text.clone(), false),
    }
}

/// The words and pairs to be counted, each once.
pub(super) fn keys(tokens: &[Vec<Token>], within: usize) -> Vec<u64> {
    let mut keys = BTreeSet::new();
    for (at, own) in tokens.iter().enumerate() {
        for (number, empty) in own {
            if !empty {
                keys.insert(u64::from(*number));
            }
            for (other, bare) in tokens[at + 1..].iter().take(within).flatten() {
                if !(*empty && *bare) && other != number {
                    keys.insert(pair(*number, *other));
                }
            }
        }
    }
    keys.into_iter().collect()
}

pub(super) fn enter(
    counted: &mut Vec<(u64, u16, f32)>,
    keys: &[u64],
    targets: impl IntoIterator<Item = usize>,
    worth: f32,
) {
    for target in targets.into_iter().filter_map(|target| u16::try_from(target).ok()) {
        counted.extend(keys.iter().map(|key| (*key, target, worth)));
    }
}

fn is_empty(stem: &str) -> bool {
    use std::collections::HashSet;
    use std::sync::LazyLock;
    static STEMS: LazyLock<HashSet<String>> =
        LazyLock::new(|| EMPTY.iter().map(|word| super::text::stem(word)).collect());
    stem.starts_with('<') || STEMS.contains(stem) || stem.len() < 3
}

pub(super) fn pair(a: u32, b: u32) -> u64 {
    PAIRS | u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// Sums what was counted of the same word or pair for the same need; in order.
pub(super) fn summed(mut counted: Vec<(u64, u16, f32)>) -> Vec<(u64, u16, f32)> {
    counted.sort_unstable_by_key(|(key, target, _)| (*key, *target));
    counted.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
        }
        same
    });
    counted
}

/// What each word or pair hints at, from how often it was counted for what.
fn shares(counted: &[(u64, u16, f32)]) -> Vec<(u64, u16, f32)> {
    let mut shares = Vec::new();
    for of_one in counted.chunk_by(|a, b| a.0 == b.0) {
        let total: f32 = of_one.iter().map(|(.., count)| count).sum();
        let doubt = if of_one[0].0 & PAIRS == 0 { DOUBT_WORD } else { DOUBT_PAIR };
        if total < OFTEN {
            continue;
        }
        let share = |count: f32| count / (total + doubt);
        let telling = of_one.iter().filter(|(.., count)| share(*count) >= LEAST);
        shares.extend(
            telling.map(|(key, target, count)| (*key, *target, share(*count) * (1.0 + GROWS * count.max(1.0).ln()))),
        );
    }
    shares
}
