//! What a whole question sounds like: its words, and words close together, count together, where a phrase must be there
//! whole. Two ways of weighing them are heard, and count the same:
//!
//! - evidence: complement naive Bayes (Rennie and others, 2003): how much rarer a word is in what is said of other needs;
//! - margin: a linear support vector machine (Fan and others, 2008) a need: what sets it apart from everything else.
//!
//! Both are sums over words that a person can read and strike; `learning` makes them of phrases and invented
//! questions that stand in files. Nothing is learnt from cases.

use super::features::features;
use super::learnt::{Entry, Table};
use super::token::Tokens;

/// How fast a need falls behind the likeliest one; scores are in standard deviations.
const SHARP: f32 = 0.9;
/// A need that is less likely than this beside the likeliest one is left out.
const LEAST: f32 = 0.15;
/// How far the evidence for the likeliest need stands out of all of them from which it counts in full: some three rare
/// words.
const CLEAR: f32 = 6.0;
/// How many words of a question are named as the ones that say it most.
const TELLING: usize = 3;

/// What speaks for which need, and how much.
#[derive(Debug, Default)]
pub(super) struct Sounds {
    table: Table,
    /// How much is said of everything but each need (natural logarithm).
    elsewhere: Vec<f32>,
    /// The margin of each need before anything is said.
    before: Vec<f32>,
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

impl Sounds {
    pub(super) fn new(table: Table, elsewhere: Vec<f32>, before: Vec<f32>) -> Self {
        Self { table, elsewhere, before }
    }

    /// What a word speaks for, by itself.
    pub(super) fn of(&self, key: u64) -> impl Iterator<Item = Entry> {
        self.table.of(key).into_iter().flat_map(|(_, said)| said)
    }

    /// The needs that a question sounds like, by its words as they are counted.
    pub(super) fn likely(&self, tokens: &Tokens) -> Vec<Likely> {
        let known: Vec<_> = features(tokens)
            .into_iter()
            .filter_map(|feature| self.table.of(feature.key).map(|(rarity, said)| (feature, rarity, said)))
            .collect();
        let length = known.iter().map(|(feature, rarity, _)| (feature.value * rarity).powi(2)).sum::<f32>().sqrt();
        if length <= f32::EPSILON {
            return Vec::new();
        }
        let value = known.iter().map(|(feature, ..)| feature.value).sum::<f32>();
        let mut evidence: Vec<f32> = self.elsewhere.iter().map(|elsewhere| value * elsewhere).collect();
        let mut margin = self.before.clone();
        for (feature, rarity, said) in &known {
            for Entry { target, evidence: counted, margin: weighed } in said.clone() {
                let need = usize::from(target);
                evidence[need] += feature.value * counted;
                margin[need] += feature.value * rarity / length * weighed;
            }
        }
        let ((mean, deviation), (middle, spread)) = (shape(&evidence), shape(&margin));
        if deviation <= f32::EPSILON || spread <= f32::EPSILON {
            return Vec::new();
        }
        let both = |need: usize| ((evidence[need] - mean) / deviation + (margin[need] - middle) / spread) / 2.0;
        let scores: Vec<f32> = (0..evidence.len()).map(both).collect();
        let Some(best) = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])) else { return Vec::new() };
        let clear = ((evidence[best] - mean) / CLEAR).clamp(0.0, 1.0);
        let telling = |need: usize| {
            let mut shares = vec![0.0_f32; tokens.len()];
            for (feature, rarity, said) in &known {
                for said in said.clone().filter(|said| usize::from(said.target) == need) {
                    shares[feature.at] +=
                        feature.value * (said.evidence / deviation + rarity / length * said.margin / spread);
                }
            }
            let mut places: Vec<usize> = (0..shares.len()).filter(|at| shares[*at] > 0.0).collect();
            places.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
            places.truncate(TELLING);
            places.sort_unstable();
            places
        };
        let likely = |need: usize| {
            let weight = (SHARP * (scores[need] - scores[best])).exp();
            let taken = if weight >= LEAST { telling(need) } else { Vec::new() };
            // A need that no word speaks for is not proposed: there would be nothing to strike.
            (!taken.is_empty()).then_some(Likely { need, weight: weight * clear, taken })
        };
        (0..scores.len()).filter_map(likely).collect()
    }
}

/// Mean and standard deviation.
fn shape(scores: &[f32]) -> (f32, f32) {
    let count = scores.len().max(1) as f32;
    let mean = scores.iter().sum::<f32>() / count;
    (mean, (scores.iter().map(|score| (score - mean).powi(2)).sum::<f32>() / count).sqrt())
}
