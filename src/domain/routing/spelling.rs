//! Spelling mistakes: a word that no list knows is read as the word of the lexicon that it sounds like or nearly is.
//!
//! A word that exists is never changed: "kat" stays a cat. Names (a capital within a sentence) are left alone.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::text::{Word, stem};
use super::token::key;
use super::vocabulary;

/// Shorter words are not mended.
const SHORTEST: usize = 5;
/// From this length of sound on, one letter may differ.
const ONE_OFF: usize = 6;
/// From this length of sound on, two may.
const TWO_OFF: usize = 12;
/// How many words of one text are looked up; a text with more unknown words is in another language.
const MOST: usize = 40;

/// The words that mistakes are mended to.
#[derive(Debug, Default)]
pub(super) struct Speller {
    /// In the order of the alphabet.
    words: Vec<Box<str>>,
    /// How they sound, in order, each with the place of the first word that sounds so.
    by_sound: Vec<(Box<str>, u32)>,
    /// Their stems, by key.
    stems: HashSet<u64>,
}

impl Speller {
    /// Takes the words of the lexicon.
    pub(super) fn new(words: BTreeSet<String>) -> Self {
        let words: Vec<Box<str>> = words.into_iter().map(String::into_boxed_str).collect();
        let stems = words.iter().map(|word| key(&stem(word))).collect();
        let mut by_sound = BTreeMap::new();
        for (place, word) in (0..).zip(&words).filter(|(_, word)| word.len() >= SHORTEST) {
            by_sound.entry(sound(word).into_boxed_str()).or_insert(place);
        }
        Self { words, by_sound: by_sound.into_iter().collect(), stems }
    }

    /// Puts the words that are not known right.
    pub(super) fn mend(&self, words: &mut [Word], text: &str) {
        let mut sentence = None;
        let mut looked = 0;
        for word in words {
            let opens = sentence.replace(word.sentence) != Some(word.sentence);
            let name = !opens && text[word.start..].starts_with(char::is_uppercase);
            if name || !self.unknown(word) {
                continue;
            }
            looked += 1;
            if looked > MOST {
                return;
            }
            // What looks like a compound is only mended where it sounds the same: "tantpijn".
            let cut_off = text[word.end..].starts_with('.');
            let meant = if let (true, Some(whole)) = (cut_off, self.in_full(&word.folded)) {
                Some(whole)
            } else if word.head.is_some() {
                self.sounds_as(&sound(&word.folded))
            } else {
                self.nearest(&word.folded)
            };
            if let Some(meant) = meant {
                word.stem = stem(meant);
                word.head = vocabulary::parts(meant).map(|(_, head)| head);
                meant.clone_into(&mut word.folded);
            }
        }
    }

    /// The shortest word that starts like an abbreviation: "analfab.", "groeipak.".
    fn in_full(&self, folded: &str) -> Option<&str> {
        let from = self.words.partition_point(|word| **word < *folded);
        let alike = self.words[from..].iter().take_while(|word| word.starts_with(folded));
        alike.min_by_key(|word| word.len()).map(AsRef::as_ref)
    }

    /// The word that sounds so.
    fn sounds_as(&self, heard: &str) -> Option<&str> {
        let place = self.by_sound.binary_search_by(|(known, _)| (**known).cmp(heard)).ok()?;
        Some(&self.words[self.by_sound[place].1 as usize])
    }

    fn unknown(&self, word: &Word) -> bool {
        word.folded.len() >= SHORTEST
            && word.folded.bytes().all(|byte| byte.is_ascii_lowercase())
            && !self.stems.contains(&key(&word.stem))
            && !vocabulary::known(&word.stem)
    }

    /// The word that sounds the same, else the one that sounds most like it; ties by the alphabet.
    fn nearest(&self, folded: &str) -> Option<&str> {
        let heard = sound(folded);
        if let Some(same) = self.sounds_as(&heard) {
            return Some(same);
        }
        let most = match heard.len() {
            ..ONE_OFF => return None,
            ONE_OFF..TWO_OFF => 1,
            _ => 2,
        };
        let first = &heard[..1];
        let from = self.by_sound.partition_point(|(known, _)| **known < *first);
        let alike = self.by_sound[from..].iter().take_while(|(known, _)| known.starts_with(first));
        let near = alike.filter(|(known, _)| known.len().abs_diff(heard.len()) <= most && known.len() >= SHORTEST);
        let with_distance = near.map(|(known, word)| (distance(&heard, known), &self.words[*word as usize]));
        with_distance.filter(|(off, _)| *off <= most).min_by_key(|(off, _)| *off).map(|(_, word)| &**word)
    }
}

/// How a word sounds: what is written differently and said the same becomes the same.
fn sound(folded: &str) -> String {
    const SAME: &[(&str, &str)] = &[
        ("sch", "sg"),
        ("ch", "g"),
        ("ij", "ei"),
        ("y", "ei"),
        ("ou", "au"),
        ("ie", "i"),
        ("ck", "k"),
        ("c", "k"),
        ("qu", "kw"),
        ("x", "ks"),
        ("ph", "f"),
        ("th", "t"),
        ("dt", "t"),
        ("z", "s"),
        ("v", "f"),
    ];
    let mut heard = SAME.iter().fold(folded.to_owned(), |word, (from, to)| word.replace(from, to));
    // What ends in d or b sounds as t or p, before another consonant too: "tantpijn", "gepesd".
    heard = heard.replace("nd", "nt").replace("bt", "pt").replace("gd", "gt").replace("sd", "st");
    if let Some(head) = heard.strip_suffix('d') {
        heard = format!("{head}t");
    }
    let mut last = None;
    heard.retain(|letter| last.replace(letter) != Some(letter));
    heard.strip_suffix("en").map(|head| format!("{head}e")).unwrap_or(heard)
}

/// Letters to add, leave out, change or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::routing::text::words;

    fn mended(text: &str) -> String {
        let list =
            ["huiswerk", "schimmel", "tandpijn", "gepest", "deurwaarder", "kater", "vaccinatie", "uithuiszetting"];
        let speller = Speller::new(list.iter().map(|word| (*word).to_owned()).collect());
        let mut words = words(text);
        speller.mend(&mut words, text);
        words.into_iter().map(|word| word.folded).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_sounds_the_same_or_is_a_letter_off_is_mended() {
        for (wrong, right) in [
            ("huiswek", "huiswerk"),
            ("schimel", "schimmel"),
            ("tantpijn", "tandpijn"),
            ("gepesd", "gepest"),
            ("deurwaardr", "deurwaarder"),
            ("vacinatie", "vaccinatie"),
        ] {
            assert_eq!(mended(wrong), right);
        }
    }

    #[test]
    fn words_that_exist_and_names_are_left_alone() {
        for text in ["de kat", "katten", "watten", "papa noemt Huiswek"] {
            assert_eq!(mended(text), text.to_lowercase(), "{text}");
        }
    }
}
