//! Which needs a service meets, read from its own words through the same lexicon that reads questions. Done once, when
//! the map is loaded.

use std::collections::BTreeMap;

use crate::domain::socialmap::candidate::NeedMet;
use crate::domain::socialmap::facts::Wording;

use super::lexicon::Lexicon;

/// A need below this share of the strongest one is only mentioned in passing.
const PASSING: f32 = 0.2;

/// Needs that a service meets, strongest first.
#[must_use]
pub fn needs(lexicon: &Lexicon, wording: &Wording) -> Vec<NeedMet> {
    let parts = [
        (&wording.name, 2.5),
        (&wording.alternate_name, 1.5),
        (&wording.rubrics, 1.5),
        (&wording.description, 1.0),
        (&wording.eligibility, 0.6),
    ];
    let mut total: BTreeMap<String, f32> = BTreeMap::new();
    for (text, weight) in parts {
        for found in lexicon.find_offered(text) {
            *total.entry(found.code).or_default() += weight * found.weight;
        }
    }
    let strongest = total.values().copied().fold(0.0, f32::max);
    let mut met: Vec<NeedMet> = total
        .into_iter()
        .map(|(code, weight)| NeedMet { code, strength: weight / strongest })
        .filter(|met| met.strength >= PASSING)
        .collect();
    met.sort_by(|a, b| b.strength.total_cmp(&a.strength).then_with(|| a.code.cmp(&b.code)));
    met
}
