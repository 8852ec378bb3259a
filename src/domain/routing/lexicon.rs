//! The code list of needs and the everyday phrases that give them away.
//!
//! The list is data (`lexicon.json` beside this file): code, label, description and phrases in Dutch and English. A
//! phrase matches whole words in any inflection, in any order within a narrow window of one sentence; a word that ends
//! in `*` matches every word that starts so. Nothing here decides: needs are proposals, shown with their words.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::language::Language;

use super::negation;
use super::phrase::{PhraseBook, Unsearchable};
use super::text::{Word, stem, stem_english, words};

/// How many needs a case has at most.
pub const MAX_NEEDS: usize = 4;

/// How much of a sighting is left where a longer phrase of another need covers its words.
const SHADOWED: f32 = 0.3;

/// A need this much weaker than the strongest one is not proposed.
const CUT: f32 = 0.4;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Dutch => &self.nl,
            Language::English => &self.en,
        }
    }
}

/// Phrases by language, as they stand in the data.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Phrases {
    /// Dutch phrases.
    #[serde(default)]
    pub nl: Vec<String>,
    /// English phrases.
    #[serde(default)]
    pub en: Vec<String>,
}

/// One need of the code list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Need {
    /// Code, such as `school-costs`.
    pub code: String,
    /// Short name.
    pub label: Bilingual,
    /// What is meant, in a sentence.
    pub description: Bilingual,
    /// Everyday wording.
    pub phrases: Phrases,
}

/// A need read from a text, with the words that gave it away, so that a person can strike it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposedNeed {
    /// Code of the need.
    pub code: String,
    /// The words as they stand in the text.
    pub because: Vec<String>,
}

/// A need with the weight of its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Code of the need.
    pub code: String,
    /// Weight: 1 is one plain word; longer phrases and more of them weigh more.
    pub weight: f32,
    /// The words as they stand in the text.
    pub because: Vec<String>,
}

/// What is wrong with lexicon data.
#[derive(Debug, thiserror::Error)]
pub enum LexiconFault {
    /// The file is not the JSON that it should be.
    #[error("lexicon: {0}")]
    Json(#[from] serde_json::Error),
    /// Two needs with one code.
    #[error("lexicon: the code '{0}' is there twice")]
    Twice(String),
    /// Words of services for a need that is not in the list.
    #[error("lexicon: there is no need '{0}'")]
    Unknown(String),
    /// A phrase without a word, or a `*` after fewer than three letters.
    #[error("lexicon: the phrase '{phrase}' of '{code}' cannot be searched")]
    Phrase {
        /// Need it stands under.
        code: String,
        /// The phrase as it stands in the data.
        phrase: String,
    },
}

/// A sighting that speaks for a need.
struct Proof {
    need: usize,
    weight: f32,
    taken: Vec<usize>,
}

/// The code list, ready for reading texts.
#[derive(Debug)]
pub struct Lexicon {
    needs: Vec<Need>,
    dutch: PhraseBook,
    english: PhraseBook,
    offers: PhraseBook,
}

impl Lexicon {
    /// The list that comes with the program.
    ///
    /// # Errors
    /// [`LexiconFault`] where the data is broken; a test keeps that from happening.
    pub fn built_in() -> Result<Self, LexiconFault> {
        Self::parse(include_str!("lexicon.json"), include_str!("offers.json"))
    }

    /// Reads lexicon data: a JSON array of needs, and a JSON object of the words by which services speak of each need.
    ///
    /// # Errors
    /// [`LexiconFault`]: not JSON, a code twice, a phrase that cannot be searched.
    pub fn parse(needs: &str, offers: &str) -> Result<Self, LexiconFault> {
        let needs: Vec<Need> = serde_json::from_str(needs)?;
        let wording: BTreeMap<String, Vec<String>> = serde_json::from_str(offers)?;
        let mut codes = HashSet::new();
        if let Some(twice) = needs.iter().find(|need| !codes.insert(need.code.as_str())) {
            return Err(LexiconFault::Twice(twice.code.clone()));
        }
        if let Some(unknown) = wording.keys().find(|code| !codes.contains(code.as_str())) {
            return Err(LexiconFault::Unknown(unknown.clone()));
        }
        let fault = |Unsearchable { need, phrase }| LexiconFault::Phrase { code: needs[need].code.clone(), phrase };
        let dutch = PhraseBook::build(needs.iter().map(|need| need.phrases.nl.clone()), stem).map_err(fault)?;
        let english =
            PhraseBook::build(needs.iter().map(|need| need.phrases.en.clone()), stem_english).map_err(fault)?;
        let offered = needs.iter().map(|need| wording.get(&need.code).cloned().unwrap_or_default());
        let offers = PhraseBook::build(offered, stem).map_err(fault)?;
        Ok(Self { needs, dutch, english, offers })
    }

    /// Every need, in the order of the list.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The need with this code.
    #[must_use]
    pub fn need(&self, code: &str) -> Option<&Need> {
        self.needs.iter().find(|need| need.code == code)
    }

