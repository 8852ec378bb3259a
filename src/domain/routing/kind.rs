//! Kinds of service (`kinds.txt`): what a fiche says of itself gives its kind away, and the kind tells what it helps
//! with, also where the fiche does not say so. A public centre for welfare takes every question about money.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::domain::socialmap::candidate::Audience;

use super::lexicon::{LexiconFault, Need};
use super::phrase::{PhraseBook, Unsearchable};
use super::text::{Word, stem};
use super::wording::Classes;

/// Weight of its signs from which a service is of a kind.
const ENOUGH: f32 = 1.9;
/// A kind whose signs weigh less than this share of the clearest one is only mentioned.
const SHARE: f32 = 0.42;
/// How many kinds a service is of at most.
const MOST: usize = 4;
/// How much each further sign counts beside the one before it.
const FURTHER: f32 = 0.8;
/// How much the signs of a kind for another audience count.
const OTHER_AUDIENCE: f32 = 0.25;

/// What a kind helps with: place of the need and of the topic, and how well.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meets {
    pub(super) need: usize,
    pub(super) topic: Option<usize>,
    pub(super) strength: f32,
}

#[derive(Debug)]
struct Kind {
    audiences: Vec<Audience>,
    meets: Vec<Meets>,
}

/// All kinds, ready for reading fiches.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    kinds: Vec<Kind>,
    /// Signs of kind n have subject 2n, what speaks against it 2n + 1.
    book: PhraseBook,
}

/// A kind that a service is of, with its share of certainty.
pub(super) struct OfKind<'a> {
    pub(super) share: f32,
    pub(super) meets: &'a [Meets],
}

impl Kinds {
    /// Reads the data.
    ///
    /// # Errors
    /// [`LexiconFault`]: a line that cannot be read, a need or topic that there is not, a sign that cannot be searched.
    pub(super) fn read(text: &str, needs: &[Need], classes: &Classes) -> Result<Self, LexiconFault> {
        let mut kinds: Vec<Kind> = Vec::new();
        let mut signs: Vec<Vec<String>> = Vec::new();
        for (line, text) in (1..).zip(text.lines().map(str::trim)) {
            let fault = || LexiconFault::Line { file: "kinds".to_owned(), line };
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if text.starts_with('[') {
                kinds.push(Kind { audiences: Vec::new(), meets: Vec::new() });
                signs.extend([Vec::new(), Vec::new()]);
                continue;
            }
            let (head, rest) = text.split_once(':').ok_or_else(fault)?;
            let list = rest.split(',').map(str::trim).filter(|cell| !cell.is_empty());
            let (Some(kind), Some(at)) = (kinds.last_mut(), signs.len().checked_sub(2)) else { return Err(fault()) };
            match head {
                "signs" => signs[at].extend(list.map(str::to_owned)),
                "not" => signs[at + 1].extend(list.map(str::to_owned)),
                "for" => kind.audiences.extend(list.filter_map(audience)),
                "meets" => {
                    for cell in list {
                        kind.meets.push(meets(cell, needs).ok_or_else(fault)?);
                    }
                }
                _ => return Err(fault()),
            }
        }
        let book = PhraseBook::build(signs.iter(), classes, stem, &mut BTreeSet::new())
            .map_err(|Unsearchable { phrase, .. }| LexiconFault::Phrase { code: "kinds".to_owned(), phrase })?;
        Ok(Self { kinds, book })
    }

    /// The kinds that a service is of, clearest first. `parts`: its texts and what each counts.
    pub(super) fn of(&self, parts: &[(&[Word], f32)], audiences: &[Audience]) -> Vec<OfKind<'_>> {
        let mut signs: BTreeMap<usize, Vec<f32>> = BTreeMap::new();
        for (words, counts) in parts {
            let stems: Vec<String> = words.iter().map(|word| word.stem.clone()).collect();
            let mut said = HashSet::new();
            for sighting in self.book.sightings(words, &stems) {
                if said.insert(sighting.phrase) {
                    let phrase = &self.book.phrases[sighting.phrase];
                    for subject in &phrase.subjects {
                        signs.entry(usize::from(*subject)).or_default().push(phrase.weight * counts);
                    }
                }
            }
        }
        let mut found: Vec<(f32, usize)> = (0..self.kinds.len())
            .filter_map(|number| {
                let mut weights = signs.get(&(2 * number))?.clone();
                weights.sort_by(|a, b| b.total_cmp(a));
                let (mut total, mut share) = (0.0, 1.0);
                for weight in weights {
                    total += weight * share;
                    share *= FURTHER;
                }
                total -= signs.get(&(2 * number + 1)).map_or(0.0, |against| against.iter().sum());
                let meant = &self.kinds[number].audiences;
                let fits = meant.is_empty() || audiences.is_empty() || meant.iter().any(|who| audiences.contains(who));
                total *= if fits { 1.0 } else { OTHER_AUDIENCE };
                (total >= ENOUGH).then_some((total, number))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let clearest = found.first().map_or(0.0, |(total, _)| *total);
        found.retain(|(total, _)| *total >= SHARE * clearest);
        found.truncate(MOST);
        found
            .into_iter()
            .map(|(total, number)| OfKind {
                share: (total / clearest * 1.2).min(1.0),
                meets: &self.kinds[number].meets,
            })
            .collect()
    }
}

fn audience(name: &str) -> Option<Audience> {
    Some(match name {
        "child" => Audience::Child,
        "family" => Audience::Family,
        "adult" => Audience::Adult,
        "professional" => Audience::Professional,
        _ => return None,
    })
}

fn meets(cell: &str, needs: &[Need]) -> Option<Meets> {
    let (name, strength) = cell.split_once(' ')?;
    let (code, topic) = name.split_once('/').map_or((name, None), |(code, topic)| (code, Some(topic)));
    let need = needs.iter().position(|need| need.code == code)?;
    let topic = match topic {
        Some(topic) => Some(needs[need].topics.iter().position(|known| known.code == topic)?),
        None => None,
    };
    Some(Meets { need, topic, strength: strength.trim().parse().ok()? })
}
