//! The family: a household that is counted once, however it is written down.
//!
//! What makes two writings the same lives in [`likeness`] and [`fold`]; which families may be one and why in
//! [`matching`]. The persons themselves are read and sealed elsewhere; nothing here keeps them.

pub mod fold;
pub mod likeness;
pub mod matching;

pub use likeness::{HouseholdIdentity, MemberIdentity};
pub use matching::{MatchReason, TokenKind};

codes! {
    /// Who somebody is in a household.
    MemberRole {
        /// A parent.
        Parent = "parent",
        /// A guardian.
        Guardian = "guardian",
        /// A child.
        Child = "child",
        /// Somebody else.
        Other = "other",
    }
}

/// The reference of a family, short enough to be spoken: `G-0412`. It names nobody.
#[must_use]
pub fn reference(number: i64) -> String {
    format!("G-{number:04}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_reference_can_be_spoken() {
        assert_eq!(super::reference(412), "G-0412");
        assert_eq!(super::reference(12_345), "G-12345");
    }
}
