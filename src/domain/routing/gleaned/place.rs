//! Where the family lives: a postcode, or the name of a municipality or of a part of one.
//!
//! A name needs its capital; a name that is also a word ("Geel", "Boom") needs "in", "te" or "uit" before it. Where several
//! places are named, the one that is said to be the home counts; where none is, none does.

use crate::domain::socialmap::area;
use crate::domain::socialmap::locality::{self, Place};

use super::ToldPlace;
use super::tokens::{Token, after, quote};

/// Names that are words, first names or surnames as well.
const WORDS_TOO: &[&str] = &[
    "as", "balen", "berg", "bever", "boom", "bree", "brecht", "damme", "diest", "essen", "evere", "geel", "halle",
    "ham", "heers", "herk", "hove", "kiel", "lint", "lo", "lot", "mere", "mol", "muizen", "niel", "olen", "peer",
    "pelt", "reet", "stene", "tielt", "weerde", "wellen", "zele", "putte", "leest", "bevel", "marke", "vorst", "elst",
    "battel", "hever", "kessel", "haren", "laken", "stekene", "linter",
];
const IN: &[&str] = &["in", "te", "uit", "from", "van", "at"];
/// Who lives somewhere, and the verbs of living.
const HOME: &[&str] = &[
    "woont",
    "wonen",
    "wonend",
    "woonachtig",
    "woonde",
    "verblijft",
    "verblijven",
    "verblijf",
    "verhuisd",
    "verhuizen",
    "verhuist",
    "logeert",
    "logeren",
    "huurt",
    "huren",
    "huis",
    "appartement",
    "adres",
    "domicilie",
    "gedomicilieerd",
    "gezin",
    "familie",
    "lives",
    "live",
    "living",
    "moved",
    "family",
    "home",
    "thuisadres",
    "woonplaats",
    "studio",
];
/// What is somewhere without being the home.
const ELSEWHERE: &[&str] = &[
    "naar",
    "school",
    "scholen",
    "basisschool",
    "ziekenhuis",
    "station",
    "werkt",
    "werk",
    "werken",
    "kantoor",
    "opvangcentrum",
    "gevangenis",
    "rusthuis",
    "oma",
    "opa",
    "tante",
    "nonkel",
    "grootmoeder",
    "vroeger",
    "vorige",
    "works",
    "hospital",
    "prison",
    "to",
    "cel",
    "rechtbank",
    "campus",
    "internaat",
];
const PARTICLES: &[&str] = &["Van", "De", "Den", "Der", "Vande", "Vander", "Vanden", "Von"];
const TITLES: &[&str] =
    &["mevrouw", "meneer", "mevr", "mvr", "dhr", "mr", "juf", "meester", "fam", "dokter", "directeur", "mrs", "heer"];
const MONEY: &[&str] = &[
    "euro",
    "eur",
    "per",
    "kg",
    "km",
    "m2",
    "leerlingen",
    "kinderen",
    "mensen",
    "uur",
    "keer",
    "netto",
    "bruto",
    "gezinnen",
    "frank",
    "calorieen",
    "dollar",
    "of",
];

/// How well a place stands for the home: 0 is not at all.
type Strength = u8;

/// Where a text says that the family lives.
pub(super) fn read(text: &str, tokens: &[Token<'_>]) -> Option<ToldPlace> {
    let shouted = !tokens.iter().any(|token| token.capital() && !token.opens_sentence());
    let mut found: Vec<(Strength, Place, (usize, usize))> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((strength, place, last)) = postcode(text, tokens, at).or_else(|| name(tokens, at, shouted)) {
            let first = at - usize::from(at > 0 && tokens[at - 1].is(IN) && !tokens[at].opens_clause());
            found.push((strength, place, (first, last)));
            at = last;
        }
        at += 1;
    }
    let best = found.iter().map(|(strength, ..)| *strength).max().filter(|best| *best > 0)?;
    let mut homes = found.into_iter().filter(|(strength, ..)| *strength == best);
    let (_, place, (first, last)) = homes.next()?;
    if homes.any(|(_, other, _)| other.postcode != place.postcode) {
        return None;
    }
    let because = vec![quote(text, tokens, first, last)];
    Some(ToldPlace { postcode: place.postcode.to_string(), municipality: place.municipality, because })
}

