//! What a forecast may never do, and what it says in the situations that matter.

use proptest::prelude::*;

use super::{Forecast, forecast, outlook};
use crate::domain::calendar::IsoWeek;
use crate::domain::target::Week;

/// A year of weeks: the counts of those that are over, then the number of ordinary weeks to come.
fn year(counts: &[u32], to_come: usize) -> Vec<Week> {
    let mut week = IsoWeek::of(chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default());
    let mut cumulative = 0;
    let over = counts.iter().map(|count| (*count, 1.0, 0.0));
    let ahead = std::iter::repeat_n((0, 0.0, 1.0), to_come);
    let mut found = Vec::new();
    for (count, elapsed, ahead) in over.chain(ahead) {
        cumulative += count;
        found.push(Week { week, count, cumulative, elapsed, ahead });
        week = week.next();
    }
    found
}

fn width(forecast: Forecast) -> u32 {
    forecast.high - forecast.low
}

#[test]
fn j2_with_nothing_it_says_the_goal_and_that_it_knows_nothing() {
    let found = forecast(&year(&[], 40), 300);
    assert_eq!((found.expected, found.low, found.high), (300, 31, 691));
}

#[test]
fn j2_one_week_is_still_very_uncertain() {
    let found = forecast(&year(&[6], 39), 300);
    assert!((200..300).contains(&found.expected), "{found:?}");
    assert!(found.low < 180 && found.high > 330, "{found:?}");
}

#[test]
fn j2_a_steady_half_year_is_told_closely() {
    let found = forecast(&year(&[7, 8, 6, 7, 9, 7, 6, 8, 7, 7, 8, 6, 7, 7, 8, 7, 6, 8, 7, 7], 20), 300);
    assert!((275..=290).contains(&found.expected), "{found:?}");
    assert!(width(found) < 60, "{found:?}");
}

#[test]
fn j2_an_outlier_widens_the_interval() {
    let steady = forecast(&year(&[5; 12], 28), 300);
    let mut counts = [5; 12];
    counts[6] = 50;
    let loud = forecast(&year(&counts, 28), 300);
    assert!(width(loud) > 2 * width(steady), "{steady:?} {loud:?}");
    assert!(loud.low >= 105);
}

#[test]
fn j2_goal_met_goes_on_and_needs_no_pace() {
    let found = outlook(&year(&[30; 11], 20), 300);
    assert_eq!(found.pace_needed, Some(0.0));
    assert!(found.forecast.low >= 330);
}

#[test]
fn j2_period_over_is_a_fact() {
    let found = outlook(&year(&[5; 40], 0), 300);
    assert_eq!((found.forecast.low, found.forecast.expected, found.forecast.high), (200, 200, 200));
    assert_eq!(found.pace_needed, None);
}

#[test]
fn j2_weeks_without_school_are_no_reason_to_despair() {
    let mut weeks = year(&[6, 6, 6, 6], 36);
    let before = forecast(&weeks, 300);
    let holiday = Week { count: 0, elapsed: 0.0, ahead: 0.0, ..weeks[3] };
    weeks.insert(4, holiday);
    assert_eq!(forecast(&weeks, 300), before);
}

proptest! {
    #[test]
    fn j2_any_year_gives_an_honest_interval(
        counts in proptest::collection::vec(0u32..400, 0..53),
        weights in proptest::collection::vec((0.0f64..1.0, 0.0f64..1.0), 53),
        goal in 0u32..5000,
    ) {
        let mut weeks = year(&counts, 53 - counts.len());
        for (week, (elapsed, ahead)) in weeks.iter_mut().zip(weights) {
            week.elapsed *= elapsed;
            week.ahead *= ahead;
        }
        let found = outlook(&weeks, goal);
        let count: u32 = counts.iter().sum();
        prop_assert!(count <= found.forecast.low);
        prop_assert!(found.forecast.low <= found.forecast.expected && found.forecast.expected <= found.forecast.high);
        prop_assert!(found.pace_needed.is_none_or(|pace| pace.is_finite() && pace >= 0.0));
    }
}
