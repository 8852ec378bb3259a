//! Samples: what people say, with the need that it is said of.

use std::collections::HashMap;

use super::super::features::Feature;
use super::super::token::is_pair;

/// How many samples say two words together, for the two to count.
const OFTEN: u32 = 5;

/// A text, and the need that it is said of.
pub(super) struct Sample {
    pub(super) row: usize,
    pub(super) need: u16,
    /// How much it counts.
    pub(super) worth: f32,
}

/// What each text says: places of its features and their values.
#[derive(Default)]
pub(super) struct Rows {
    ends: Vec<usize>,
    places: Vec<u32>,
    values: Vec<f32>,
}

impl Rows {
    /// The features of a text.
    pub(super) fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let from = if row == 0 { 0 } else { self.ends[row - 1] };
        (&self.places[from..self.ends[row]], &self.values[from..self.ends[row]])
    }

    fn push(&mut self, row: impl Iterator<Item = (u32, f32)>) {
        for (place, value) in row {
            self.places.push(place);
            self.values.push(value);
        }
        self.ends.push(self.places.len());
    }
}

/// What people say, as it is being gathered.
#[derive(Default)]
pub(super) struct Gathered {
    texts: Vec<Vec<(u64, f32)>>,
    all: Vec<Sample>,
}

impl Gathered {
    /// Adds a text with the needs that it is said of, each with how much it counts.
    pub(super) fn add(&mut self, features: &[Feature], needs: impl IntoIterator<Item = (u16, f32)>) {
        let row = self.texts.len();
        self.texts.push(features.iter().map(|feature| (feature.key, feature.value)).collect());
        self.all.extend(needs.into_iter().map(|(need, worth)| Sample { row, need, worth }));
    }

    /// Leaves out pairs that are seldom said, and puts numbers for keys.
    pub(super) fn sorted(self) -> Samples {
        let mut often: HashMap<u64, u32> = HashMap::new();
        let said = self.all.iter().flat_map(|sample| &self.texts[sample.row]);
        said.for_each(|(key, _)| *often.entry(*key).or_default() += 1);
        often.retain(|key, count| *count >= OFTEN || !is_pair(*key));
        let mut keys: Vec<u64> = often.keys().copied().collect();
        keys.sort_unstable();
        let count = self.all.len() as f32;
        let rarities = keys.iter().map(|key| ((1.0 + count) / (1.0 + often[key] as f32)).ln() + 1.0).collect();
        let mut rows = Rows::default();
        for text in &self.texts {
            let known = text.iter().filter_map(|(key, value)| {
                let place = keys.binary_search(key).ok()?;
                Some((u32::try_from(place).ok()?, *value))
            });
            rows.push(known);
        }
        Samples { all: self.all, keys, rarities, rows }
    }
}

/// Everything that is learnt of.
pub(super) struct Samples {
    pub(super) all: Vec<Sample>,
    /// Words and pairs, in order.
    pub(super) keys: Vec<u64>,
    /// How rare each is: 1 for what is in every sample, and more by the natural logarithm.
    pub(super) rarities: Vec<f32>,
    pub(super) rows: Rows,
}

impl Samples {
    /// The rarer the word, the more it counts; all of a text together have length 1.
    pub(super) fn level(&mut self) {
        let mut from = 0;
        for end in &self.rows.ends {
            let row = from..*end;
            from = *end;
            let (places, values) = (&self.rows.places[row.clone()], &mut self.rows.values[row]);
            places.iter().zip(&mut *values).for_each(|(place, value)| *value *= self.rarities[*place as usize]);
            let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
            values.iter_mut().for_each(|value| *value /= length.max(f32::EPSILON));
        }
    }
}
