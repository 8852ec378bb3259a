//! Where the count will be at the end of the period: Gamma–Poisson on weekly counts, weeks weighted by how much school is
//! in them.
//!
//! The rate of an ordinary school week has a Gamma prior of shape 1 with the pace of the goal as its mean: worth one family,
//! it keeps the first weeks honest (the interval is very wide) and is forgotten within a month. Families often come in
//! clumps; when weekly counts vary more than Poisson allows, a family is worth less than one observation (quasi-Poisson
//! dispersion), so that one loud week widens the interval instead of narrowing it.

use super::quantile::negative_binomial;
use super::weeks::Week;

/// What the end of the period may bring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// Expected number of families at the end of the period.
    pub expected: u32,
    /// Lower end of the interval; never below what already counts.
    pub low: u32,
    /// Upper end of the interval.
    pub high: u32,
    /// Probability that the interval is meant to hold: 0.8.
    pub level: f64,
}

/// The forecast and the pace it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Where it is going.
    pub forecast: Forecast,
    /// Families per ordinary school week that are still needed; 0 when the goal is met, nothing when no school week is left.
    pub pace_needed: Option<f64>,
}

const LEVEL: f64 = 0.8;
/// A clump of more families than this is taken for a mistake in the past, not for a promise.
const LARGEST_CLUMP: f64 = 30.0;

/// Looks ahead from the weeks of a period.
#[must_use]
pub fn outlook(weeks: &[Week], goal: u32) -> Outlook {
    let count: u32 = weeks.iter().map(|week| week.count).sum();
    let ahead: f64 = weeks.iter().map(|week| week.ahead).sum();
    let missing = goal.saturating_sub(count);
    let pace_needed = match missing {
        0 => Some(0.0),
        _ => (ahead > 0.0).then(|| f64::from(missing) / ahead),
    };
    Outlook { forecast: forecast(weeks, goal), pace_needed }
}

/// Forecasts the count at the end of the period.
#[must_use]
pub fn forecast(weeks: &[Week], goal: u32) -> Forecast {
    let count: u32 = weeks.iter().map(|week| week.count).sum();
    let elapsed: f64 = weeks.iter().map(|week| week.elapsed).sum();
    let ahead: f64 = weeks.iter().map(|week| week.ahead).sum();
    if ahead <= 0.0 {
        return Forecast { expected: count, low: count, high: count, level: LEVEL };
    }
    let clump = dispersion(weeks);
    // Counted in clumps: prior Gamma(1, clump * whole / goal), posterior Gamma(1 + count / clump, prior rate + elapsed).
    let shape = 1.0 + f64::from(count) / clump;
    let rate = clump * (elapsed + ahead) / f64::from(goal.max(1)) + elapsed;
    let clumps = shape * ahead / rate;
    let tail = (1.0 - LEVEL) / 2.0;
    let low = count.saturating_add(whole((f64::from(negative_binomial(shape, clumps, tail)) * clump).floor()));
    let high = count.saturating_add(whole((f64::from(negative_binomial(shape, clumps, 1.0 - tail)) * clump).ceil()));
    let expected = count.saturating_add(whole((clumps * clump).round()));
    Forecast { expected: expected.clamp(low, high), low, high, level: LEVEL }
}

/// How many families come at once, 1 or more: the Pearson statistic of the weeks that are over, per degree of freedom.
fn dispersion(weeks: &[Week]) -> f64 {
    let over: Vec<&Week> = weeks.iter().filter(|week| week.elapsed > 0.0).collect();
    let count: f64 = over.iter().map(|week| f64::from(week.count)).sum();
    let elapsed: f64 = over.iter().map(|week| week.elapsed).sum();
    let (true, Ok(number)) = (count > 0.0, u16::try_from(over.len())) else { return 1.0 };
    if number < 3 {
        return 1.0;
    }
    let pearson: f64 = over
        .iter()
        .map(|week| {
            let expected = week.elapsed * count / elapsed;
            (f64::from(week.count) - expected).powi(2) / expected
        })
        .sum();
    (pearson / f64::from(number - 1)).clamp(1.0, LARGEST_CLUMP)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn whole(number: f64) -> u32 {
    number.clamp(0.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests;
