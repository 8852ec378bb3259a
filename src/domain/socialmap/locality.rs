//! Places by the names that people use: municipalities, and the parts and old municipalities within them.
//!
//! `localities.csv` holds the parts (name, postcode), written by hand for the surroundings of Mechelen, Antwerp, Ghent,
//! Leuven, Bruges, Kortrijk and Brussels; municipalities come from the table of `area`. A part that is not listed is simply
//! not read.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::routing::text::fold;

use super::area;

/// Most words that a name has: "Heist-op-den-Berg".
pub const MOST_WORDS: usize = 5;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its postcode; the first one where it has several.
    pub postcode: u16,
    /// Name of the municipality.
    pub municipality: String,
}

static PLACES: LazyLock<HashMap<String, Place>> = LazyLock::new(|| {
    let mut places = HashMap::new();
    let parts = include_str!("localities.csv").lines().skip(1).filter_map(|line| {
        let (name, postcode) = line.split_once(',')?;
        let postcode = postcode.trim().parse().ok()?;
        Some((key(name), Place { postcode, municipality: area::municipality(postcode)?.to_owned() }))
    });
    places.extend(parts);
    // Where a part has the name of a municipality elsewhere, the municipality is meant.
    places.extend(area::names().map(|(name, postcode)| (key(name), Place { postcode, municipality: name.to_owned() })));
    places
});

fn key(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    in_full(&words)
}

/// "St-Niklaas" is "Sint-Niklaas".
fn in_full(words: &[&str]) -> String {
    let mut full: Vec<&str> = Vec::with_capacity(words.len());
    for word in words {
        match *word {
            "st" => full.push("sint"),
            "olv" => full.extend(["onze", "lieve", "vrouw"]),
            word => full.push(word),
        }
    }
    let name = full.join(" ");
    match name.strip_prefix("o l v ") {
        Some(rest) => format!("onze lieve vrouw {rest}"),
        None => name,
    }
}

/// The place that folded words name.
#[must_use]
pub fn find(words: &[&str]) -> Option<Place> {
    // Most words begin no place at all.
    PLACES.get(&in_full(words)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_name() {
        let find = |name: &str| {
            let folded = fold(name);
            let words: Vec<&str> = folded.split([' ', '-', '.']).filter(|word| !word.is_empty()).collect();
            super::find(&words).map(|place| (place.postcode, place.municipality))
        };
        assert_eq!(find("Mechelen"), Some((2800, "Mechelen".to_owned())));
        assert_eq!(find("Hombeek"), Some((2811, "Mechelen".to_owned())));
        assert_eq!(find("St.-Katelijne-Waver"), Some((2860, "Sint-Katelijne-Waver".to_owned())));
        assert_eq!(find("O.L.V.-Waver"), Some((2861, "Sint-Katelijne-Waver".to_owned())));
        assert_eq!(find("Nergens"), None);
    }

    #[test]
    fn every_part_lies_in_a_municipality() {
        for line in include_str!("localities.csv").lines().skip(1) {
            let code = line.rsplit(',').next().and_then(|code| code.parse().ok());
            assert!(code.is_some_and(|code| area::municipality(code).is_some()), "{line}");
        }
    }
}
