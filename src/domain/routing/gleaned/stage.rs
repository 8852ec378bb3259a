//! Years and stages of school: "L3", "2e kleuter", "K3", "4 BSO", "1A", "OKAN", "derde leerjaar", and the general words.

use crate::domain::casework::SchoolStage;

use super::numbers::{number, ordinal};
use super::people::{Who, who};
use super::tokens::Token;

/// A year or stage of school in a text: places of its first and last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct School {
    pub(super) stage: SchoolStage,
    /// Youngest and oldest age, where a year is named.
    pub(super) ages: Option<(u8, u8)>,
    pub(super) first: usize,
    pub(super) last: usize,
    /// A general word such as "kleuter", which tells nothing where something better is said.
    pub(super) general: bool,
}

const TRACKS: &[&str] = &["aso", "bso", "tso", "kso", "dbso", "stw"];
const SECONDARY: &[&str] = &["middelbaar", "secundair", "sec", "humaniora"];
const PRIMARY: &[&str] = &["leerjaar", "lj", "studiejaar", "lager"];
const STREETS: &[&str] =
    &["straat", "laan", "weg", "plein", "lei", "baan", "dreef", "hof", "kaai", "vest", "steenweg", "markt", "ring"];
/// How many words before a year are looked at for whose it is.
const WHOSE: usize = 4;

/// Youngest and oldest age in the first year of each stage; each next year adds one.
fn ages(stage: SchoolStage, year: u8) -> Option<(u8, u8)> {
    let (before, most) = match stage {
        SchoolStage::Nursery => (2, 3),
        SchoolStage::Primary => (5, 6),
        SchoolStage::Secondary => (11, 7),
    };
    (1..=most).contains(&year).then(|| (before + year, before + year + 1))
}

/// Every year and stage that a text speaks of, as far as it is that of the child.
pub(super) fn read(tokens: &[Token<'_>]) -> Vec<School> {
    let mut found: Vec<School> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = year(tokens, at).or_else(|| general(tokens, at));
        match here.filter(|school| !of_another(tokens, school.first)) {
            Some(school) => {
                at = school.last + 1;
                found.push(school);
            }
            None => at = here.map_or(at + 1, |school| school.last + 1),
        }
    }
    if found.iter().any(|school| !school.general) {
        found.retain(|school| !school.general);
    }
    found
}

