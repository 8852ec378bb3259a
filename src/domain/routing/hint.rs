//! Hints: what single words and pairs of words tell of a need, counted over all phrases of the lexicon; words also over
//! the examples, since what everybody says hints at nothing.
//!
//! A phrase must be there whole; people say it otherwise each time. A word that stands in phrases of one need only, or
//! two words that stand together in them, hint at that need, the more the fewer other needs use them.

use super::counted::{Counted, is_pair, pair};
use super::numbers::Tokens;
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
/// How much a word in an example counts beside one in a phrase.
pub(super) const EXAMPLE: f32 = 0.5;
/// What was counted less often is left out.
const OFTEN: f32 = 1.0;
/// How much more a hint counts that was seen more often: with the logarithm of how often.
const GROWS: f32 = 0.2;

/// What hints at what. Needs by their place in the list.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// Word or pair, what it hints at, and how much; in order.
    shares: Vec<(u64, u16, f32)>,
}

/// A hint in a text: the need (or whatever was counted), its weight, the places of its words.
pub(super) struct Hint {
    pub(super) target: usize,
    pub(super) weight: f32,
    pub(super) taken: Vec<usize>,
}

impl Hints {
    /// What was counted, as hints.
    pub(super) fn from(counted: Counted) -> Self {
        Self { shares: shares(&counted.summed()) }
    }

    fn of(&self, key: u64) -> impl Iterator<Item = (usize, f32)> {
        let first = self.shares.partition_point(|(known, ..)| *known < key);
        let same = self.shares[first..].iter().take_while(move |(known, ..)| *known == key);
        same.map(|(_, target, share)| (usize::from(*target), *share))
    }

    /// Every hint in a text.
    pub(super) fn find(&self, words: &[Word], tokens: &Tokens) -> Vec<Hint> {
        let mut found = Vec::new();
        for (at, own) in tokens.iter().enumerate() {
            for token in own {
                let single = self.of(u64::from(token.number));
                found.extend(single.map(|(target, share)| Hint { target, weight: WORD * share, taken: vec![at] }));
                let reach = (at + 1 + WITHIN).min(words.len());
                let near = (at + 1..reach).take_while(|place| words[*place].sentence == words[at].sentence);
                for (place, other) in near.flat_map(|place| tokens[place].iter().map(move |other| (place, other))) {
                    let both = self.of(pair(token.number, other.number));
                    found.extend(both.map(|(target, share)| Hint {
                        target,
                        weight: PAIR * share,
                        taken: vec![at, place],
                    }));
                }
            }
        }
        found
    }
}

/// What each word or pair hints at, from how often it was counted for what.
fn shares(counted: &[(u64, u16, f32)]) -> Vec<(u64, u16, f32)> {
    let mut shares = Vec::new();
    for of_one in counted.chunk_by(|a, b| a.0 == b.0) {
        let total: f32 = of_one.iter().map(|(.., count)| count).sum();
        let doubt = if is_pair(of_one[0].0) { DOUBT_PAIR } else { DOUBT_WORD };
        if total < OFTEN {
            continue;
        }
        let share = |count: f32| count / (total + doubt);
        let telling = of_one.iter().filter(|(.., count)| share(*count) >= LEAST);
        shares.extend(
            telling.map(|(key, target, count)| (*key, *target, share(*count) * (1.0 + GROWS * count.max(1.0).ln()))),
        );
    }
    shares
}
