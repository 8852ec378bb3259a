//! How soon: "vandaag nog", "dringend", "vannacht geen slaapplaats", and "geen haast".

use crate::domain::casework::Urgency;

use super::ToldUrgency;
use super::tokens::{Token, quote};

/// Somebody has to act today. A `*` at the end stands for any ending.
const URGENT: &[&str] = &[
    "dringend*",
    "hoogdringend*",
    "urgent",
    "urgente",
    "spoed",
    "zo snel mogelijk",
    "zo vlug mogelijk",
    "zo rap mogelijk",
    "zsm",
    "asap",
    "vandaag nog",
    "nog vandaag",
    "nu meteen",
    "nu direct",
    "onmiddellijk*",
    "acuut",
    "acute",
    "crisissituatie",
    "crisisopvang",
    "noodgeval",
    "noodsituatie",
    "noodopvang",
    "staat op straat",
    "staan op straat",
    "op straat gezet",
    "buiten gezet",
    "buitengezet",
    "buitengegooid",
    "geen slaapplaats",
    "kan niet wachten",
    "kunnen niet wachten",
    "morgen uitgezet",
    "morgen op straat",
    "morgen buiten",
    "levensgevaar",
    "as soon as possible",
    "right now",
    "immediately",
    "today still",
    "emergency",
    "urgently",
    "kicked out",
    "tonight",
    "nowhere to sleep",
    "cannot wait",
];
/// Within days.
const SOON: &[&str] = &[
    "deze week",
    "nog deze week",
    "binnenkort",
    "voor het weekend",
    "tegen morgen",
    "tegen maandag",
    "tegen dinsdag",
    "tegen woensdag",
    "tegen donderdag",
    "tegen vrijdag",
    "voor vrijdag",
    "voor maandag",
    "volgende week",
    "spoedig",
    "liefst snel",
    "snel hulp",
    "this week",
    "before the weekend",
    "next week",
    "soon",
];
/// It can wait.
const ROUTINE: &[&str] = &[
    "geen haast",
    "geen spoed",
    "niet dringend",
    "niet zo dringend",
    "niet urgent",
    "niet hoogdringend",
    "kan wachten",
    "mag wachten",
    "kan nog wachten",
    "geen crisis",
    "geen noodgeval",
    "niet acuut",
    "haast is er niet",
    "no rush",
    "no hurry",
    "not urgent",
    "can wait",
    "whenever it suits",
];
/// A night without a bed: urgent where these stand in one sentence with "vannacht" or "vanavond".
const NIGHT: &[&str] = &["vannacht", "vanavond", "vanmiddag"];
const BED: &[&str] = &[
    "slapen",
    "slaapt",
    "slaapplaats",
    "slaapplek",
    "bed",
    "onderdak",
    "opvang",
    "dak",
    "straat",
    "buiten",
    "terecht",
    "nergens",
    "vluchthuis",
    "veilig",
    "thuis",
];

/// How soon a text says that somebody has to act; "geen haast" stands against weaker words only.
pub(super) fn read(text: &str, tokens: &[Token<'_>]) -> Option<ToldUrgency> {
    let calm = all(tokens, ROUTINE);
    let denied = |span: &(usize, usize)| calm.iter().any(|(first, last)| (*first..=*last).contains(&span.1));
    let mut urgent: Vec<(usize, usize)> =
        all(tokens, URGENT).into_iter().filter(|span| !denied(span) && !negated(tokens, span.0)).collect();
    urgent.extend(nights(tokens));
    let soon: Vec<(usize, usize)> =
        all(tokens, SOON).into_iter().filter(|span| !denied(span) && !negated(tokens, span.0)).collect();
    let (urgency, spans) = [(Urgency::Urgent, urgent), (Urgency::Routine, calm), (Urgency::Soon, soon)]
        .into_iter()
        .find(|(_, spans)| !spans.is_empty())?;
    let mut because: Vec<String> = Vec::new();
    for (first, last) in spans.into_iter().take(3) {
        let words = quote(text, tokens, first, last);
        if !because.contains(&words) {
            because.push(words);
        }
    }
    Some(ToldUrgency { urgency, because })
}

fn all(tokens: &[Token<'_>], phrases: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let longest = phrases.iter().filter_map(|phrase| matches(tokens, at, phrase)).max();
        found.extend(longest.map(|last| (at, last)));
    }
    found
}

/// The place of the last word of a phrase that begins here.
fn matches(tokens: &[Token<'_>], at: usize, phrase: &str) -> Option<usize> {
    let mut last = at;
    for (ahead, word) in phrase.split(' ').enumerate() {
        let token = tokens.get(at + ahead)?;
        let same = match word.strip_suffix('*') {
            Some(start) => token.folded.starts_with(start),
            None => token.folded == word,
        };
        if !same || (ahead > 0 && token.opens_clause()) {
            return None;
        }
        last = at + ahead;
    }
    Some(last)
}

fn negated(tokens: &[Token<'_>], at: usize) -> bool {
    (at.saturating_sub(2)..at)
        .rev()
        .take_while(|place| !tokens[place + 1].opens_clause())
        .any(|place| tokens[place].is(&["niet", "geen", "nooit", "not", "no", "niks"]))
}

fn nights(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !tokens[at].is(NIGHT) {
            continue;
        }
        let end = (at + 1..tokens.len()).find(|place| tokens[*place].opens_sentence()).unwrap_or(tokens.len());
        let start = (0..=at).rev().find(|place| tokens[*place].opens_sentence()).unwrap_or(0);
        if let Some(bed) = (start..end.min(start + 40)).find(|place| tokens[*place].is(BED)) {
            let span = (at.min(bed), at.max(bed));
            found.push(if span.1 - span.0 <= 6 { span } else { (at, at) });
        }
    }
    found
}
