//! Reading a text with the lexicon: which needs it speaks of, how strongly, and with which words.

use std::collections::{BTreeMap, HashSet};

use super::learnt::OfTongue;
use super::lexicon::{Found, Lexicon, Subject};
use super::negation::Denied;
use super::phrase::PhraseBook;
use super::text::{Word, words};
use super::tongue::Heard;

/// How much of a sighting is left where a longer phrase of another need covers its words.
const SHADOWED: f32 = 0.3;
/// How much each further proof of the same need counts beside the one before it.
const FURTHER: f32 = 0.75;

/// What it is worth that the question as a whole sounds most like a need.
const SOUNDS_LIKE: f32 = 12.0;

/// How much a phrase of a topic says of its need.
const OF_TOPIC: f32 = 0.6;

/// How much everyday wording says in the text of a service, beside the words of institutions.
const EVERYDAY: f32 = 0.5;

/// A sighting that speaks for a need.
struct Proof {
    subject: Subject,
    weight: f32,
    taken: Vec<usize>,
}

impl Lexicon {
    /// Every need that a question speaks of, strongest first, with its weight. Ties: what stands first in the list.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut words = words(text);
        let mut seen = Vec::new();
        let english = looks_english(&words);
        if english != Some(true) {
            self.speller.mend(&mut words, text);
        }
        let denied = Denied::of(&words);
        let in_dutch = (english != Some(true)).then(|| self.dutch.hear(&words));
        let in_english = (english != Some(false)).then(|| self.english.hear(&words));
        let of_dutch = in_dutch.map(|heard| (&self.dutch, &self.learnt.dutch, heard));
        let of_english = in_english.map(|heard| (&self.english, &self.learnt.english, heard));
        let heard: Vec<_> = of_dutch.into_iter().chain(of_english).collect();
        for (tongue, learnt, heard) in &heard {
            self.collect(&tongue.book, heard.words, &heard.stems, &denied, &mut seen);
            self.hint(learnt, heard, &denied, &mut seen);
        }
        let mut found = self.weigh(seen, Some(text), &words);
        if let Some((_, learnt, heard)) = heard.first() {
            self.sounds_like(learnt, heard, &denied, text, &mut found);
        }
        found.retain(|need| need.weight > 0.0 && self.need(&need.code).is_some_and(|listed| !listed.retired));
        found
    }

    /// Every need that the text of a service speaks of: its everyday wording, and the words of institutions. A need of
    /// which only a topic is spoken of weighs nothing: another part of the same entry may name the need.
    #[must_use]
    pub(super) fn find_offered(&self, words: &[Word]) -> Vec<Found> {
        let mut seen = Vec::new();
        let (stems, denied): (Vec<String>, _) =
            (words.iter().map(|word| word.stem.clone()).collect(), Denied::of(words));
        self.collect(&self.dutch.book, words, &stems, &denied, &mut seen);
        for proof in &mut seen {
            proof.weight *= EVERYDAY;
        }
        self.collect(&self.offers, words, &stems, &denied, &mut seen);
        self.weigh(seen, None, words)
    }

    fn collect(&self, book: &PhraseBook, words: &[Word], stems: &[String], denied: &Denied<'_>, seen: &mut Vec<Proof>) {
        for sighting in book.sightings(words, stems) {
            let phrase = &book.phrases[sighting.phrase];
            if phrase.weight == 0.0 {
                continue;
            }
            for number in &phrase.subjects {
                let subject = self.subjects[usize::from(*number)];
                let code = &self.needs[subject.need].code;
                if !denied.cancels(code, phrase.denies, &sighting.taken) {
                    seen.push(Proof { subject, weight: phrase.weight, taken: sighting.taken.clone() });
                    // Several words together speak of the need too; one word of a topic is too common to prove it.
                    if subject.topic.is_some() && sighting.taken.len() > 1 {
                        let subject = Subject { topic: None, ..subject };
                        let weight = OF_TOPIC * phrase.weight;
                        seen.push(Proof { subject, weight, taken: sighting.taken.clone() });
                    }
                }
            }
        }
    }

    fn hint(&self, learnt: &OfTongue, heard: &Heard<'_>, denied: &Denied<'_>, seen: &mut Vec<Proof>) {
        for (of_topic, hints) in [(false, &learnt.hints), (true, &learnt.topics)] {
            for hint in hints.find(heard.words, &heard.tokens) {
                let subject =
                    if of_topic { self.subjects[hint.target] } else { Subject { need: hint.target, topic: None } };
                if !denied.cancels(&self.needs[subject.need].code, false, &hint.taken) {
                    seen.push(Proof { subject, weight: hint.weight, taken: hint.taken });
                }
            }
        }
    }

    /// Adds what the question as a whole sounds like; its words are named where no phrase was found.
    fn sounds_like(
        &self,
        learnt: &OfTongue,
        heard: &Heard<'_>,
        denied: &Denied<'_>,
        text: &str,
        found: &mut Vec<Found>,
    ) {
        let words = heard.words;
        for likely in learnt.sounds.likely(&heard.tokens) {
            let code = &self.needs[likely.need].code;
            if denied.cancels(code, false, &likely.taken) {
                continue;
            }
            let weight = SOUNDS_LIKE * likely.weight;
            let because = || likely.taken.iter().map(|at| text[words[*at].start..words[*at].end].to_owned()).collect();
            if let Some(known) = found.iter_mut().find(|need| need.code == *code) {
                known.weight += weight;
                if known.because.is_empty() {
                    known.because = because();
                }
            } else {
                let topics = Vec::new();
                found.push(Found { code: code.clone(), weight, spoken: 0.0, because: because(), topics });
            }
        }
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    }

    /// What the sightings come to; with the words as they stand in `text`, where somebody will read them.
    fn weigh(&self, mut seen: Vec<Proof>, text: Option<&str>, words: &[Word]) -> Vec<Found> {
        // A topic refines a need that other words speak of; alone its words are too common to prove one.
        let mut refined: BTreeMap<usize, BTreeMap<usize, f32>> = BTreeMap::new();
        for proof in &seen {
            if let Some(topic) = proof.subject.topic {
                *refined.entry(proof.subject.need).or_default().entry(topic).or_default() += proof.weight;
            }
        }
        seen.retain(|proof| proof.subject.topic.is_none());
        shade(&mut seen, words.len());
        let mut by_need: BTreeMap<usize, Vec<Proof>> = BTreeMap::new();
        for need in refined.keys() {
            by_need.entry(*need).or_default();
        }
        for proof in seen {
            by_need.entry(proof.subject.need).or_default().push(proof);
        }
        let mut found: Vec<Found> = by_need
            .into_iter()
            .map(|(need, proofs)| {
                let topics = refined.remove(&need).unwrap_or_default();
                let need = &self.needs[need];
                let topics =
                    topics.into_iter().map(|(topic, weight)| (need.topics[topic].code.clone(), weight)).collect();
                let (weight, because) = evidence(proofs, text, words);
                Found { code: need.code.clone(), weight, spoken: weight, because, topics }
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
                heaviest[place] = (proof.weight, proof.subject.need);
            }
        }
    }
    for proof in seen {
        let covered = |place: &usize| heaviest[*place].0 > proof.weight && heaviest[*place].1 != proof.subject.need;
        if proof.taken.iter().any(covered) {
            proof.weight *= SHADOWED;
        }
    }
}

