//! What a whole question sounds like: complement naive Bayes (Rennie and others, 2003) over the phrases of the lexicon and
//! the examples. A word, or two words close together, speaks for a need as far as it is rarer in everything that is said
//! of other needs; all words count together, where a phrase must be there whole.
//!
//! Counted anew at every start from data that people wrote and can read; nothing is learnt from cases.

use std::collections::HashMap;

use super::hint::{Token, Told, enter, keys, of_piece, pair, summed, token_of};
use super::phrase::Phrase;

/// How often everything is taken to have been seen besides.
const ALPHA: f32 = 0.3;
/// How far apart two words may be.
const WITHIN: usize = 3;
/// How much a phrase of a topic counts beside one of the need.
const OF_TOPIC: f32 = 0.6;
/// How much a further need of an example counts beside the most pressing one.
const FURTHER_NEED: f32 = 0.5;
/// How fast a need falls behind the likeliest one; scores are in standard deviations.
const SHARP: f32 = 1.2;
/// A need that is less likely than this beside the likeliest one is left out.
const LEAST: f32 = 0.15;
/// How far the likeliest need stands out of all of them from which it counts in full: evidence of some three rare words.
const CLEAR: f32 = 6.0;

/// What speaks for which need, and how much.
#[derive(Debug, Default)]
pub(super) struct Bayes {
    numbers: HashMap<String, u32>,
    /// Word or pair, need, and how much rarer it is elsewhere (natural logarithm); in order.
    evidence: Vec<(u64, u16, f32)>,
    /// How much is said of everything but each need (natural logarithm).
    elsewhere: Vec<f32>,
}

/// A need that a question sounds like.
pub(super) struct Likely {
    /// Its place in the list.
    pub(super) need: usize,
    /// From 0 to 1.
    pub(super) weight: f32,
    /// Places of the words that say it most.
    pub(super) taken: Vec<usize>,
}

impl Bayes {
    /// Counts phrases and examples. `need_of`: the need of a subject, and whether it is one of its topics.
    pub(super) fn count(
        needs: usize,
        phrases: &[Phrase],
        examples: &[Told],
        need_of: impl Fn(usize) -> (usize, bool),
    ) -> Self {
        let mut bayes = Self::default();
        // Phrases alone do not tell how people speak of everything else.
        if examples.is_empty() {
            return bayes;
        }
        let mut counted = Vec::new();
        for phrase in phrases {
            let tokens: Vec<Vec<Token>> =
                phrase.pieces.iter().map(|piece| vec![token_of(&mut bayes.numbers, of_piece(piece))]).collect();
            let keys = keys(&tokens, WITHIN);
            for (need, of_topic) in phrase.subjects.iter().map(|subject| need_of(*subject)) {
                enter(&mut counted, &keys, [need], phrase.weight.min(2.0) * if of_topic { OF_TOPIC } else { 1.0 });
            }
        }
        for example in examples {
            let keys = keys(&example.numbered(&mut bayes.numbers), WITHIN);
            for (place, need) in example.needs.iter().enumerate() {
                enter(&mut counted, &keys, [*need], if place == 0 { 1.0 } else { FURTHER_NEED });
            }
        }
        bayes.weigh(needs, &summed(counted));
        bayes
    }

    fn weigh(&mut self, needs: usize, counted: &[(u64, u16, f32)]) {
        let mut said = vec![0.0; needs];
        let mut different = 0.0;
        for of_one in counted.chunk_by(|a, b| a.0 == b.0) {
            different += 1.0;
            let total: f32 = of_one.iter().map(|(.., count)| count).sum();
            for (key, need, count) in of_one {
                said[usize::from(*need)] += count;
                self.evidence.push((*key, *need, ((total + ALPHA) / (total - count + ALPHA)).ln()));
            }
        }
        let all: f32 = said.iter().sum();
        self.elsewhere = said.iter().map(|said| (all - said + ALPHA * different).ln()).collect();
    }

