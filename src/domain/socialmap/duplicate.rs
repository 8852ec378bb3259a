//! Entries that may be one: pairs with reasons, strongest first. Nothing here decides; a person does.
//!
//! Only entries that share a trait are held against each other, so that a large map costs little more than a small one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use utoipa::ToSchema;

use crate::domain::family::fold;
use crate::domain::ids::Id;

codes! {
    /// Why two entries may be one.
    LikenessReason {
        /// The same number in the register of enterprises.
        Kbo = "kbo",
        /// The names sound alike.
        Name = "name",
        /// The same address.
        Address = "address",
        /// The same phone number.
        Phone = "phone",
        /// The same mail address.
        Email = "email",
        /// The same website.
        Website = "website",
        /// Offered by one organisation.
        Organization = "organization",
    }
}

impl LikenessReason {
    /// How much it says.
    const fn weight(self) -> u32 {
        match self {
            Self::Kbo => 5,
            Self::Name => 3,
            Self::Address | Self::Phone | Self::Email | Self::Website => 2,
            Self::Organization => 1,
        }
    }
}

/// Pairs that weigh less are not listed: neighbours share a roof, and sometimes a switchboard.
const ENOUGH: u32 = 3;
/// A trait that more entries share than this says nothing.
const COMMON: usize = 24;

/// What is known of an entry, as it stands in the map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Portrait {
    /// Its id.
    pub id: Id,
    /// Its names.
    pub names: Vec<String>,
    /// Numbers in registers.
    pub registers: Vec<String>,
    /// Addresses: street with number, postcode.
    pub addresses: Vec<(String, String)>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// Web addresses.
    pub websites: Vec<String>,
    /// Who offers it; of a service only.
    pub organization: Option<Id>,
}

/// A pair that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Likeness {
    /// The one with the lower id.
    pub one: Id,
    /// The other.
    pub other: Id,
    /// Why, the strongest first.
    pub reasons: Vec<LikenessReason>,
    /// How much the reasons weigh together.
    pub weight: u32,
}

/// Every pair that may be one. Services must have a name in common: what one organisation offers shares everything else.
#[must_use]
pub fn find(portraits: &[Portrait]) -> Vec<Likeness> {
    let mut sharing: HashMap<(LikenessReason, String), Vec<usize>> = HashMap::new();
    for (place, portrait) in portraits.iter().enumerate() {
        for key in traits(portrait) {
            sharing.entry(key).or_default().push(place);
        }
    }
    let mut pairs: BTreeMap<(usize, usize), BTreeSet<LikenessReason>> = BTreeMap::new();
    for ((reason, _), places) in &sharing {
        if places.len() > COMMON {
            continue;
        }
        for (at, first) in places.iter().enumerate() {
            for second in &places[at + 1..] {
                pairs.entry((*first.min(second), *first.max(second))).or_default().insert(*reason);
            }
        }
    }
    let mut found: Vec<Likeness> = pairs
        .into_iter()
        .filter_map(|((first, second), mut reasons)| {
            let (first, second) = (&portraits[first], &portraits[second]);
            if first.organization.is_some() {
                if !reasons.contains(&LikenessReason::Name) {
                    return None;
                }
                if first.organization == second.organization {
                    reasons.insert(LikenessReason::Organization);
                }
            }
            let weight = reasons.iter().map(|reason| reason.weight()).sum();
            let (one, other) = if first.id <= second.id { (first, second) } else { (second, first) };
            let mut reasons: Vec<LikenessReason> = reasons.into_iter().collect();
            reasons.sort_by_key(|reason| std::cmp::Reverse(reason.weight()));
            let far = first.organization.is_some() && weight <= LikenessReason::Name.weight();
            (weight >= ENOUGH && !far).then(|| Likeness {
                one: one.id.clone(),
                other: other.id.clone(),
                reasons,
                weight,
            })
        })
        .collect();
    found.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| (&a.one, &a.other).cmp(&(&b.one, &b.other))));
    found
}

fn traits(portrait: &Portrait) -> BTreeSet<(LikenessReason, String)> {
    let mut all = BTreeSet::new();
    all.extend(portrait.names.iter().filter_map(|name| Some((LikenessReason::Name, sound(name)?))));
    all.extend(portrait.registers.iter().filter_map(|number| Some((LikenessReason::Kbo, kbo(number)?))));
    all.extend(portrait.addresses.iter().filter_map(|(street, postcode)| {
        let (street, number) = street.split_at(street.find(|c: char| c.is_ascii_digit())?);
        let (street, number) = (fold::street(street)?, fold::plain(number));
        Some((LikenessReason::Address, format!("{} {street} {number}", postcode.trim())))
    }));
    all.extend(portrait.phones.iter().filter_map(|number| Some((LikenessReason::Phone, fold::phone(number)?))));
    all.extend(portrait.emails.iter().filter_map(|email| Some((LikenessReason::Email, fold::email(email)?))));
    all.extend(portrait.websites.iter().filter_map(|url| Some((LikenessReason::Website, website(url)?))));
    all
}

