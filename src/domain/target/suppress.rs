//! Small numbers are not shown outside the team: with local knowledge, three families are three known families.

/// The smallest number, except 0, that a reader outside the team may see.
pub const SMALLEST_SHOWN: u32 = 5;

/// A number as a reader may see it: the team sees all, others nothing between 1 and 4.
#[must_use]
pub const fn shown(number: u32, inside_team: bool) -> Option<u32> {
    if inside_team || number == 0 || number >= SMALLEST_SHOWN { Some(number) } else { None }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::shown;

    #[rstest]
    #[case(0, Some(0))]
    #[case(1, None)]
    #[case(4, None)]
    #[case(5, Some(5))]
    fn readers_outside_the_team_see(#[case] number: u32, #[case] expected: Option<u32>) {
        assert_eq!(shown(number, false), expected);
        assert_eq!(shown(number, true), Some(number));
    }
}