    /// Needs that a question speaks of, strongest first, at most [`MAX_NEEDS`].
    #[must_use]
    pub fn propose(&self, text: &str) -> Vec<ProposedNeed> {
        let mut found = self.find(text);
        let strongest = found.first().map_or(0.0, |need| need.weight);
        found.retain(|need| need.weight >= strongest * CUT);
        found.truncate(MAX_NEEDS);
        found.into_iter().map(|need| ProposedNeed { code: need.code, because: need.because }).collect()
    }

    /// Every need that a question speaks of, strongest first, with its weight. Ties: what stands first in the list.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Found> {
        let words = words(text);
        let mut seen = Vec::new();
        let english = looks_english(&words);
        if english != Some(true) {
            self.collect(&self.dutch, &words, |word| word.stem.clone(), &mut seen);
        }
        if english != Some(false) {
            self.collect(&self.english, &words, |word| stem_english(&word.folded), &mut seen);
        }
        self.weigh(seen, text, &words)
    }

    /// Every need that the text of a service speaks of: its everyday wording, and the words of institutions.
    #[must_use]
    pub fn find_offered(&self, text: &str) -> Vec<Found> {
        let words = words(text);
        let mut seen = Vec::new();
        self.collect(&self.dutch, &words, |word| word.stem.clone(), &mut seen);
        self.collect(&self.offers, &words, |word| word.stem.clone(), &mut seen);
        self.weigh(seen, text, &words)
    }

    fn collect(&self, book: &PhraseBook, words: &[Word], stem: impl Fn(&Word) -> String, seen: &mut Vec<Proof>) {
        let stems: Vec<String> = words.iter().map(stem).collect();
        for sighting in book.sightings(words, &stems) {
            let phrase = &book.phrases[sighting.phrase];
            for &need in &phrase.needs {
                if phrase.denies || !negation::cancelled(&self.needs[need].code, words, sighting.taken[0]) {
                    seen.push(Proof { need, weight: phrase.weight, taken: sighting.taken.clone() });
                }
            }
        }
    }

    fn weigh(&self, mut seen: Vec<Proof>, text: &str, words: &[Word]) -> Vec<Found> {
        shade(&mut seen, words.len());
        let mut by_need: BTreeMap<usize, Vec<Proof>> = BTreeMap::new();
        for proof in seen {
            by_need.entry(proof.need).or_default().push(proof);
        }
        let mut found: Vec<Found> = by_need
            .into_iter()
            .map(|(need, proofs)| {
                let (weight, because) = evidence(proofs, text, words);
                Found { code: self.needs[need].code.clone(), weight, because }
            })
            .collect();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        found
    }
}

/// A word that belongs to a longer phrase of another need says little by itself: "papa verloor zijn werk" is no grief.
fn shade(seen: &mut [Proof], places: usize) {
    let mut heaviest: Vec<(f32, usize)> = vec![(0.0, usize::MAX); places];
    for proof in seen.iter() {
        for &place in &proof.taken {
            if proof.weight > heaviest[place].0 {
                heaviest[place] = (proof.weight, proof.need);
            }
        }
    }
    for proof in seen {
        let covered = |place: &usize| heaviest[*place].0 > proof.weight && heaviest[*place].1 != proof.need;
        if proof.taken.iter().any(covered) {
            proof.weight *= SHADOWED;
        }
    }
}

/// Weight of all that speaks for one need (the second proof counts less than the first), and its words.
fn evidence(mut seen: Vec<Proof>, text: &str, words: &[Word]) -> (f32, Vec<String>) {
    seen.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.taken.cmp(&b.taken)));
    let mut covered: HashSet<usize> = HashSet::new();
    let mut kept: Vec<(usize, usize)> = Vec::new();
    let mut total = 0.0;
    let mut share = 1.0;
    let mut said: HashSet<String> = HashSet::new();
    for proof in seen {
        if proof.taken.iter().any(|place| covered.contains(place)) {
            continue;
        }
        let stems: Vec<&str> = proof.taken.iter().map(|place| words[*place].stem.as_str()).collect();
        if let (true, Some(first), Some(last)) = (said.insert(stems.join(" ")), proof.taken.first(), proof.taken.last())
        {
            total += proof.weight * share;
            share *= 0.6;
            kept.push((*first, *last));
        }
        covered.extend(proof.taken);
    }
    kept.sort_unstable();
    let quote = |(first, last): (usize, usize)| {
        text[words[first].start..words[last].end].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (total, kept.into_iter().map(quote).collect())
}

/// Whether the little words of a text are English; `None` where there are none to tell by.
fn looks_english(words: &[Word]) -> Option<bool> {
    const ENGLISH: &[&str] = &[
        "the", "and", "to", "of", "has", "have", "she", "he", "they", "with", "not", "for", "their", "does", "can",
        "his", "cannot",
    ];
    const DUTCH: &[&str] = &[
        "de", "het", "een", "en", "van", "niet", "geen", "ze", "hij", "zij", "heeft", "met", "voor", "naar", "kan",
        "te", "aan", "dat", "op",
    ];
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(&word.folded.as_str())).count();
    let (english, dutch) = (count(ENGLISH), count(DUTCH));
    (english != dutch).then_some(english > dutch)
}

#[cfg(test)]
#[path = "lexicon_tests.rs"]
mod tests;
