//! Small numbers are not shown outside the team: with local knowledge, three families are three known families.

use super::count::Change;

/// The smallest number, except 0, that a reader outside the team may see.
pub const SMALLEST_SHOWN: u32 = 5;

/// A number as a reader may see it: the team sees all, others nothing between 1 and 4.
#[must_use]
pub const fn shown(number: u32, inside_team: bool) -> Option<u32> {
    if inside_team || number == 0 || number >= SMALLEST_SHOWN { Some(number) } else { None }
}

/// What of a change a reader may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownChange {
    /// The difference, with its sign.
    pub net: Option<i64>,
    /// What it is made of: all of it or nothing, since one part follows from the others.
    pub parts: Option<Change>,
}

/// A change as a reader may see it, by the rule of [`shown`].
#[must_use]
pub fn shown_change(change: Change, inside_team: bool) -> ShownChange {
    let parts = [change.gained, change.merged, change.voided];
    let size = u32::try_from(change.net().unsigned_abs()).unwrap_or(u32::MAX);
    ShownChange {
        net: shown(size, inside_team).map(|_| change.net()),
        parts: parts.iter().all(|part| shown(*part, inside_team).is_some()).then_some(change),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Change, ShownChange, shown, shown_change};

    #[rstest]
    #[case(0, Some(0))]
    #[case(1, None)]
    #[case(4, None)]
    #[case(5, Some(5))]
    fn readers_outside_the_team_see(#[case] number: u32, #[case] expected: Option<u32>) {
        assert_eq!(shown(number, false), expected);
        assert_eq!(shown(number, true), Some(number));
    }

    #[rstest]
    #[case((0, 0, 0), Some(0), true)]
    #[case((9, 0, 0), Some(9), true)]
    #[case((3, 0, 0), None, false)]
    #[case((6, 1, 0), Some(5), false)]
    #[case((0, 0, 4), None, false)]
    #[case((5, 5, 0), Some(0), true)]
    fn a_change_is_shown_by_the_same_rule(
        #[case] (gained, merged, voided): (u32, u32, u32),
        #[case] net: Option<i64>,
        #[case] whole: bool,
    ) {
        let change = Change { gained, merged, voided };
        assert_eq!(shown_change(change, false), ShownChange { net, parts: whole.then_some(change) });
        assert_eq!(shown_change(change, true), ShownChange { net: Some(change.net()), parts: Some(change) });
    }
}
