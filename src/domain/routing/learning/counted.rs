//! How often words, and pairs of words, are said of what.

use super::super::token::{Tokens, pair};

/// From how many entries on they are summed up meanwhile.
const MANY: usize = 500_000;

/// Words and pairs with what they are said of, and how often.
#[derive(Default)]
pub(in super::super) struct Counted {
    entries: Vec<(u64, u16, f32)>,
    summed: usize,
}

impl Counted {
    /// Counts each of these once.
    pub(super) fn add(&mut self, keys: impl IntoIterator<Item = u64>, of: u16, worth: f32) {
        self.entries.extend(keys.into_iter().map(|key| (key, of, worth)));
        if self.entries.len() > 2 * self.summed + MANY {
            self.sum();
            self.summed = self.entries.len();
        }
    }

    /// Everything that was counted, in order, each word or pair once for each thing that it is said of.
    pub(in super::super) fn summed(mut self) -> Vec<(u64, u16, f32)> {
        self.sum();
        self.entries
    }

    fn sum(&mut self) {
        self.entries.sort_unstable_by_key(|(key, of, _)| (*key, *of));
        self.entries.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
    }
}

/// The words that say something, each once; with `pairs` any two of them too.
pub(super) fn keys(tokens: &Tokens, pairs: bool) -> Vec<u64> {
    let mut keys = Vec::new();
    for (at, own) in tokens.iter().enumerate() {
        for token in own {
            if !token.empty {
                keys.push(token.key);
            }
            for other in tokens[at + 1..].iter().flatten().filter(|_| pairs) {
                if !(token.empty && other.empty) && other.key != token.key {
                    keys.push(pair(token.key, other.key));
                }
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_in_lots_sums_up_to_the_same() {
        let mut counted = Counted::default();
        for round in 0..300_000_u64 {
            counted.add([round % 7, pair(1, 2)], u16::from(round % 2 == 0), 1.0);
        }
        let summed = counted.summed();
        assert_eq!(summed.len(), 7 * 2 + 2);
        assert_eq!(summed.iter().map(|(.., count)| count).sum::<f32>(), 600_000.0);
        assert!(summed.is_sorted_by_key(|(key, of, _)| (*key, *of)));
    }
}
