//! Which handovers do not move, and what the middle of a row of waiting times is.

use chrono::NaiveDate;

use crate::domain::calendar::working_days_between;

/// Working days without a step after which a handover is stuck, by its state; nothing for states that may last.
///
/// Offered: no decision in 10 days. Accepted: no introduction planned in 5. Then 10 days up to each next step.
const fn patience(status: &str) -> Option<u32> {
    match status.as_bytes() {
        b"offered" | b"acknowledged" | b"intro_planned" | b"introduced" => Some(10),
        b"accepted" => Some(5),
        _ => None,
    }
}

/// Whether a handover that came into its state on `since` is stuck on `today`: it waits longer than it should, or the day
/// on which it was to be looked at again is over.
#[must_use]
pub fn is_stuck(status: &str, since: NaiveDate, review_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    match patience(status) {
        Some(days) => working_days_between(since, today) > days,
        None => matches!(status, "held" | "on_hold") && review_on.is_some_and(|day| day < today),
    }
}

/// The median of waiting times, in the unit given, rounded down.
#[must_use]
pub fn median(mut waits: Vec<u32>) -> Option<u32> {
    waits.sort_unstable();
    let middle = waits.len() / 2;
    let upper = *waits.get(middle)?;
    if waits.len() % 2 == 1 {
        return Some(upper);
    }
    waits.get(middle - 1).map(|lower| lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{is_stuck, median};

    #[rstest]
    #[case("offered", "2026-11-02", None, false)]
    #[case("offered", "2026-10-29", None, true)]
    #[case("accepted", "2026-11-16", None, false)]
    #[case("accepted", "2026-11-05", None, true)]
    #[case("taken_over", "2026-09-01", None, false)]
    #[case("held", "2026-09-01", Some("2026-11-16"), false)]
    #[case("held", "2026-09-01", Some("2026-11-13"), true)]
    fn stuck_on_16_november(
        #[case] status: &str,
        #[case] since: &str,
        #[case] review: Option<&str>,
        #[case] expected: bool,
    ) {
        let day = |text: &str| text.parse().unwrap_or_default();
        assert_eq!(is_stuck(status, day(since), review.map(day), day("2026-11-16")), expected);
    }

    #[rstest]
    #[case(vec![], None)]
    #[case(vec![7], Some(7))]
    #[case(vec![9, 1, 5], Some(5))]
    #[case(vec![4, 1, 2, 100], Some(3))]
    fn the_middle(#[case] waits: Vec<u32>, #[case] expected: Option<u32>) {
        assert_eq!(median(waits), expected);
    }
}
