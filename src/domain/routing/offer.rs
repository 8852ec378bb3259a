//! Which needs a service meets, and which topics within them, read from its own words through the lexicon that reads
//! questions and the words of institutions beside it. Done once, when the map is loaded.

use std::collections::BTreeMap;

use crate::domain::socialmap::candidate::NeedMet;
use crate::domain::socialmap::facts::Wording;

use super::lexicon::Lexicon;

/// A need below this share of the strongest one is only mentioned in passing.
const PASSING: f32 = 0.2;

/// How much it counts whether a service is for one need or for many; 0 is not at all.
const FOCUS: f32 = 0.2;

/// Needs that a service meets, strongest first.
#[must_use]
pub fn needs(lexicon: &Lexicon, wording: &Wording) -> Vec<NeedMet> {
    let parts = [
        (&wording.name, 2.5),
        (&wording.alternate_name, 1.5),
        (&wording.rubrics, 2.2),
        (&wording.description, 1.0),
        (&wording.eligibility, 0.6),
    ];
    let mut total: BTreeMap<String, (f32, BTreeMap<String, f32>)> = BTreeMap::new();
    for (text, weight) in parts {
        for found in lexicon.find_offered(text) {
            let (sum, topics) = total.entry(found.code).or_default();
            *sum += weight * found.weight;
            for (topic, share) in found.topics {
                *topics.entry(topic).or_default() += weight * share;
            }
        }
    }
    let strongest = total.values().map(|(sum, _)| *sum).fold(0.0, f32::max);
    // Who does many things is less of a specialist in each.
    let all: f32 = total.values().map(|(sum, _)| *sum).sum();
    let focus = (strongest / all).powf(FOCUS);
    let mut met: Vec<NeedMet> = total
        .into_iter()
        .map(|(code, (weight, topics))| NeedMet { code, strength: focus * weight / strongest, topics: main(topics) })
        .filter(|met| met.strength >= PASSING)
        .collect();
    met.sort_by(|a, b| b.strength.total_cmp(&a.strength).then_with(|| a.code.cmp(&b.code)));
    met
}

/// Topics that are not only mentioned in passing.
fn main(topics: BTreeMap<String, f32>) -> Vec<String> {
    let strongest = topics.values().copied().fold(0.0, f32::max);
    topics.into_iter().filter(|(_, weight)| *weight >= 0.35 * strongest).map(|(code, _)| code).collect()
}
