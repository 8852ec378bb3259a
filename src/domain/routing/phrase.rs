//! How phrases are looked for in a text: whole words in any inflection, in their order with some words between.
//!
//! Belongs here: cutting a phrase into pieces, finding it. Does not: what a phrase proves; the lexicon weighs that.

use std::collections::HashMap;

use super::negation;
use super::text::{Word, words};

/// How many words a question may put between the words of a phrase that stand in their order.
const SLACK: usize = 3;

/// How many where they stand in another order ("de factuur betaalt ze niet").
const TURNED_SLACK: usize = 1;

/// Words this short are acronyms or grammar: alone they match only themselves, and they keep their place in a phrase.
const SHORT: usize = 3;

/// Words of a phrase that say nothing by themselves; left out where at least two others remain.
const FILLERS: &[&str] = &[
    "de", "het", "een", "den", "n", "haar", "zijn", "hun", "mijn", "onze", "zn", "the", "a", "an", "their", "his",
    "her",
];

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Piece {
    /// This very word: acronyms and other short words.
    Exact(String),
    /// A word in any inflection: Dutch or English stem.
    Stem(String),
    /// Any word that starts so.
    Prefix(String),
}

/// What people say, and the needs that it points to.
#[derive(Debug)]
pub(super) struct Phrase {
    pieces: Vec<Piece>,
    /// Places of the needs in the list.
    pub(super) needs: Vec<usize>,
    /// One plain word weighs 1; longer phrases weigh more.
    pub(super) weight: f32,
    /// Whether it says itself that something is missing ("geen eten").
    pub(super) denies: bool,
}

/// Where a phrase was seen: the places of its words, in the order of the text.
pub(super) struct Sighting {
    /// Number of the phrase in its book.
    pub(super) phrase: usize,
    /// Places of its words.
    pub(super) taken: Vec<usize>,
}

/// The phrases of one language, ready to be looked for.
#[derive(Debug, Default)]
pub(super) struct PhraseBook {
    /// The phrases.
    pub(super) phrases: Vec<Phrase>,
    /// Phrases by their rarest-looking (longest) piece.
    by_stem: HashMap<String, Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
    by_prefix: HashMap<String, Vec<usize>>,
}

/// A phrase without a word, or with a `*` after fewer than three letters.
pub(super) struct Unsearchable {
    /// Place of its need in the list.
    pub(super) need: usize,
    /// The phrase as it stands in the data.
    pub(super) phrase: String,
}

impl PhraseBook {
    /// Reads phrases: for each need, by its place in the list, what people say.
    ///
    /// # Errors
    /// [`Unsearchable`], the first one.
    pub(super) fn build(
        wording: impl Iterator<Item = Vec<String>>,
        stem: impl Fn(&str) -> String,
    ) -> Result<Self, Unsearchable> {
        let mut book = Self::default();
        let mut known: HashMap<Vec<Piece>, usize> = HashMap::new();
        for (need, phrases) in wording.enumerate() {
            for phrase in phrases {
                let pieces = pieces(&phrase, &stem);
                let searchable =
                    pieces.iter().all(|piece| !matches!(piece, Piece::Prefix(start) if start.chars().count() < 3));
                if pieces.is_empty() || !searchable {
                    return Err(Unsearchable { need, phrase });
                }
                let number = *known.entry(pieces.clone()).or_insert_with(|| book.add(pieces, &phrase));
                if !book.phrases[number].needs.contains(&need) {
                    book.phrases[number].needs.push(need);
                }
            }
        }
        Ok(book)
    }

    fn add(&mut self, pieces: Vec<Piece>, phrase: &str) -> usize {
        let number = self.phrases.len();
        let anchor = pieces.iter().max_by_key(|piece| match piece {
            Piece::Exact(text) | Piece::Stem(text) | Piece::Prefix(text) => text.len(),
        });
        match anchor {
            Some(Piece::Exact(text)) => self.by_word.entry(text.clone()).or_default().push(number),
            Some(Piece::Stem(text)) => self.by_stem.entry(text.clone()).or_default().push(number),
            Some(Piece::Prefix(text)) => self.by_prefix.entry(text.clone()).or_default().push(number),
            None => {}
        }
        let weight = match pieces.len() {
            1 => 1.0,
            2 => 1.6,
            _ => 2.0,
        };
        let denies = words(phrase).iter().any(|word| negation::denies(&word.folded));
        self.phrases.push(Phrase { pieces, needs: Vec::new(), weight, denies });
        number
    }