fn of_another(tokens: &[Token<'_>], at: usize) -> bool {
    for place in (at.saturating_sub(WHOSE)..at).rev() {
        match who(&tokens[place].folded) {
            Some(Who::Other) => return true,
            Some(Who::Child | Who::Children | Who::Adult) => return false,
            None => {}
        }
        if tokens[place + 1].opens_sentence() {
            return false;
        }
    }
    false
}

fn year(tokens: &[Token<'_>], at: usize) -> Option<School> {
    let here = &tokens[at];
    let named = |stage, year, last| {
        ages(stage, year).map(|ages| School { stage, ages: Some(ages), first: at, last, general: false })
    };
    let span = |stage, ages, last| Some(School { stage, ages: Some(ages), first: at, last, general: false });
    let next = |ahead: usize| tokens.get(at + ahead).filter(|token| !token.opens_sentence());
    let is = |ahead: usize, list: &[&str]| next(ahead).is_some_and(|token| token.is(list));
    if let Some(school) = compact(tokens, at) {
        return Some(school);
    }
    if here.folded.starts_with("okan") {
        return span(SchoolStage::Secondary, (12, 18), at);
    }
    if here.is(&["buso", "dbso", "ov1", "ov2", "ov3", "ov4"]) {
        return span(SchoolStage::Secondary, (13, 21), at);
    }
    if here.is(&["instapklas", "instapklasje", "onthaalklas", "peuterklas", "instapper"]) {
        return span(SchoolStage::Nursery, (2, 3), at);
    }
    let digit = |token: &Token<'_>| number(&token.folded).filter(|n| n.digits && !n.years && !n.half).map(|n| n.value);
    if let Some(year) = ordinal(&here.folded).or_else(|| digit(here)) {
        if is(1, &["kleuter", "kleuterklas", "kleuterke", "kleuterklasje"]) {
            return named(SchoolStage::Nursery, year, at + 1);
        }
        if is(1, PRIMARY) && !is(2, &["inkomen", "loon", "tarief"]) {
            return named(SchoolStage::Primary, year, at + 1);
        }
        if is(1, SECONDARY) || is(1, TRACKS) {
            return named(SchoolStage::Secondary, year, at + 1);
        }
        if is(1, &["jaar"]) && (is(2, SECONDARY) || is(2, TRACKS)) {
            return named(SchoolStage::Secondary, year, at + 2);
        }
        if is(1, &["jaar"]) && is(2, &["lager", "lagere"]) {
            return named(SchoolStage::Primary, year, at + 2);
        }
        if is(1, &["graad"]) && (is(2, SECONDARY) || is(2, TRACKS)) && (1..=3).contains(&year) {
            return span(SchoolStage::Secondary, (10 + 2 * year, 12 + 2 * year), at + 2);
        }
        if is(1, &["graad"]) && is(2, &["lager", "lagere"]) && (1..=3).contains(&year) {
            return span(SchoolStage::Primary, (4 + 2 * year, 6 + 2 * year), at + 2);
        }
        if is(1, &["grade"]) {
            return named(SchoolStage::Primary, year, at + 1);
        }
        if is(1, &["year"]) && is(2, &["of"]) && is(3, &["primary", "secondary"]) {
            let stage = if is(3, &["primary"]) { SchoolStage::Primary } else { SchoolStage::Secondary };
            return named(stage, year, at + 3);
        }
    }
    let follows = next(1).and_then(digit);
    if let Some(year) = follows {
        if here.is(&["leerjaar", "lj", "grade"]) {
            return named(SchoolStage::Primary, year, at + 1);
        }
        if here.is(TRACKS) && !next(2).is_some_and(|token| token.is(&["dagen", "keer", "weken", "uur", "maanden"])) {
            return named(SchoolStage::Secondary, year, at + 1);
        }
    }
    None
}

/// "L3", "K2", "4bso", "1A": a year in one word.
fn compact(tokens: &[Token<'_>], at: usize) -> Option<School> {
    let folded = tokens[at].folded.as_str();
    let named = |stage, year| {
        ages(stage, year).map(|ages| School { stage, ages: Some(ages), first: at, last: at, general: false })
    };
    let (first, rest) = folded.split_at_checked(1)?;
    if let (Ok(year), true) = (rest.parse::<u8>(), rest.len() == 1) {
        return match first {
            "l" => named(SchoolStage::Primary, year),
            "k" => named(SchoolStage::Nursery, year),
            _ => None,
        };
    }
    let year: u8 = first.parse().ok()?;
    if TRACKS.contains(&rest) {
        return named(SchoolStage::Secondary, year);
    }
    if rest == "lj" {
        return named(SchoolStage::Primary, year);
    }
    // "1A" and "2B" are years of secondary school, but also house numbers and classes of a primary school.
    let stream = ["a", "b"].contains(&rest) && year <= 2;
    let before = at.checked_sub(1).map(|place| &tokens[place]);
    let house = before.is_some_and(|word| {
        word.is(&["bus", "nr", "nummer", "lokaal", "zone", "type", "lijn", "huisnummer", "appartement"])
            || STREETS.iter().any(|street| word.folded.ends_with(street))
    });
    let primary = || {
        tokens.iter().any(|word| {
            word.is(&["lager", "lagere", "leerjaar", "basisschool", "kleuterklas"])
                || word.folded.starts_with("kleuter")
        })
    };
    if stream && !house && !primary() { named(SchoolStage::Secondary, year) } else { None }
}

fn general(tokens: &[Token<'_>], at: usize) -> Option<School> {
    let here = &tokens[at];
    let next = |list: &[&str]| tokens.get(at + 1).is_some_and(|token| token.is(list) && !token.opens_clause());
    let stage = |stage, last, ages| Some(School { stage, ages, first: at, last, general: true });
    // On the way to a stage is not in it.
    let bound = (at.saturating_sub(2)..at).any(|place| tokens[place].is(&["naar", "to", "geen"]));
    if bound {
        return None;
    }
    if here.folded.starts_with("kleuter") || here.is(&["kindergarten", "preschool", "preschooler"]) {
        return stage(SchoolStage::Nursery, at, None);
    }
    if here.folded.starts_with("peuter") || here.is(&["toddler"]) {
        return stage(SchoolStage::Nursery, at, Some((2, 3)));
    }
    if here.folded.starts_with("lagereschool") || here.folded.starts_with("lagerschool") {
        return stage(SchoolStage::Primary, at, None);
    }
    if (here.is(&["lagere"]) && next(&["school"])) || (here.is(&["lager"]) && next(&["onderwijs"])) {
        return stage(SchoolStage::Primary, at + 1, None);
    }
    if here.is(&["primary"]) && next(&["school"]) {
        return stage(SchoolStage::Primary, at + 1, None);
    }
    if here.is(&["secondary", "high"]) && next(&["school"]) {
        return stage(SchoolStage::Secondary, at + 1, None);
    }
    if here.is(&["middelbaar", "secundair", "middelbare", "secundaire"]) {
        return stage(SchoolStage::Secondary, at, None);
    }
    let teens = ["tiener", "tieners", "puber", "pubers", "tienermeisje", "teenager", "teenagers"];
    if here.is(&teens) {
        return stage(SchoolStage::Secondary, at, Some((12, 18)));
    }
    None
}
