//! When a letter that did not leave is tried again: soon at first, then ever more patiently, for about two days.

use chrono::Duration;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;

/// Minutes and hours between attempts, in seconds: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 5 h, 10 h, 24 h.
const PAUSES: [i64; 10] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 18_000, 36_000, 86_400];

/// When to try again after `attempts` failures (1 or more), or nothing when it is time to give up.
///
/// Up to a fifth is added, by id and attempt, so that letters that failed together do not come back together.
#[must_use]
pub fn next_attempt(id: &Id, attempts: u32, now: Moment) -> Option<Moment> {
    let pause = usize::try_from(attempts).ok()?.checked_sub(1).and_then(|index| PAUSES.get(index))?;
    let spread = i64::try_from(fnv(id, attempts) % 200).unwrap_or(0);
    Some(now.plus(Duration::milliseconds(pause * (1_000 + spread))))
}

/// Fowler–Noll–Vo: spreads well, is the same everywhere, keeps no secret.
fn fnv(id: &str, attempts: u32) -> u64 {
    id.bytes()
        .chain(attempts.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PAUSES, next_attempt};
    use crate::domain::moment::Moment;

    fn start() -> Moment {
        Moment::from_utc(chrono::DateTime::UNIX_EPOCH.naive_utc())
    }

    #[test]
    fn c7_the_timetable_ends() {
        let waits = |attempts| {
            next_attempt(&"0192".to_owned(), attempts, start()).map(|at| (at.utc() - start().utc()).num_seconds())
        };
        for (attempt, pause) in (1..).zip(PAUSES) {
            assert!(waits(attempt).is_some_and(|wait| (pause..=pause * 6 / 5).contains(&wait)), "attempt {attempt}");
        }
        assert_eq!(waits(11), None);
        assert_eq!(waits(0), None);
    }

    proptest! {
        #[test]
        fn c7_the_same_letter_waits_the_same_time(id in "[0-9a-f-]{36}", attempts in 1u32..11) {
            prop_assert_eq!(next_attempt(&id, attempts, start()), next_attempt(&id, attempts, start()));
        }
    }
}
