//! What sets a need apart from everything else: a linear support vector machine for each need against the rest, trained
//! in its dual, one sample at a time (Hsieh and others, 2008; squared hinge loss).

use std::collections::HashSet;

use super::samples::{Sample, Samples};

/// What it costs when a sample lies on the wrong side, beside keeping the weights small.
pub(super) const COST: f64 = 0.6;
/// How often all samples are gone through at most.
const ROUNDS: usize = 60;
/// The training is over when no sample wants to move by more.
const CLOSE: f64 = 0.01;

/// The weights of all features for one need, and the margin before anything is said.
pub(super) struct Plane {
    pub(super) weights: Vec<f32>,
    pub(super) before: f32,
}

/// One plane a need, in order; as many at a time as the machine has cores.
pub(super) fn planes(samples: &Samples, needs: usize) -> Vec<Plane> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let each = needs.div_ceil(cores).max(1);
    let wanted: Vec<usize> = (0..needs).collect();
    std::thread::scope(|scope| {
        let lots = wanted.chunks(each).map(|lot| {
            scope.spawn(move || lot.iter().map(|need| plane(samples, *need, needs)).collect::<Vec<Plane>>())
        });
        let lots: Vec<_> = lots.collect();
        lots.into_iter().flat_map(|lot| lot.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// A sample as the training sees it.
struct Part {
    row: usize,
    /// 1 for the need, -1 for everything else.
    side: f64,
    /// What stands on the diagonal: half the inverse of what a mistake costs.
    slack: f64,
    alpha: f64,
}

fn plane(samples: &Samples, need: usize, needs: usize) -> Plane {
    let ours = samples.all.iter().filter(|sample| usize::from(sample.need) == need).count().max(1);
    // A need with few samples counts as much as one with many.
    let balance = samples.all.len() as f64 / (needs * ours) as f64;
    let own_rows: HashSet<usize> =
        samples.all.iter().filter(|sample| usize::from(sample.need) == need).map(|sample| sample.row).collect();
    // What is said of this need and of another is not held against this one.
    let counts = |sample: &&Sample| usize::from(sample.need) == need || !own_rows.contains(&sample.row);
    let mut parts: Vec<Part> = samples
        .all
        .iter()
        .filter(counts)
        .map(|sample| {
            let own = usize::from(sample.need) == need;
            let cost = COST * f64::from(sample.worth) * if own { balance } else { 1.0 };
            Part { row: sample.row, side: if own { 1.0 } else { -1.0 }, slack: 0.5 / cost, alpha: 0.0 }
        })
        .collect();
    let mut weights = vec![0.0_f64; samples.keys.len()];
    let mut before = 0.0_f64;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let mut chance = Chance(1);
    // Samples far on the right side are left out until the rest has come to rest.
    let (mut active, mut most_before) = (order.len(), f64::INFINITY);
    for _ in 0..ROUNDS {
        for at in 0..active {
            order.swap(at, at + chance.below(active - at));
        }
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut at = 0;
        while at < active {
            let part = &mut parts[order[at]];
            let (places, values) = samples.rows.row(part.row);
            let score: f64 = places.iter().zip(values).map(|(k, v)| weights[*k as usize] * f64::from(*v)).sum();
            let gradient = part.side * (score + before) - 1.0 + part.alpha * part.slack;
            if part.alpha == 0.0 && gradient > most_before {
                active -= 1;
                order.swap(at, active);
                continue;
            }
            at += 1;
            let wants = if part.alpha == 0.0 { gradient.min(0.0) } else { gradient };
            (most, least) = (most.max(wants), least.min(wants));
            if wants == 0.0 {
                continue;
            }
            // A row is one long, and one more for what is there before anything is said.
            let alpha = (part.alpha - gradient / (2.0 + part.slack)).max(0.0);
            let step = (alpha - part.alpha) * part.side;
            part.alpha = alpha;
            before += step;
            places.iter().zip(values).for_each(|(k, v)| weights[*k as usize] += step * f64::from(*v));
        }
        if most - least <= CLOSE {
            if active == order.len() {
                break;
            }
            (active, most_before) = (order.len(), f64::INFINITY);
        } else {
            most_before = if most > 0.0 { most } else { f64::INFINITY };
        }
    }
    Plane { weights: weights.into_iter().map(|weight| weight as f32).collect(), before: before as f32 }
}

/// The same numbers each time (a linear congruential generator), so that the same samples give the same planes.
struct Chance(u64);

impl Chance {
    /// A number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}