/// Weight of all that speaks for one need (the second proof counts less than the first), and its words.
fn evidence(mut seen: Vec<Proof>, text: Option<&str>, words: &[Word]) -> (f32, Vec<String>) {
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
            share *= FURTHER;
            kept.push((*first, *last));
        }
        covered.extend(proof.taken);
    }
    let Some(text) = text else { return (total, Vec::new()) };
    kept.sort_unstable();
    let quote = |(first, last): (usize, usize)| {
        text[words[first].start..words[last].end].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (total, kept.into_iter().map(quote).collect())
}

/// Whether the little words of a text are English; `None` where there are none to tell by.
pub(super) fn looks_english(words: &[Word]) -> Option<bool> {
    const ENGLISH: &[&str] = &[
        "the", "and", "to", "has", "have", "she", "he", "they", "with", "not", "for", "their", "does", "can", "his",
        "cannot", "her", "my", "our", "who", "from", "says", "someone", "somebody", "would",
    ];
    const DUTCH: &[&str] = &[
        "de", "het", "een", "en", "van", "niet", "geen", "ze", "hij", "zij", "heeft", "met", "voor", "naar", "kan",
        "te", "aan", "dat", "op", "ik", "wie", "maar", "om",
    ];
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(&word.folded.as_str())).count();
    let (english, dutch) = (count(ENGLISH), count(DUTCH));
    if english < 2 {
        return Some(false);
    }
    (english != dutch).then_some(english > dutch)
}