    /// The needs that a question sounds like, by its words as they are counted.
    pub(super) fn likely(&self, tokens: &[Vec<String>]) -> Vec<Likely> {
        let numbers: Vec<Vec<Token>> = tokens
            .iter()
            .map(|own| own.iter().filter_map(|text| Some((*self.numbers.get(text)?, false))).collect())
            .collect();
        let mut scores = vec![0.0_f32; self.elsewhere.len()];
        let mut of_word: Vec<HashMap<u16, f32>> = vec![HashMap::new(); tokens.len()];
        for (at, key) in placed(&numbers) {
            let first = self.evidence.partition_point(|(known, ..)| *known < key);
            let same = self.evidence[first..].iter().take_while(|(known, ..)| *known == key);
            let mut seen = false;
            for (_, need, evidence) in same {
                seen = true;
                scores[usize::from(*need)] += evidence;
                *of_word[at].entry(*need).or_default() += evidence;
            }
            if seen {
                scores.iter_mut().zip(&self.elsewhere).for_each(|(score, elsewhere)| *score += elsewhere);
            }
        }
        let count = scores.len().max(1) as f32;
        let mean = scores.iter().sum::<f32>() / count;
        let deviation = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f32>() / count).sqrt();
        let best = scores.iter().copied().fold(f32::MIN, f32::max);
        if deviation <= f32::EPSILON {
            return Vec::new();
        }
        let clear = ((best - mean) / CLEAR).min(1.0);
        let likely = |need: usize, score: f32| {
            let weight = (SHARP * (score - best) / deviation).exp();
            let taken = telling(&of_word, need);
            // A need that no word speaks for is not proposed: there would be nothing to strike.
            (weight >= LEAST && !taken.is_empty()).then_some(Likely { need, weight: weight * clear, taken })
        };
        scores.iter().enumerate().filter_map(|(need, score)| likely(need, *score)).collect()
    }
}

/// The words and pairs of a question, each once, with the place of the first word.
fn placed(numbers: &[Vec<Token>]) -> Vec<(usize, u64)> {
    let mut first = HashMap::new();
    for (at, own) in numbers.iter().enumerate() {
        for (number, _) in own {
            first.entry(u64::from(*number)).or_insert(at);
            for (other, _) in numbers[at + 1..].iter().take(WITHIN).flatten().filter(|(other, _)| other != number) {
                first.entry(pair(*number, *other)).or_insert(at);
            }
        }
    }
    let mut placed: Vec<(usize, u64)> = first.into_iter().map(|(key, at)| (at, key)).collect();
    placed.sort_unstable();
    placed
}

/// The three words that speak most for a need.
fn telling(of_word: &[HashMap<u16, f32>], need: usize) -> Vec<usize> {
    let evidence = |at: usize| u16::try_from(need).ok().and_then(|need| of_word[at].get(&need).copied());
    let mut places: Vec<(f32, usize)> = (0..of_word.len()).filter_map(|at| Some((evidence(at)?, at))).collect();
    places.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut places: Vec<usize> = places.into_iter().take(3).map(|(_, at)| at).collect();
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(need: usize, words: &str) -> Told {
        Told { needs: vec![need], tokens: words.split(' ').map(|word| vec![word.to_owned()]).collect() }
    }

    fn strongest(bayes: &Bayes, words: &str) -> Vec<usize> {
        let mut likely = bayes.likely(&told(0, words).tokens);
        likely.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        likely.into_iter().map(|likely| likely.need).collect()
    }

    fn examples() -> Vec<Told> {
        [(0, "brooddoos leegte juffrouw"), (0, "honger juffrouw brooddoos"), (1, "juffrouw deurwaarder aanmaning")]
            .into_iter()
            .map(|(need, words)| told(need, words))
            .collect()
    }

    #[test]
    fn a_word_speaks_for_the_need_that_it_is_rarer_outside_of() {
        let bayes = Bayes::count(3, &[], &examples(), |subject| (subject, false));
        assert_eq!(strongest(&bayes, "brooddoos juffrouw").first(), Some(&0));
        assert_eq!(strongest(&bayes, "juffrouw deurwaarder").first(), Some(&1));
    }

    #[test]
    fn what_nobody_said_before_sounds_like_nothing() {
        let bayes = Bayes::count(3, &[], &examples(), |subject| (subject, false));
        assert!(strongest(&bayes, "zonsverduistering").is_empty());
        assert!(Bayes::default().likely(&told(0, "honger").tokens).is_empty());
    }

    #[test]
    fn a_need_that_no_word_speaks_for_is_never_named() {
        let bayes = Bayes::count(3, &[], &examples(), |subject| (subject, false));
        for words in ["juffrouw", "juffrouw brooddoos", "juffrouw honger deurwaarder leegte aanmaning"] {
            assert!(!strongest(&bayes, words).contains(&2), "{words}");
        }
    }

    #[test]
    fn the_words_that_say_it_most_are_named() {
        let bayes = Bayes::count(3, &[], &examples(), |subject| (subject, false));
        let likely = bayes.likely(&told(0, "juffrouw ziet brooddoos").tokens);
        assert!(likely.iter().any(|likely| likely.need == 0 && likely.taken.contains(&2)));
    }
}
