//! Which families may be the same, and why. A match is a proposal with its reasons; merging is a person's decision.

use std::collections::BTreeSet;

codes! {
    /// What a keyed token stands for.
    TokenKind {
        /// A phone number.
        Phone = "phone",
        /// A mail address.
        Email = "email",
        /// A day of birth.
        BirthDate = "birth_date",
        /// A surname, as it sounds.
        Surname = "surname",
        /// A street.
        Street = "street",
    }
}

codes! {
    /// Why two families may be one.
    MatchReason {
        /// The same phone number.
        SamePhone = "same_phone",
        /// The same mail address.
        SameEmail = "same_email",
        /// The surname sounds alike, and the street is the same.
        SurnameAndStreet = "surname_and_street",
        /// The surname sounds alike, and somebody was born on the same day.
        SurnameAndBirthDate = "surname_and_birth_date",
        /// The street is the same, and somebody was born on the same day.
        StreetAndBirthDate = "street_and_birth_date",
    }
}

/// The reasons that follow from what agrees; none when it could be chance.
#[must_use]
pub fn reasons(agreeing: &BTreeSet<TokenKind>) -> Vec<MatchReason> {
    let all = |kinds: &[TokenKind]| kinds.iter().all(|kind| agreeing.contains(kind));
    let needed = |reason: MatchReason| match reason {
        MatchReason::SamePhone => all(&[TokenKind::Phone]),
        MatchReason::SameEmail => all(&[TokenKind::Email]),
        MatchReason::SurnameAndStreet => all(&[TokenKind::Surname, TokenKind::Street]),
        MatchReason::SurnameAndBirthDate => all(&[TokenKind::Surname, TokenKind::BirthDate]),
        MatchReason::StreetAndBirthDate => all(&[TokenKind::Street, TokenKind::BirthDate]),
    };
    MatchReason::ALL.iter().copied().filter(|reason| needed(*reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_common_trait_is_chance_unless_it_is_a_phone_or_a_mail_address() {
        let of = |kinds: &[TokenKind]| reasons(&kinds.iter().copied().collect());
        assert_eq!(of(&[TokenKind::Surname]), []);
        assert_eq!(of(&[TokenKind::Street]), []);
        assert_eq!(of(&[TokenKind::BirthDate]), []);
        assert_eq!(of(&[TokenKind::Phone]), [MatchReason::SamePhone]);
        assert_eq!(of(&[TokenKind::Street, TokenKind::Surname]), [MatchReason::SurnameAndStreet]);
        assert_eq!(of(TokenKind::ALL), MatchReason::ALL);
    }
}
