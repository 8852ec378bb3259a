//! How phrases are looked for in a text: whole words in any inflection, in their order with some words between.
//!
//! Belongs here: cutting a phrase into pieces, finding it. Does not: what a phrase proves; the lexicon weighs that.

use std::collections::{BTreeSet, HashMap};

use super::negation;
use super::text::{Word, words};
use super::wording::Classes;

/// How many words a question may put between the words of a phrase that stand in their order.
const SLACK: usize = 3;

/// How many where they stand in another order ("de factuur betaalt ze niet").
const TURNED_SLACK: usize = 1;

/// Words this short are acronyms or grammar: alone they match only themselves, and they keep their place in a phrase.
const SHORT: usize = 3;

/// A phrase counts in full where its words stand in so many phrases on average; rarer ones count more, up to
/// [`MOST_RARE`], commoner ones less.
const RARE_IN: f32 = 8.0;

/// How much more the rarest phrases count.
const MOST_RARE: f32 = 1.3;

/// Ends a phrase that the team added.
pub(super) const OWN_MARK: char = '+';

/// How much more such a phrase counts: nothing was learnt of it, so no question sounds like it.
const OWN: f32 = 4.0;

/// Words of a phrase that say nothing by themselves; left out where at least two others remain.
const FILLERS: &[&str] = &[
    "de", "het", "een", "den", "n", "haar", "zijn", "hun", "mijn", "onze", "zn", "the", "a", "an", "their", "his",
    "her",
];

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    /// This very word: acronyms and other short words.
    Exact(String),
    /// A word in any inflection: Dutch or English stem.
    Stem(String),
    /// Any word that starts so.
    Prefix(String),
    /// Any word of a class, by its name.
    Class(String),
}

/// What people say, and the needs that it points to.
#[derive(Debug)]
pub(super) struct Phrase {
    /// Numbers of its pieces, in order.
    pieces: Box<[u32]>,
    /// Places of its subjects in the list.
    pub(super) subjects: Vec<u16>,
    /// One plain word weighs 1; longer phrases weigh more.
    pub(super) weight: f32,
    /// Whether it says itself that something is missing ("geen eten").
    pub(super) denies: bool,
    /// Whether its words may stand in another order.
    free: bool,
}

/// Where a phrase was seen: the places of its words, in the order of the text.
pub(super) struct Sighting {
    /// Number of the phrase in its book.
    pub(super) phrase: usize,
    /// Places of its words.
    pub(super) taken: Vec<usize>,
}

/// The phrases of one language, ready to be looked for. Their pieces are numbered: a word is turned into the numbers of
/// the pieces that it matches, and only numbers are compared.
#[derive(Debug, Default)]
pub(super) struct PhraseBook {
    /// The phrases.
    pub(super) phrases: Vec<Phrase>,
    /// Every piece, by its number.
    pieces: Vec<Piece>,
    /// By the number of a piece: the phrases in which it is the rarest-looking (longest) one.
    anchored: Vec<Vec<u32>>,
    by_stem: HashMap<String, u32>,
    by_word: HashMap<String, u32>,
    by_class: HashMap<String, u32>,
    /// By their first letters, the shortest first.
    by_prefix: HashMap<String, Vec<(String, u32)>>,
    /// Names of the classes that a stem is in.
    classes: HashMap<String, Vec<String>>,
}

/// Letters that a prefix has at least.
const LEAST_PREFIX: usize = 3;

/// A text as a book sees it.
struct Seen<'a> {
    words: &'a [Word],
    /// Of each word the numbers of the pieces that it matches.
    numbers: Vec<Vec<u32>>,
    /// Whether a piece is matched anywhere.
    present: Vec<bool>,
}

/// A phrase without a word, with a `*` after fewer than three letters, or with a class that there is not.
pub(super) struct Unsearchable {
    /// Place of its subject in the list.
    pub(super) subject: usize,
    /// The phrase as it stands in the data.
    pub(super) phrase: String,
}

