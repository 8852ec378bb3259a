//! Chance that repeats itself: the same seed throws the same dice on every machine.
//!
//! Only the demonstration may call it. Nothing here is fit for secrets.

/// A small generator (SplitMix64), good enough to spread invented people over an invented year.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Starts a series. Two series with the same seed are the same.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number from `low` up to and including `high`; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.roll() % width).unwrap_or(0))
    }

    /// True in `percent` of hundred throws.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of the list, each as likely; nothing from an empty list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(list.len()).ok()?.checked_sub(1).filter(|last| *last >= 0)?;
        list.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// One of the list, as likely as its weight; nothing when no weight is positive.
    pub fn weighted<'a, T>(&mut self, list: &'a [T], weight: impl Fn(&T) -> i64) -> Option<&'a T> {
        let total: i64 = list.iter().map(&weight).sum();
        if total <= 0 {
            return None;
        }
        let mut left = self.between(1, total);
        list.iter().find(|item| {
            left -= weight(item);
            left <= 0
        })
    }

    /// Puts a list in another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = usize::try_from(self.roll() % (last as u64 + 1)).unwrap_or(0);
            list.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn one_seed_throws_one_series() {
        let (mut left, mut right) = (Dice::new(7), Dice::new(7));
        assert!((0..50).all(|_| left.between(1, 6) == right.between(1, 6)));
    }

    #[test]
    fn weights_are_kept_roughly() {
        let mut dice = Dice::new(1);
        let heads =
            (0..1000).filter(|_| dice.weighted(&[(1, 90), (0, 10)], |side| side.1).map(|side| side.0) == Some(1));
        let heads = heads.count();
        assert!((850..950).contains(&heads), "{heads}");
    }

    #[test]
    fn an_empty_list_gives_nothing() {
        let mut dice = Dice::new(1);
        assert_eq!(dice.pick::<u8>(&[]), None);
        assert_eq!(dice.weighted(&[("never", 0)], |item| item.1), None);
    }
}
