//! The words of Dutch that are not a compound of two others: which words exist, and where a compound is cut.
//!
//! The list is data: `dutch.txt`, the simple words of the spelling dictionary of OpenTaal (© OpenTaal, revised BSD
//! licence or CC BY 3.0; see `dutch.md`). It knows nothing of needs; the rules and the index both cut with it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use crate::domain::socialmap::area::is_municipality;

use super::text::stem;
use super::token::key;

/// Shorter words are no compounds.
const SHORTEST: usize = 6;
/// A part of a compound has at least this many letters, unless it is one of [`SHORT_PARTS`].
const PART: usize = 4;
/// A last part of this many letters does not stand in a simple word by chance.
const PLAIN_PART: usize = 6;
/// Short words that compounds are made of; other words of three letters stand inside words by chance.
const SHORT_PARTS: &[&str] = &[
    "jas", "tas", "bus", "pak", "les", "bed", "job", "huur", "gas", "bad", "bon", "oma", "opa", "pot", "zak", "kas",
    "bal", "wet", "ijs", "pas", "arm", "oog", "oor", "mes", "gok", "pil", "kot", "pop", "bib", "lat", "dak", "web",
    "geld", "zus", "kar", "les", "uur", "jaar", "arts", "tand", "melk",
];
/// What Dutch puts between the parts.
const LINKS: &[&str] = &["", "s", "en", "e", "er", "n"];

/// Stems of the list, by their keys.
static STEMS: LazyLock<HashSet<u64>> =
    LazyLock::new(|| include_str!("dutch.txt").lines().map(|word| key(&stem(word))).collect());

/// A word, cut.
#[derive(Debug)]
pub(super) struct Cut {
    /// Its stem.
    pub(super) stem: String,
    /// Stems of its parts, where it is a compound.
    pub(super) parts: Option<(String, String)>,
}

/// How many words are remembered.
const REMEMBERED: usize = 12_000;

/// A folded word, cut. Texts say the same words over and over: those that were cut are remembered, up to a limit.
pub(super) fn cut(folded: &str) -> Arc<Cut> {
    static KNOWN: LazyLock<RwLock<HashMap<String, Arc<Cut>>>> = LazyLock::new(RwLock::default);
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(folded) {
        return known.clone();
    }
    let new = Arc::new(Cut { stem: stem(folded), parts: find_parts(folded) });
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(folded.to_owned(), new.clone());
    new
}

/// Whether a stem is that of a simple Dutch word.
#[must_use]
pub fn known(stem: &str) -> bool {
    STEMS.contains(&key(stem))
}

/// The parts of a compound, as stems: "schoolrekeningen" is "school" and "reken". The last part is cut as long as it can
/// be; `None` for a simple word.
#[must_use]
pub fn parts(folded: &str) -> Option<(String, String)> {
    cut(folded).parts.clone()
}

fn find_parts(folded: &str) -> Option<(String, String)> {
    if folded.len() < SHORTEST || !folded.is_ascii() || is_municipality(folded) {
        return None;
    }
    let simple = known(&stem(folded));
    (3..=folded.len() - 3).find_map(|at| {
        let (first, last) = folded.split_at(at);
        // A word that stands in the list is simple, except where one of its parts was too short to be seen.
        let short = SHORT_PARTS.contains(&stem(last).as_str());
        if simple && !short && last.len() < PLAIN_PART {
            return None;
        }
        let last = part(last)?;
        let first = LINKS.iter().find_map(|link| part(first.strip_suffix(link)?))?;
        Some((first, last))
    })
}

/// The stem of a word that may be a part.
fn part(folded: &str) -> Option<String> {
    if folded.len() < PART && !SHORT_PARTS.contains(&folded) {
        return None;
    }
    let stem = stem(folded);
    known(&stem).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_are_cut_where_two_words_meet() {
        for (word, first, last) in [
            ("schoolrekeningen", "school", "rekeningen"),
            ("winterjassen", "winter", "jas"),
            ("voedselpakketten", "voedsel", "pakketten"),
            ("brooddoos", "brood", "doos"),
        ] {
            assert_eq!(parts(word), Some((stem(first), stem(last))), "{word}");
        }
    }

    #[test]
    fn simple_words_stay_whole() {
        for word in ["kinderen", "kleuters", "verdriet", "papieren", "kater", "opvoeding", "😀", "café"] {
            assert_eq!(parts(word), None, "{word}");
        }
    }

    #[test]
    fn the_list_knows_words_in_any_inflection() {
        assert!(known(&stem("schulden")) && known(&stem("kat")) && !known(&stem("huiswek")));
    }
}