impl PhraseBook {
    /// Reads phrases: for each subject, by its place in the list, what people say. Their words are added to `whole`.
    ///
    /// # Errors
    /// [`Unsearchable`], the first one.
    pub(super) fn build<'a>(
        wording: impl Iterator<Item = &'a Vec<String>>,
        classes: &Classes,
        stem: fn(&str) -> String,
        whole: &mut BTreeSet<String>,
    ) -> Result<Self, Unsearchable> {
        let mut book = Self::default();
        for (name, members) in classes {
            for word in members.iter().flat_map(|member| words(member)) {
                let names = book.classes.entry(stem(&word.folded)).or_default();
                if !names.contains(name) {
                    names.push(name.clone());
                }
                whole.insert(word.folded);
            }
        }
        let mut known: HashMap<Box<[u32]>, usize> = HashMap::new();
        for (subject, phrases) in wording.enumerate() {
            for phrase in phrases {
                let (bare, factor) = weighted(phrase);
                let pieces = pieces(bare, stem, whole);
                let searchable = pieces.iter().all(|piece| match piece {
                    Piece::Prefix(start) => start.chars().count() >= LEAST_PREFIX,
                    Piece::Class(name) => classes.contains_key(name),
                    Piece::Exact(_) | Piece::Stem(_) => true,
                });
                let Some(place) = u16::try_from(subject).ok().filter(|_| searchable && !pieces.is_empty()) else {
                    return Err(Unsearchable { subject, phrase: phrase.clone() });
                };
                let numbers: Box<[u32]> = pieces.iter().map(|piece| book.number(piece)).collect();
                let number = *known
                    .entry(numbers)
                    .or_insert_with_key(|numbers| book.add(numbers.clone(), &pieces, bare, factor));
                if !book.phrases[number].subjects.contains(&place) {
                    book.phrases[number].subjects.push(place);
                }
            }
        }
        book.weigh_rarity();
        Ok(book)
    }

    /// A phrase of words that stand in many others proves less.
    fn weigh_rarity(&mut self) {
        let mut used = vec![0.0_f32; self.pieces.len()];
        for piece in self.phrases.iter().flat_map(|phrase| &phrase.pieces) {
            used[*piece as usize] += 1.0;
        }
        let all = self.phrases.len() as f32 + 1.0;
        let full = (all / RARE_IN).max(2.0).ln();
        let rare = |piece: &u32| (all / used[*piece as usize]).ln() / full;
        for phrase in &mut self.phrases {
            let factor = phrase.pieces.iter().map(rare).sum::<f32>() / phrase.pieces.len() as f32;
            phrase.weight *= factor.min(MOST_RARE);
        }
    }

    /// The pieces of a phrase, in order.
    pub(super) fn pieces_of<'a>(&'a self, phrase: &'a Phrase) -> impl Iterator<Item = &'a Piece> {
        phrase.pieces.iter().map(|number| &self.pieces[*number as usize])
    }

    fn add(&mut self, numbers: Box<[u32]>, pieces: &[Piece], phrase: &str, factor: f32) -> usize {
        let place = self.phrases.len();
        // Classes are common words: a phrase is looked for by its longest own word.
        let anchor = pieces.iter().zip(&numbers).max_by_key(|(piece, _)| match piece {
            Piece::Exact(text) | Piece::Stem(text) | Piece::Prefix(text) => (1, text.len()),
            Piece::Class(name) => (0, name.len()),
        });
        if let (Some((_, anchor)), Ok(place)) = (anchor, u32::try_from(place)) {
            self.anchored[*anchor as usize].push(place);
        }
        let weight = match pieces.len() {
            1 => 1.0,
            2 => 1.6,
            _ => 2.0,
        };
        let denies = words(phrase).iter().any(|word| negation::denies(&word.folded))
            || pieces.iter().any(|piece| matches!(piece, Piece::Class(name) if name == "geen" || name == "niet"));
        let free = pieces.len() > 1 && !pieces.iter().any(|piece| matches!(piece, Piece::Exact(_)));
        self.phrases.push(Phrase { pieces: numbers, subjects: Vec::new(), weight: weight * factor, denies, free });
        place
    }

    fn number(&mut self, piece: &Piece) -> u32 {
        let next = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
        let number = match piece {
            Piece::Exact(text) => *self.by_word.entry(text.clone()).or_insert(next),
            Piece::Stem(text) => *self.by_stem.entry(text.clone()).or_insert(next),
            Piece::Class(name) => *self.by_class.entry(name.clone()).or_insert(next),
            Piece::Prefix(text) => {
                let alike = self.by_prefix.entry(text.chars().take(LEAST_PREFIX).collect()).or_default();
                match alike.iter().find(|(known, _)| known == text) {
                    Some((_, number)) => *number,
                    None => {
                        alike.push((text.clone(), next));
                        alike.sort_by_key(|(start, _)| start.len());
                        next
                    }
                }
            }
        };
        if number == next {
            self.pieces.push(piece.clone());
            self.anchored.push(Vec::new());
        }
        number
    }

    /// Every phrase that stands in a text, with its places; `stems` are those of the language of the book.
    pub(super) fn sightings(&self, words: &[Word], stems: &[String]) -> Vec<Sighting> {
        let numbers: Vec<Vec<u32>> = words.iter().zip(stems).map(|(word, stem)| self.numbers_of(word, stem)).collect();
        let mut present = vec![false; self.anchored.len()];
        for number in numbers.iter().flatten() {
            present[*number as usize] = true;
        }
        let text = Seen { words, numbers, present };
        let mut seen = Vec::new();
        for (at, numbers) in text.numbers.iter().enumerate() {
            for phrase in numbers.iter().flat_map(|number| &self.anchored[*number as usize]) {
                let phrase = *phrase as usize;
                if let Some(taken) = self.around(phrase, &text, at) {
                    seen.push(Sighting { phrase, taken });
                }
            }
        }
        seen
    }

    /// Numbers of the pieces that a word matches.
    fn numbers_of(&self, word: &Word, stem: &str) -> Vec<u32> {
        let by_stem = self.by_stem.get(stem);
        let by_head = word.head.as_ref().and_then(|head| self.by_stem.get(head));
        let by_class = self.classes_of(word, stem).filter_map(|name| self.by_class.get(name));
        let by_word = self.by_word.get(&word.folded);
        let start = word.folded.char_indices().nth(LEAST_PREFIX - 1).map(|(at, c)| &word.folded[..at + c.len_utf8()]);
        let alike = start.and_then(|start| self.by_prefix.get(start)).into_iter().flatten();
        let by_prefix = alike.filter(|(start, _)| word.folded.starts_with(start.as_str())).map(|(_, number)| number);
        by_stem.into_iter().chain(by_head).chain(by_class).chain(by_word).chain(by_prefix).copied().collect()
    }

    pub(super) fn classes_of<'a>(&'a self, word: &'a Word, stem: &'a str) -> impl Iterator<Item = &'a String> {
        let heads = word.head.as_deref().filter(|head| *head != stem);
        [Some(stem), heads].into_iter().flatten().filter_map(|stem| self.classes.get(stem)).flatten()
    }

    /// Places of the words of a phrase around the word `at`: in their order with some words between, or, for longer
    /// words, close together in any order.
    fn around(&self, phrase: usize, text: &Seen<'_>, at: usize) -> Option<Vec<usize>> {
        let pieces = &self.phrases[phrase].pieces;
        if !pieces.iter().all(|piece| text.present[*piece as usize]) {
            return None;
        }
        let sentence = text.words[at].sentence;
        let fits =
            |piece: u32, place: usize| text.words[place].sentence == sentence && text.numbers[place].contains(&piece);
        let in_order = |start: usize, end: usize| {
            if !fits(pieces[0], start) {
                return None;
            }
            let mut taken: Vec<usize> = Vec::with_capacity(pieces.len());
            for piece in pieces {
                let next = taken.last().map_or(start, |last| last + 1);
                taken.push((next..end).find(|&place| fits(*piece, place))?);
            }
            Some(taken)
        };
        let in_any_order = |start: usize, end: usize| {
            let mut taken: Vec<usize> = Vec::with_capacity(pieces.len());
            for piece in pieces {
                taken.push((start..end).find(|&place| !taken.contains(&place) && fits(*piece, place))?);
            }
            taken.sort_unstable();
            Some(taken)
        };
        let within = |slack: usize, places: &dyn Fn(usize, usize) -> Option<Vec<usize>>| {
            let reach = pieces.len() + slack;
            ((at + 1).saturating_sub(reach)..=at)
                .filter_map(|start| {
                    places(start, (start + reach).min(text.words.len())).filter(|taken| taken[0] == start)
                })
                .find(|taken| taken.contains(&at))
        };
        within(SLACK, &in_order)
            .or_else(|| self.phrases[phrase].free.then(|| within(TURNED_SLACK, &in_any_order)).flatten())
    }
}

