//! Hints: what single words and pairs of words tell of a need, counted over all phrases of the lexicon; words also over
//! the examples, since what everybody says hints at nothing.
//!
//! A phrase must be there whole; people say it otherwise each time. A word that stands in phrases of one need only, or
//! two words that stand together in them, hint at that need, the more the fewer other needs use them.

use super::learning::Counted;
use super::learnt::{Entry, Row, Table};
use super::text::Word;
use super::token::{Tokens, is_pair, pair};

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
pub(super) struct Hints(Table);

/// A hint in a text: the need (or whatever was counted), its weight, the places of its words.
pub(super) struct Hint {
    pub(super) target: usize,
    pub(super) weight: f32,
    pub(super) taken: Vec<usize>,
}

impl Hints {
    pub(super) fn new(table: Table) -> Self {
        Self(table)
    }

    fn of(&self, key: u64) -> impl Iterator<Item = (usize, f32)> {
        let entries = self.0.of(key).map(|(_, entries)| entries);
        entries.into_iter().flatten().map(|entry| (usize::from(entry.target), entry.evidence))
    }

    /// Every hint in a text.
    pub(super) fn find(&self, words: &[Word], tokens: &Tokens) -> Vec<Hint> {
        let mut found = Vec::new();
        for (at, own) in tokens.iter().enumerate() {
            for token in own {
                let single = self.of(token.key);
                found.extend(single.map(|(target, share)| Hint { target, weight: WORD * share, taken: vec![at] }));
                let reach = (at + 1 + WITHIN).min(words.len());
                let near = (at + 1..reach).take_while(|place| words[*place].sentence == words[at].sentence);
                for (place, other) in near.flat_map(|place| tokens[place].iter().map(move |other| (place, other))) {
                    let both = self.of(pair(token.key, other.key));
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
pub(super) fn rows(counted: Counted) -> Vec<Row> {
    let counted = counted.summed();
    let of_one = counted.chunk_by(|a, b| a.0 == b.0);
    of_one.filter_map(row).collect()
}

fn row(counted: &[(u64, u16, f32)]) -> Option<Row> {
    let key = counted[0].0;
    let total: f32 = counted.iter().map(|(.., count)| count).sum();
    let doubt = if is_pair(key) { DOUBT_PAIR } else { DOUBT_WORD };
    let telling = counted.iter().filter_map(|(_, target, count)| {
        let share = count / (total + doubt);
        let evidence = share * (1.0 + GROWS * count.max(1.0).ln());
        (share >= LEAST).then_some(Entry { target: *target, evidence, margin: 0.0 })
    });
    let entries: Vec<Entry> = telling.collect();
    (total >= OFTEN && !entries.is_empty()).then_some(Row { key, rarity: 1.0, entries })
}
