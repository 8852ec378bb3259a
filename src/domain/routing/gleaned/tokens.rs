//! Words of a question as the readers of facts see them: folded, with what stands between them. Lighter than
//! `text::words`: nothing is stemmed.

use unicode_normalization::char::is_combining_mark;

use crate::domain::routing::text::fold;

/// How many words are read; a question of 100 kB costs no more than one of 15 kB.
pub(super) const MAX_TOKENS: usize = 2_500;
/// Longer than this many bytes is no word that says an age or a place.
const MAX_BYTES: usize = 60;
/// Longest quote, in letters.
const MAX_QUOTE: usize = 80;

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    /// Where it starts, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// As it stands in the text.
    pub(super) raw: &'a str,
    /// Lower case, without accents.
    pub(super) folded: String,
    /// What stands between the word before and this one.
    pub(super) before: &'a str,
}

impl Token<'_> {
    /// Whether a sentence begins here.
    pub(super) fn opens_sentence(&self) -> bool {
        let stop = |(at, _)| self.before[at + 1..].chars().next().is_none_or(char::is_whitespace);
        self.start == 0
            || self.before.contains(['!', '?', ';', '\n'])
            || self.before.match_indices('.').any(|(at, dot)| stop((at, dot)))
    }

    /// Whether a clause begins here: after a comma, a bracket, a colon or a dash that stands free.
    pub(super) fn opens_clause(&self) -> bool {
        self.opens_sentence() || self.before.contains([',', '(', ')', ':', '–', '—']) || self.before.contains(" - ")
    }

    /// Whether it begins with a capital.
    pub(super) fn capital(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is one of these words.
    pub(super) fn is(&self, list: &[&str]) -> bool {
        list.contains(&self.folded.as_str())
    }
}

/// Cuts a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let (mut start, mut last) = (None, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() || (start.is_some() && is_combining_mark(c)) {
            start.get_or_insert(at);
            continue;
        }
        let Some(from) = start.take() else { continue };
        if at - from > MAX_BYTES {
            continue;
        }
        let raw = &text[from..at];
        found.push(Token { start: from, end: at, raw, folded: fold(raw), before: &text[last..from] });
        last = at;
        if found.len() == MAX_TOKENS {
            break;
        }
    }
    found
}

/// What stands after a word, up to the next one.
pub(super) fn after<'a>(text: &'a str, tokens: &[Token<'a>], at: usize) -> &'a str {
    let end = tokens[at].end;
    tokens.get(at + 1).map_or(&text[end..], |next| if next.start >= end { &text[end..next.start] } else { "" })
}

/// The words from one to another, both included, with single spaces.
pub(super) fn quote(text: &str, tokens: &[Token<'_>], first: usize, last: usize) -> String {
    let words = &text[tokens[first].start..tokens[last].end];
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_QUOTE).collect()
}