    /// Every phrase that stands in a text, with its places; `stems` are those of the language of the book.
    pub(super) fn sightings(&self, words: &[Word], stems: &[String]) -> Vec<Sighting> {
        let mut seen = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let by_stem = self.by_stem.get(&stems[at]).into_iter().flatten();
            let by_word = self.by_word.get(&word.folded).into_iter().flatten();
            let starts = word.folded.char_indices().map(|(i, c)| &word.folded[..i + c.len_utf8()]);
            let by_prefix = starts.filter_map(|start| self.by_prefix.get(start)).flatten();
            for &phrase in by_stem.chain(by_word).chain(by_prefix) {
                if let Some(taken) = around(&self.phrases[phrase].pieces, words, stems, at) {
                    seen.push(Sighting { phrase, taken });
                }
            }
        }
        seen
    }
}

impl Piece {
    fn matches(&self, word: &Word, stem: &str) -> bool {
        match self {
            Self::Exact(text) => word.folded == *text,
            Self::Stem(text) => stem == text,
            Self::Prefix(start) => word.folded.starts_with(start.as_str()),
        }
    }

    fn is_short(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

/// Places of the words of a phrase around the word `at`: in their order with some words between, or, for longer words,
/// close together in any order.
fn around(pieces: &[Piece], words: &[Word], stems: &[String], at: usize) -> Option<Vec<usize>> {
    let fits = |piece: &Piece, place: usize| {
        words[place].sentence == words[at].sentence && piece.matches(&words[place], &stems[place])
    };
    let in_order = |start: usize, end: usize| {
        let mut taken: Vec<usize> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let next = taken.last().map_or(start, |last| last + 1);
            taken.push((next..end).find(|&place| fits(piece, place))?);
        }
        Some(taken)
    };
    let in_any_order = |start: usize, end: usize| {
        let mut taken: Vec<usize> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            taken.push((start..end).find(|&place| !taken.contains(&place) && fits(piece, place))?);
        }
        taken.sort_unstable();
        Some(taken)
    };
    let within = |slack: usize, places: &dyn Fn(usize, usize) -> Option<Vec<usize>>| {
        let reach = pieces.len() + slack;
        ((at + 1).saturating_sub(reach)..=at)
            .filter_map(|start| places(start, (start + reach).min(words.len())).filter(|taken| taken[0] == start))
            .find(|taken| taken.contains(&at))
    };
    within(SLACK, &in_order).or_else(|| {
        let free = pieces.len() > 1 && !pieces.iter().any(Piece::is_short);
        free.then(|| within(TURNED_SLACK, &in_any_order)).flatten()
    })
}

/// Cuts a phrase into pieces; fillers are dropped where two other pieces remain.
fn pieces(phrase: &str, stem: impl Fn(&str) -> String) -> Vec<Piece> {
    let mut all = Vec::new();
    for chunk in phrase.split_whitespace() {
        let cut = words(chunk);
        let open = chunk.ends_with('*');
        for (at, word) in cut.iter().enumerate() {
            let last = at + 1 == cut.len();
            let folded = word.folded.clone();
            all.push((folded.clone(), piece(&folded, open && last, &stem)));
        }
    }
    let telling = all.iter().filter(|(folded, _)| !FILLERS.contains(&folded.as_str())).count();
    all.into_iter()
        .filter(|(folded, _)| telling < 2 || !FILLERS.contains(&folded.as_str()))
        .map(|(_, piece)| piece)
        .collect()
}

fn piece(folded: &str, open: bool, stem: impl Fn(&str) -> String) -> Piece {
    if open {
        Piece::Prefix(folded.to_owned())
    } else {
        let stem = stem(folded);
        // A short form of a verb ("kan") has another stem; an acronym ("lop") is its own.
        if folded.chars().count() <= SHORT && stem == folded { Piece::Exact(stem) } else { Piece::Stem(stem) }
    }
}
