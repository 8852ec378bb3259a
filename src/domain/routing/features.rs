//! What a text is read by as a whole: its words, and its words two by two where they stand close together, each once
//! with how much it counts.

use super::token::{Tokens, pair};

/// How far apart two words may be.
const WITHIN: usize = 3;
/// How much two words count that are as far apart as they may be.
const FAR: f32 = 0.7;
/// What is said over and over counts no more than this.
const MOST: f32 = 1.5;

/// A word or a pair of words of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Feature {
    pub(super) key: u64,
    /// How much it counts.
    pub(super) value: f32,
    /// Where it stands first; of two words the first that says something.
    pub(super) at: usize,
}

/// The words and pairs of a text, in the order of their keys.
pub(super) fn features(tokens: &Tokens) -> Vec<Feature> {
    let mut all = Vec::new();
    for (at, own) in tokens.iter().enumerate() {
        for token in own {
            all.push(Feature { key: token.key, value: token.worth, at });
            for (off, others) in (1..).zip(tokens[at + 1..].iter().take(WITHIN)) {
                let share = if off == WITHIN { FAR } else { 1.0 };
                all.extend(others.iter().map(|other| Feature {
                    key: pair(token.key, other.key),
                    value: share * token.worth * other.worth,
                    at: if token.empty && !other.empty { at + off } else { at },
                }));
            }
        }
    }
    all.sort_unstable_by_key(|feature| (feature.key, feature.at));
    all.dedup_by(|next, kept| {
        let same = next.key == kept.key;
        if same {
            kept.value += next.value;
        }
        same
    });
    all.iter_mut().for_each(|feature| feature.value = feature.value.min(MOST));
    all
}

#[cfg(test)]
mod tests {
    use super::super::token::Token;
    use super::*;

    #[test]
    fn words_and_pairs_count_once_and_no_more_than_they_may() {
        let tokens: Tokens = ["lege", "brooddoos", "lege", "lege", "x"].map(|word| vec![Token::of(word)]).into();
        let found = features(&tokens);
        let of = |key: u64| found.iter().find(|feature| feature.key == key);
        let [empty, lunchbox] = ["lege", "brooddoos"].map(|word| Token::of(word).key);
        assert_eq!(of(empty).map(|feature| (feature.value, feature.at)), Some((MOST, 0)));
        assert_eq!(of(lunchbox).map(|feature| (feature.value, feature.at)), Some((1.0, 1)));
        assert_eq!(of(pair(lunchbox, empty)).map(|feature| feature.value), Some(MOST));
        assert_eq!(of(pair(lunchbox, Token::of("x").key)).map(|feature| feature.value), Some(FAR));
        assert!(found.is_sorted_by_key(|feature| feature.key));
    }
}
