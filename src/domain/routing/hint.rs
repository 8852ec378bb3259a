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
    words: HashMap<u32, Vec<(u16, f32)>>,
    pairs: HashMap<u64, Vec<(u16, f32)>>,
}

/// A hint in a text: the need (or whatever was counted), its weight, the places of its words.
pub(super) struct Hint {
    pub(super) target: usize,
    pub(super) weight: f32,
    pub(super) taken: Vec<usize>,
}

/// Weights by the place of what a word speaks for.
type Weights = HashMap<u16, f32>;

impl Hints {
    /// Counts phrases; `target` says what a subject speaks for, if anything.
    pub(super) fn count(phrases: &[Phrase], target: impl Fn(usize) -> Option<usize>) -> Self {
        let mut hints = Self::default();
        let (mut words, mut pairs): (HashMap<u32, Weights>, HashMap<u64, Weights>) = Default::default();
        for phrase in phrases {
            let tokens: Vec<Option<(u32, bool)>> = phrase.pieces.iter().map(|piece| hints.token(piece)).collect();
            let targets: BTreeSet<usize> = phrase.subjects.iter().filter_map(|subject| target(*subject)).collect();
            for target in targets.into_iter().filter_map(|target| u16::try_from(target).ok()) {
                for (at, token) in tokens.iter().enumerate() {
                    let Some((number, empty)) = *token else { continue };
                    if !empty {
                        *words.entry(number).or_default().entry(target).or_default() += 1.0;
                    }
                    for (other, bare) in tokens[at + 1..].iter().flatten() {
                        if !(empty && *bare) && *other != number {
                            *pairs.entry(pair(number, *other)).or_default().entry(target).or_default() += 1.0;
                        }
                    }
                }
            }
        }
        hints.words = words.into_iter().filter_map(|(word, by)| Some((word, shares(by, DOUBT_WORD)?))).collect();
        hints.pairs = pairs.into_iter().filter_map(|(both, by)| Some((both, shares(by, DOUBT_PAIR)?))).collect();
        hints
    }

    fn token(&mut self, piece: &Piece) -> Option<(u32, bool)> {
        let (text, empty) = match piece {
            Piece::Exact(text) | Piece::Stem(text) => (text.clone(), is_empty(text)),
            Piece::Class(name) => (format!("<{name}>"), true),
            Piece::Prefix(text) => (text.clone(), false),
        };
        let next = u32::try_from(self.numbers.len()).ok()?;
        Some((*self.numbers.entry(text).or_insert(next), empty))
    }

    /// Every hint in a text. `classes`: the classes of the word at a place.
    pub(super) fn find<'a, C: Iterator<Item = &'a String>>(
        &self,
        words: &[Word],
        stems: &[String],
        classes: impl Fn(usize) -> C,
    ) -> Vec<Hint> {
        let tokens: Vec<Vec<u32>> = (0..words.len())
            .map(|at| {
                let own = [Some(&stems[at]), words[at].head.as_ref().filter(|head| **head != stems[at])];
                let own = own.into_iter().flatten().filter_map(|stem| self.numbers.get(stem));
                own.copied()
                    .chain(classes(at).filter_map(|name| self.numbers.get(&format!("<{name}>")).copied()))
                    .collect()
            })
            .collect();
        let mut found = Vec::new();
        for (at, own) in tokens.iter().enumerate() {
            for number in own {
                for (target, share) in self.words.get(number).into_iter().flatten() {
                    found.push(Hint { target: usize::from(*target), weight: WORD * share, taken: vec![at] });
                }
                let reach = (at + 1 + WITHIN).min(words.len());
                for (step, others) in tokens[at + 1..reach].iter().enumerate() {
                    let place = at + 1 + step;
                    if words[place].sentence != words[at].sentence {
                        break;
                    }
                    for other in others {
                        for (target, share) in self.pairs.get(&pair(*number, *other)).into_iter().flatten() {
                            found.push(Hint {
                                target: usize::from(*target),
                                weight: PAIR * share,
                                taken: vec![at, place],
                            });
                        }
                    }
                }
            }
        }
        found
    }
}

fn is_empty(stem: &str) -> bool {
    use std::collections::HashSet;
    use std::sync::LazyLock;
    static STEMS: LazyLock<HashSet<String>> =
        LazyLock::new(|| EMPTY.iter().map(|word| super::text::stem(word)).collect());
    STEMS.contains(stem) || stem.len() < 3
}

fn pair(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

fn shares(by: HashMap<u16, f32>, doubt: f32) -> Option<Vec<(u16, f32)>> {
    let total: f32 = by.values().sum::<f32>() + doubt;
    let mut shares: Vec<(u16, f32)> = by.into_iter().map(|(target, count)| (target, count / total)).collect();
    shares.retain(|(_, share)| *share >= LEAST);
    shares.sort_by_key(|(target, _)| *target);
    (!shares.is_empty()).then_some(shares)
}
