//! When two writings are the same family, so that a family that is recorded twice is found and not made twice.
//!
//! The canonical text holds every identifying field in a fixed order. It is personal data: it becomes a keyed
//! fingerprint, and only that is kept.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{MemberRole, TokenKind, fold};

/// The identity of a household: what is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HouseholdIdentity {
    /// Name of the household.
    pub name: String,
    /// Phone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Street, without number.
    pub street: Option<String>,
    /// House number, with box.
    pub number: Option<String>,
}

/// The identity of one member: what is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberIdentity {
    /// First name.
    pub first_name: Option<String>,
    /// Last name; that of the household when not given.
    pub last_name: Option<String>,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
}

/// Persons are not for logs.
impl std::fmt::Debug for HouseholdIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HouseholdIdentity(sealed)")
    }
}

impl std::fmt::Debug for MemberIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemberIdentity(sealed)")
    }
}

/// The canonical text of a household; `None` when there is too little to tell two families apart: a name and a
/// postcode are shared by many.
#[must_use]
pub fn canonical(
    household: &HouseholdIdentity,
    postcode: Option<&str>,
    members: &[(MemberRole, MemberIdentity)],
) -> Option<String> {
    let phone = household.phone.as_deref().and_then(fold::phone).unwrap_or_default();
    let email = household.email.as_deref().and_then(fold::email).unwrap_or_default();
    let street = household.street.as_deref().and_then(fold::street).unwrap_or_default();
    let number = fold::plain(household.number.as_deref().unwrap_or_default());
    let mut people: Vec<String> = members.iter().map(|(role, member)| person(*role, member, &household.name)).collect();
    people.sort();
    let told = |member: &MemberIdentity| member.first_name.is_some() || member.birth_date.is_some();
    let enough =
        !(phone.is_empty() && email.is_empty() && street.is_empty()) || members.iter().any(|(_, member)| told(member));
    let head = [fold::plain(&household.name), fold::plain(postcode.unwrap_or_default()), street, number, phone, email];
    enough.then(|| format!("{}\u{1e}{}", head.join("\u{1f}"), people.join("\u{1e}")))
}

fn person(role: MemberRole, member: &MemberIdentity, household_name: &str) -> String {
    [
        role.as_str().to_owned(),
        fold::plain(member.first_name.as_deref().unwrap_or_default()),
        fold::plain(member.last_name.as_deref().unwrap_or(household_name)),
        member.birth_date.map(|day| day.to_string()).unwrap_or_default(),
    ]
    .join("\u{1f}")
}

/// The values by which a household can be found again; each becomes a keyed token.
#[must_use]
pub fn household_tokens(household: &HouseholdIdentity) -> Vec<(TokenKind, String)> {
    [
        (TokenKind::Phone, household.phone.as_deref().and_then(fold::phone)),
        (TokenKind::Email, household.email.as_deref().and_then(fold::email)),
        (TokenKind::Street, household.street.as_deref().and_then(fold::street)),
        (TokenKind::Surname, fold::surname(&household.name)),
    ]
    .into_iter()
    .filter_map(|(kind, value)| value.map(|value| (kind, value)))
    .collect()
}

/// The values by which a member can be found again.
#[must_use]
pub fn member_tokens(member: &MemberIdentity) -> Vec<(TokenKind, String)> {
    [
        (TokenKind::Surname, member.last_name.as_deref().and_then(fold::surname)),
        (TokenKind::BirthDate, member.birth_date.map(|day| day.to_string())),
    ]
    .into_iter()
    .filter_map(|(kind, value)| value.map(|value| (kind, value)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn household(name: &str, phone: Option<&str>) -> HouseholdIdentity {
        HouseholdIdentity {
            name: name.to_owned(),
            phone: phone.map(str::to_owned),
            email: None,
            street: None,
            number: None,
        }
    }

    fn child(name: &str, born: Option<&str>) -> (MemberRole, MemberIdentity) {
        let birth_date = born.and_then(|day| day.parse().ok());
        (MemberRole::Child, MemberIdentity { first_name: Some(name.to_owned()), last_name: None, birth_date })
    }

    #[test]
    fn the_same_family_in_another_writing_is_the_same() {
        let one = canonical(
            &household("De Smet", Some("0475 12 34 56")),
            Some("2800"),
            &[child("Noor", None), child("Adam", None)],
        );
        let other = canonical(
            &household("de smét ", Some("+32475123456")),
            Some("2800"),
            &[child("adam", None), child("NOOR", None)],
        );
        assert!(one.is_some());
        assert_eq!(one, other);
    }

    #[test]
    fn another_child_another_phone_or_another_name_is_another_family() {
        let phone = Some("0475 12 34 56");
        let base = canonical(&household("Peeters", phone), None, &[child("Noor", Some("2018-03-01"))]);
        assert_ne!(base, canonical(&household("Peeters", phone), None, &[child("Noor", Some("2018-03-02"))]));
        assert_ne!(base, canonical(&household("Peeters", phone), None, &[]));
        assert_ne!(base, canonical(&household("Peters", phone), None, &[child("Noor", Some("2018-03-01"))]));
        assert_ne!(base, canonical(&household("Peeters", None), None, &[child("Noor", Some("2018-03-01"))]));
    }

    #[test]
    fn a_name_alone_is_not_enough() {
        assert_eq!(canonical(&household("Peeters", None), Some("2800"), &[]), None);
    }

    #[test]
    fn a_person_does_not_come_out_in_a_log_line() {
        let shown = format!("{:?} {:?}", household("Peeters", Some("0475 12 34 56")), child("Noor", None));
        assert!(!shown.contains("Peeters") && !shown.contains("0475") && !shown.contains("Noor"), "{shown}");
    }
}
