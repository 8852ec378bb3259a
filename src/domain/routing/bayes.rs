//! What a whole question sounds like: complement naive Bayes (Rennie and others, 2003) over the phrases of the lexicon and
//! the examples. A word, or two words close together, speaks for a need as far as it is rarer in everything that is said
//! of other needs; all words count together, where a phrase must be there whole.
//!
//! Counted anew at every start from data that people wrote and can read; nothing is learnt from cases.

use std::collections::HashMap;

use super::counted::{Counted, pair};
use super::numbers::Tokens;

/// How often everything is taken to have been seen besides.
const ALPHA: f32 = 0.3;
/// How far apart two words may be.
pub(super) const WITHIN: usize = 2;
/// How much a phrase of a topic counts beside one of the need.
pub(super) const OF_TOPIC: f32 = 0.6;
/// How much an example counts beside a phrase.
pub(super) const EXAMPLE: f32 = 0.7;
/// How much a further need of an example counts beside the most pressing one.
pub(super) const FURTHER_NEED: f32 = 0.5;
/// How fast a need falls behind the likeliest one; scores are in standard deviations.
const SHARP: f32 = 0.9;
/// A need that is less likely than this beside the likeliest one is left out.
const LEAST: f32 = 0.15;
/// How far the likeliest need stands out of all of them from which it counts in full: evidence of some three rare words.
const CLEAR: f32 = 6.0;

/// What speaks for which need, and how much.
#[derive(Debug, Default)]
pub(super) struct Bayes {
    /// Words and pairs, in order.
    keys: Vec<u64>,
    /// Where the evidence of each begins; one more at the end.
    begins: Vec<u32>,
    /// Need, and how much rarer the word or pair is elsewhere (natural logarithm).
    needs: Vec<u16>,
    evidence: Vec<f32>,
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
    /// What was counted of a number of needs, as evidence.
    pub(super) fn from(needs: usize, counted: Counted) -> Self {
        let counted = counted.summed();
        let mut bayes = Self::default();
        let mut said = vec![0.0; needs];
        for of_one in counted.chunk_by(|a, b| a.0 == b.0) {
            bayes.keys.push(of_one[0].0);
            bayes.begins.push(u32::try_from(bayes.needs.len()).unwrap_or(u32::MAX));
            let total: f32 = of_one.iter().map(|(.., count)| count).sum();
            for (_, need, count) in of_one {
                said[usize::from(*need)] += count;
                bayes.needs.push(*need);
                bayes.evidence.push(((total + ALPHA) / (total - count + ALPHA)).ln());
            }
        }
        bayes.begins.push(u32::try_from(bayes.needs.len()).unwrap_or(u32::MAX));
        bayes.keys.shrink_to_fit();
        bayes.begins.shrink_to_fit();
        bayes.needs.shrink_to_fit();
        bayes.evidence.shrink_to_fit();
        let (all, different) = (said.iter().sum::<f32>(), bayes.keys.len() as f32);
        bayes.elsewhere = said.iter().map(|said| (all - said + ALPHA * different).ln()).collect();
        bayes
    }

    /// What a word or pair says: needs and evidence.
    fn of(&self, key: u64) -> Option<impl Iterator<Item = (u16, f32)>> {
        let place = self.keys.binary_search(&key).ok()?;
        let places = self.begins[place] as usize..self.begins[place + 1] as usize;
        Some(self.needs[places.clone()].iter().copied().zip(self.evidence[places].iter().copied()))
    }

    /// The needs that a question sounds like, by its words as they are counted.
    pub(super) fn likely(&self, tokens: &Tokens) -> Vec<Likely> {
        let mut scores = vec![0.0_f32; self.elsewhere.len()];
        let mut of_word: Vec<HashMap<u16, f32>> = vec![HashMap::new(); tokens.len()];
        for (at, key) in placed(tokens) {
            let Some(said) = self.of(key) else { continue };
            for (need, evidence) in said {
                scores[usize::from(need)] += evidence;
                *of_word[at].entry(need).or_default() += evidence;
            }
            scores.iter_mut().zip(&self.elsewhere).for_each(|(score, elsewhere)| *score += elsewhere);
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
            let taken = if weight >= LEAST { telling(&of_word, need) } else { Vec::new() };
            // A need that no word speaks for is not proposed: there would be nothing to strike.
            (!taken.is_empty()).then_some(Likely { need, weight: weight * clear, taken })
        };
        scores.iter().enumerate().filter_map(|(need, score)| likely(need, *score)).collect()
    }
}

/// The words and pairs of a question, each once, with a place: of two words that of the first which says something.
fn placed(tokens: &Tokens) -> Vec<(usize, u64)> {
    let mut first = HashMap::new();
    for (at, own) in tokens.iter().enumerate() {
        for token in own {
            first.entry(u64::from(token.number)).or_insert(at);
            let near = (at + 1..tokens.len())
                .take(WITHIN)
                .flat_map(|place| tokens[place].iter().map(move |other| (place, other)));
            for (place, other) in
                near.filter(|(_, other)| other.number != token.number && !(token.class || other.class))
            {
                let place = if token.empty && !other.empty { place } else { at };
                first.entry(pair(token.number, other.number)).or_insert(place);
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
    use super::super::counted::keys;
    use super::super::numbers::Token;
    use super::*;

    fn tokens(words: &str) -> Tokens {
        let token = |word: &str| {
            let number = word.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
            vec![Token { number, empty: false, class: false }]
        };
        words.split(' ').map(token).collect()
    }

    fn strongest(bayes: &Bayes, words: &str) -> Vec<usize> {
        let mut likely = bayes.likely(&tokens(words));
        likely.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        likely.into_iter().map(|likely| likely.need).collect()
    }

    fn counted() -> Bayes {
        let mut counted = Counted::default();
        for (need, words) in
            [(0, "brooddoos leegte juffrouw"), (0, "honger juffrouw brooddoos"), (1, "juffrouw deurwaarder aanmaning")]
        {
            counted.add(&keys(&tokens(words), WITHIN, false), need, 1.0);
        }
        Bayes::from(3, counted)
    }

    #[test]
    fn a_word_speaks_for_the_need_that_it_is_rarer_outside_of() {
        let bayes = counted();
        assert_eq!(strongest(&bayes, "brooddoos juffrouw").first(), Some(&0));
        assert_eq!(strongest(&bayes, "juffrouw deurwaarder").first(), Some(&1));
    }

    #[test]
    fn what_nobody_said_before_sounds_like_nothing() {
        let bayes = counted();
        assert!(strongest(&bayes, "zonsverduistering").is_empty());
        assert!(Bayes::default().likely(&tokens("honger")).is_empty());
    }

    #[test]
    fn a_need_that_no_word_speaks_for_is_never_named() {
        let bayes = counted();
        for words in ["juffrouw", "juffrouw brooddoos", "juffrouw honger deurwaarder leegte aanmaning"] {
            assert!(!strongest(&bayes, words).contains(&2), "{words}");
        }
    }

    #[test]
    fn the_words_that_say_it_most_are_named() {
        let bayes = counted();
        let likely = bayes.likely(&tokens("juffrouw ziet brooddoos"));
        assert!(likely.iter().any(|likely| likely.need == 0 && likely.taken.contains(&2)));
    }
}
