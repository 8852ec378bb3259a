//! Ages in numbers: "meisje van 14", "zoontje (3j)", "14-jarige", "bijna 12", "kinderen van 4, 7 en 11".
//!
//! A number is an age only with evidence beside it: a child that it belongs to, "jaar oud", "-jarige", brackets after a
//! child. What counts or measures something else, and the ages of parents and sisters, are left alone.

use super::measures::{ABOUT, AGED, BE, DURING, GOES_ON, LABELS, NEARLY, NOT_YET, PASSED, UNITS, YEARS};
use super::numbers::{Number, number};
use super::people::{Who, who};
use super::tokens::{Token, after};

/// Oldest age that is read: somebody who can still be at school.
const OLDEST: u8 = 21;
/// How many ages one question holds at most.
pub(super) const MOST: usize = 6;

/// An age in a text: places of its first and last word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Aged {
    pub(super) age: f64,
    pub(super) youngest: u8,
    pub(super) oldest: u8,
    pub(super) first: usize,
    pub(super) last: usize,
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    taken: &'a [bool],
}

/// Every age of a child, in the order of the text; `taken` are words that say a year of school.
pub(super) fn read(text: &str, tokens: &[Token<'_>], taken: &[bool]) -> Vec<Aged> {
    let reader = Reader { text, tokens, taken };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() < MOST {
        match reader.at(at) {
            Some(first) => at = reader.chain(first, &mut found),
            None => at += 1,
        }
    }
    found.truncate(MOST);
    found
}

impl Reader<'_> {
    fn number(&self, at: usize) -> Option<Number> {
        if self.taken.get(at).copied().unwrap_or(true) {
            return None;
        }
        let found = number(&self.tokens[at].folded)?;
        let before = self.tokens[at].before;
        let glued = before.ends_with(['€', '$', '°', '+', '/', '#', '.']) && !before.ends_with(". ");
        let behind = after(self.text, self.tokens, at);
        let digit = self.tokens.get(at + 1).is_some_and(|next| next.raw.starts_with(|c: char| c.is_ascii_digit()));
        let joined = digit && matches!(behind, "/" | ":" | "." | "-" | "," | "–");
        let decimal = digit && matches!(behind, "." | ",");
        let measured = behind.trim_start().starts_with(['€', '%', '$']) || behind.starts_with(['/', '°']);
        (!glued && !measured && (!joined || decimal || behind == "-" || behind == "–")).then_some(found)
    }

    fn is(&self, at: usize, list: &[&str]) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(list))
    }

    fn who(&self, at: usize) -> Option<Who> {
        who(&self.tokens[at].folded)
    }

    /// The nearest person before a word, in the same sentence, not further than so many words.
    fn person(&self, at: usize, reach: usize) -> Option<Who> {
        for place in (at.saturating_sub(reach)..at).rev() {
            if self.tokens[place + 1].opens_sentence() {
                return None;
            }
            if let Some(who) = self.who(place) {
                return Some(who);
            }
        }
        None
    }

    /// Whether nothing of the clause follows a word.
    fn closes(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_none_or(|next| next.opens_clause() || next.is(&["en", "and", "&"]))
    }

    /// The age that a number is, with the place of its first and last word.
    fn at(&self, at: usize) -> Option<Aged> {
        let said = self.number(at)?;
        // "2,5": the half stands in a word of its own.
        let behind = after(self.text, self.tokens, at);
        let part = [",", "."].contains(&behind)
            && self.tokens.get(at + 1).is_some_and(|next| next.raw.bytes().all(|byte| byte.is_ascii_digit()));
        let (half, end) = match part {
            true if self.tokens[at + 1].raw == "5" => (true, at + 1),
            true => return None,
            false => (said.half, at),
        };
        let years = said.years || self.is(end + 1, YEARS) && !self.tokens[end + 1].opens_clause();
        let last = if years && !said.years { end + 1 } else { end };
        if said.value > OLDEST {
            return self.months(at, said.value);
        }
        if let Some(found) = self.months(at, said.value) {
            return Some(found);
        }
        let follows = last + 1;
        let next_opens = self.tokens.get(follows).is_some_and(Token::opens_clause);
        let range = self.is(follows, &["tot"]) && self.number(follows + 1).is_some();
        let counts = !years && !next_opens && !range && self.is(follows, UNITS);
        let aged =
            said.aged || self.is(end + 1, AGED) || (self.is(end + 1, &["year", "years"]) && self.is(end + 2, &["old"]));
        if !aged && (counts || at > 0 && self.is(at - 1, LABELS) && !years) {
            return None;
        }
        let (first, nearly) =
            if aged { (self.by_aged(at, end)?, false) } else { self.evidence(at, last, years, said)? };
        let value = f64::from(said.value) + if half { 0.5 } else { 0.0 };
        let last = if aged && !said.aged { (end + 1).max(last) } else { last };
        let age = if nearly { value - 1.0 } else { value };
        let youngest = if nearly { said.value.saturating_sub(1) } else { said.value };
        (said.value > 0 || years).then_some(Aged { age, youngest, oldest: said.value, first, last })
    }

    /// "Baby van 8 maanden": only where it belongs to a child.
    fn months(&self, at: usize, value: u8) -> Option<Aged> {
        let unit = self.is(at + 1, &["maanden", "maand", "mnd", "months", "weken", "weeks"]);
        let child = at >= 2 && self.is(at - 1, &["van", "of"]) && self.who(at - 2) == Some(Who::Child);
        let first = at.checked_sub(2).filter(|_| unit && child)?;
        let years = if self.is(at + 1, &["weken", "weeks"]) { 0 } else { value / 12 };
        let aged = Aged { age: f64::from(years), youngest: years, oldest: years, first, last: at + 1 };
        (years <= 4).then_some(aged)
    }

    /// "14-jarige": whoever follows may be a mother or a wedding. Answers the place of the first word.
    fn by_aged(&self, at: usize, end: usize) -> Option<usize> {
        for place in end + 1..(end + 5).min(self.tokens.len()) {
            if place > end + 1 && self.tokens[place].opens_clause() {
                break;
            }
            match self.who(place) {
                Some(Who::Adult | Who::Other) => return None,
                Some(Who::Child | Who::Children) => break,
                None => {}
            }
        }
        Some(at)
    }

    /// What makes an age of a number: the place of the first word that says so, and whether it is not reached yet.
    fn evidence(&self, at: usize, last: usize, years: bool, said: Number) -> Option<(usize, bool)> {
        let mut first = at;
        let mut nearly = false;
        while first > 0 && !self.tokens[first].opens_clause() {
            if self.is(first - 1, NEARLY) {
                nearly = true;
            } else if !self.is(first - 1, ABOUT) {
                break;
            }
            first -= 1;
        }
        let geleden = self.is(last + 1, &["geleden", "ago"]);
        let Some(before) = first.checked_sub(1) else {
            // Nothing stands before it: "16 jaar, zwanger", "bijna 12".
            return ((years || nearly) && self.closes(last)).then_some((first, nearly));
        };
        let same_clause = !self.tokens[first].opens_clause();
        let owned = |place: usize| matches!(self.who(place), Some(Who::Child | Who::Children));
        if geleden {
            return None;
        }
        // "Meisje van 14".
        if same_clause && self.is(before, &["van", "of", "aged"]) && before > 0 {
            let pair = self.siblings(before - 1);
            if owned(before - 1) || pair {
                return (!self.counts_next(last, said.value)).then_some((before - 1, nearly));
            }
            return None;
        }
        if self.is(before, &["leeftijd", "lft", "aged", "age"]) && !self.tokens[first].opens_sentence() {
            return (!matches!(self.person(before, 3), Some(Who::Adult | Who::Other))).then_some((before, nearly));
        }
        // "Zoontje (3j)", "leerling, 14 jaar", "meisje 14".
        let bracket = self.tokens[first].before.ends_with('(');
        let comma = self.tokens[first].before.trim() == "," || self.tokens[first].before.trim() == ":";
        if owned(before) && (bracket || comma || same_clause) {
            let several = self.who(before) == Some(Who::Children);
            let list = self.number(last + 1).is_some() || self.is(last + 1, &["en", "and"]);
            let plain = bracket || comma || self.closes(last) || self.is(last + 1, GOES_ON);
            let fits = if several { years || list && (bracket || comma) } else { years || plain };
            return (fits && !(several && geleden)).then_some((before, nearly));
        }
        // A name in front: it does not go into the quote.
        let name = self.tokens[before].capital() && self.who(before).is_none() && !self.is(before, LABELS);
        if bracket
            && (name || years)
            && self.closes(last)
            && !matches!(self.person(first, 4), Some(Who::Adult | Who::Other))
        {
            return Some((first, nearly));
        }
        self.weak(first, last, years, nearly)
    }

    /// "Hij is bijna 12", "16 jaar, woont alleen".
    fn weak(&self, first: usize, last: usize, years: bool, nearly: bool) -> Option<(usize, bool)> {
        let before = first.checked_sub(1)?;
        if matches!(self.person(first, 6), Some(Who::Adult | Who::Other)) {
            return None;
        }
        let passed = self.is(last + 1, PASSED) && !self.tokens[last + 1].opens_clause();
        let during = self.is(before, DURING) && !self.tokens[first].opens_clause();
        if passed || during {
            return None;
        }
        let became = self.is(last + 1, &["geworden", "turned"]);
        if self.is(last + 1, &["oud", "old"]) && years {
            return Some((first, nearly));
        }
        if self.is(before, BE) && !self.tokens[first].opens_clause() {
            let impersonal = before > 0 && self.is(before - 1, &["het", "dat", "dit", "er", "it", "kinderen"]);
            let ends = years || became || self.closes(last);
            let nearly = nearly || self.is(before, NOT_YET);
            return (!impersonal && ends).then_some((before, nearly));
        }
        if became {
            return Some((first, nearly));
        }
        let alone = years && self.tokens[first].opens_clause() && self.closes(last);
        let close = nearly && self.closes(last);
        (alone || close).then_some((first, nearly))
    }

    /// "Broer en zus van 6 en 8".
    fn siblings(&self, at: usize) -> bool {
        let pair = [("broer", "zus"), ("zus", "broer"), ("broertje", "zusje"), ("zusje", "broertje")];
        at >= 2
            && self.is(at - 1, &["en"])
            && pair.iter().any(|(a, b)| self.is(at - 2, &[a]) && self.is(at, &[b]))
            && !(at >= 3 && self.is(at - 3, &["haar", "zijn", "hun", "met", "een", "heeft", "oudere", "jongere"]))
    }

    /// "Kind van 2 ouders": a low number that counts what follows.
    fn counts_next(&self, last: usize, value: u8) -> bool {
        let Some(next) = self.tokens.get(last + 1) else { return false };
        !next.opens_clause() && (matches!(who(&next.folded), Some(Who::Adult | Who::Children)) && value < 6)
    }

    /// Takes the ages that follow in a list: "4, 7 en 11", "6 tot 12". Answers the next place to read.
    fn chain(&self, first: Aged, found: &mut Vec<Aged>) -> usize {
        let mut last = first.last;
        if let Some(to) = self.range(first.last).filter(|(oldest, _)| *oldest > first.youngest) {
            found.push(Aged { oldest: to.0, last: to.1, ..first });
            return to.1 + 1;
        }
        found.push(first);
        while found.len() < MOST {
            let and = self.is(last + 1, &["en", "and"]);
            let place = if and { last + 2 } else { last + 1 };
            let Some(said) = self.number(place).filter(|said| said.value <= OLDEST) else { break };
            let comma = self.tokens[place].before.trim() == ",";
            let joined = if and { self.tokens[last + 1].before.trim().is_empty() } else { comma };
            let years = said.years || self.is(place + 1, YEARS);
            let end = if years && !said.years { place + 1 } else { place };
            let counted = !years && self.is(end + 1, UNITS)
                || self.tokens.get(end + 1).is_some_and(|next| who(&next.folded).is_some());
            let listed = and || years || self.closes(end);
            if !joined || counted || !listed {
                break;
            }
            found.push(Aged {
                age: f64::from(said.value),
                youngest: said.value,
                oldest: said.value,
                first: place,
                last: end,
            });
            last = end;
        }
        last + 1
    }

    /// "6 tot 12", "6-12": the highest age and the place of its last word.
    fn range(&self, last: usize) -> Option<(u8, usize)> {
        let dash = self.number(last + 1).is_some() && ["-", "–"].contains(&after(self.text, self.tokens, last));
        let place = if dash { last + 1 } else { last + 2 };
        if !dash && !self.is(last + 1, &["tot", "to"]) {
            return None;
        }
        let to = self.number(place)?;
        let end = if self.is(place + 1, YEARS) { place + 1 } else { place };
        (to.value <= OLDEST && !self.is(place + 1, UNITS)).then_some((to.value, end))
    }
}