fn postcode(text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Strength, Place, usize)> {
    let token = &tokens[at];
    let code: u16 = token.raw.parse().ok().filter(|_| token.raw.len() == 4)?;
    let municipality = area::municipality(code)?.to_owned();
    let place = Place { postcode: code, municipality };
    if let Some(last) = longest(tokens, at + 1).map(|(_, last)| last).filter(|_| !tokens[at + 1].opens_sentence()) {
        return Some((4, place, last));
    }
    let behind = after(text, tokens, at);
    let number = |place: Option<&Token<'_>>| place.is_some_and(|t| t.raw.starts_with(|c: char| c.is_ascii_digit()));
    let beside = (number(tokens.get(at + 1)) && behind.len() <= 2)
        || (at > 0 && number(tokens.get(at - 1)) && token.before.len() <= 2);
    let money = token.before.trim_end().ends_with(['€', '$', '+'])
        || behind.trim_start().starts_with(['€', '%', '$'])
        || tokens.get(at + 1).is_some_and(|next| next.is(MONEY) && !next.opens_clause());
    let said = at > 0 && tokens[at - 1].is(&["postcode", "postnummer", "postal"]);
    if beside || money || ((1900..2100).contains(&code) && !said) {
        return None;
    }
    let cued = at > 0 && tokens[at - 1].is(&["in", "te", "uit", "from", "regio", "omgeving", "gemeente"]);
    let alone = token.opens_clause() && tokens.get(at + 1).is_none_or(Token::opens_clause);
    (said || cued || alone).then_some((3, place, at))
}

/// The longest name that begins here, and the place of its last word.
fn longest(tokens: &[Token<'_>], at: usize) -> Option<(Place, usize)> {
    let most = (at..tokens.len().min(at + locality::MOST_WORDS))
        .take_while(|place| *place == at || tokens[*place].before.len() <= 2 && !tokens[*place].before.contains(','))
        .last()?;
    (at..=most).rev().find_map(|last| {
        let words: Vec<&str> = tokens[at..=last].iter().map(|token| token.folded.as_str()).collect();
        locality::find(&words).map(|place| (place, last))
    })
}

fn name(tokens: &[Token<'_>], at: usize, shouted: bool) -> Option<(Strength, Place, usize)> {
    let (place, last) = longest(tokens, at)?;
    let token = &tokens[at];
    let before = at.checked_sub(1).map(|place| &tokens[place]).filter(|_| !token.opens_sentence());
    let moved = before.is_some_and(|word| word.is(&["naar", "to"]))
        && (at.saturating_sub(3)..at).any(|place| tokens[place].is(&["verhuisd", "verhuizen", "verhuist", "moved"]));
    let cued = moved || before.is_some_and(|word| word.is(IN));
    let word_too = at == last && WORDS_TOO.contains(&token.folded.as_str());
    let written = if word_too { token.capital() && cued } else { token.capital() || (shouted && cued) };
    let surname = before.is_some_and(|word| PARTICLES.contains(&word.raw) || word.is(TITLES));
    if !written || surname {
        return None;
    }
    let sentence = (0..=at).rev().find(|place| tokens[*place].opens_sentence()).unwrap_or(0);
    let near = |reach: usize, list: &[&str]| (at.saturating_sub(reach).max(sentence)..at).any(|at| tokens[at].is(list));
    let strength = if moved || (cued && near(5, HOME)) {
        3
    } else if near(3, ELSEWHERE) {
        0
    } else if before.is_some_and(|word| word.is(&["uit", "from"])) {
        2
    } else {
        1
    };
    Some((strength, place, last))
}