/// A phrase without its mark, and what the mark makes of its weight.
fn weighted(phrase: &str) -> (&str, f32) {
    if let Some(own) = phrase.strip_suffix(OWN_MARK) {
        let (bare, factor) = weighted(own);
        return (bare, factor * OWN);
    }
    if let Some(bare) = phrase.strip_suffix('?') {
        return (bare, 0.0);
    }
    match (phrase.strip_suffix('~'), phrase.strip_suffix('!')) {
        (Some(bare), _) => (bare, 0.5),
        (_, Some(bare)) => (bare, 2.0),
        (None, None) => (phrase, 1.0),
    }
}

/// Cuts a phrase into pieces; fillers are dropped where two other pieces remain. Its whole words are noted.
fn pieces(phrase: &str, stem: fn(&str) -> String, whole: &mut BTreeSet<String>) -> Vec<Piece> {
    let mut all = Vec::new();
    for chunk in phrase.split_whitespace() {
        if let Some(name) = chunk.strip_prefix('<').and_then(|chunk| chunk.strip_suffix('>')) {
            all.push((String::new(), Piece::Class(name.to_owned())));
            continue;
        }
        let cut = words(chunk);
        let open = chunk.ends_with('*');
        for (at, word) in cut.iter().enumerate() {
            let last = at + 1 == cut.len();
            whole.insert(word.folded.clone());
            all.push((word.folded.clone(), piece(&word.folded, open && last, stem)));
        }
    }
    let telling = all.iter().filter(|(folded, _)| !FILLERS.contains(&folded.as_str())).count();
    all.into_iter()
        .filter(|(folded, _)| telling < 2 || !FILLERS.contains(&folded.as_str()))
        .map(|(_, piece)| piece)
        .collect()
}

fn piece(folded: &str, open: bool, stem: fn(&str) -> String) -> Piece {
    if open {
        Piece::Prefix(folded.to_owned())
    } else {
        let stem = stem(folded);
        // A short form of a verb ("kan") has another stem; an acronym ("lop") is its own.
        if folded.chars().count() <= SHORT && stem == folded { Piece::Exact(stem) } else { Piece::Stem(stem) }
    }
}