/// Words that names of organisations carry or leave out.
const EMPTY: [&str; 28] = [
    "vzw", "asbl", "ivzw", "bv", "bvba", "nv", "cv", "cvba", "de", "het", "een", "van", "voor", "in", "te", "en",
    "der", "den", "op", "aan", "met", "ter", "ten", "the", "of", "and", "t", "s",
];

/// A name as it sounds: its words folded, without those that say nothing, in any order.
fn sound(name: &str) -> Option<String> {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let plain = plain.replace('.', "");
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !EMPTY.contains(word));
    // Short words are often letters that stand for a name: CKG does not sound like CGG to whoever calls them.
    let heard = |word: &str| if word.chars().count() < 5 { Some(word.to_owned()) } else { fold::surname(word) };
    let mut words: Vec<String> = words.filter_map(heard).collect();
    words.sort_unstable();
    words.dedup();
    let whole = words.concat();
    (whole.chars().count() >= 3).then_some(whole)
}

/// A number of the Belgian register of enterprises: ten digits, the first 0 or 1, the last two the rest of 97.
fn kbo(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = if digits.len() == 9 { format!("0{digits}") } else { digits };
    let (head, check) = digits.split_at_checked(8)?;
    let sound = digits.len() == 10
        && digits.starts_with(['0', '1'])
        && 97 - head.parse::<u64>().ok()? % 97 == check.parse::<u64>().ok()?;
    sound.then_some(digits)
}

/// The host and what follows, without what changes nothing. A page on a platform is told from its neighbours by its path.
fn website(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next()?.trim_end_matches('/').to_lowercase();
    let rest = rest.strip_prefix("www.").unwrap_or(&rest).to_owned();
    rest.contains('.').then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, name: &str) -> Portrait {
        Portrait { id: id.into(), names: vec![name.into()], ..Portrait::default() }
    }

    fn reasons(found: &[Likeness]) -> Vec<(&str, &str, Vec<&str>)> {
        found
            .iter()
            .map(|pair| (&*pair.one, &*pair.other, pair.reasons.iter().map(|reason| reason.as_str()).collect()))
            .collect()
    }

    #[test]
    fn names_that_sound_alike_are_found() {
        for (one, other) in [
            ("Huis van het Kind Mechelen", "Mechelen - Huis van 't Kind"),
            ("vzw De Sleutel", "De Sleutel v.z.w."),
            ("CAW Boom Mechelen Lier", "C.A.W. Boom-Mechelen-Lier"),
            ("Kindergeluk Réservé", "kindergeluk reserve"),
        ] {
            assert_eq!(
                reasons(&find(&[named("a", one), named("b", other)])),
                [("a", "b", vec!["name"])],
                "{one} / {other}"
            );
        }
        assert_eq!(find(&[named("a", "Huis van het Kind Mechelen"), named("b", "Huis van het Kind Lier")]), []);
        assert_eq!(find(&[named("a", "CKG Mechelen"), named("b", "CGG Mechelen")]), []);
        assert_eq!(find(&[named("a", "vzw"), named("b", "VZW")]), []);
    }

    #[test]
    fn a_roof_is_not_enough_but_a_register_is() {
        let mut one = named("a", "Sociaal Huis");
        let mut other = named("b", "OCMW Mechelen");
        one.addresses.push(("Lange Schipstraat 27".into(), "2800".into()));
        other.addresses.push(("lange schipstr. 27".into(), "2800".into()));
        assert_eq!(find(&[one.clone(), other.clone()]), []);
        one.phones.push("015 44 51 11".into());
        other.phones.push("+32 15 44 51 11".into());
        assert_eq!(reasons(&find(&[one.clone(), other.clone()])), [("a", "b", vec!["address", "phone"])]);
        one.registers.push("BE 0207.499.430".into());
        other.registers.push("0207499430".into());
        assert_eq!(reasons(&find(&[one, other])), [("a", "b", vec!["kbo", "address", "phone"])]);
        assert_eq!(kbo("0207.499.431"), None, "a number whose check does not hold is none");
    }

    #[test]
    fn services_of_one_organisation_need_a_name_in_common() {
        let service = |id: &str, name: &str, organization: &str| Portrait {
            organization: Some(organization.into()),
            phones: vec!["015 1 2 3 4".into()],
            ..named(id, name)
        };
        let all =
            [service("a", "Huiswerkklas", "o"), service("b", "Taallessen", "o"), service("c", "huiswerkklas", "o")];
        assert_eq!(reasons(&find(&all)), [("a", "c", vec!["name", "phone", "organization"])]);
        let mut far = [service("a", "Huiswerkklas", "o"), service("b", "Huiswerkklas", "p")];
        far[1].phones.clear();
        assert_eq!(find(&far), [], "every town has one");
    }

    #[test]
    fn what_everybody_shares_says_nothing() {
        let all: Vec<Portrait> = (0..100)
            .map(|at| Portrait { websites: vec!["https://www.mechelen.be/".into()], ..named(&at.to_string(), "x") })
            .collect();
        assert_eq!(find(&all), []);
    }
}
