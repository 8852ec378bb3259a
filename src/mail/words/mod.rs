//! The words of a letter, in blocks, so that text and HTML cannot say different things.
//!
//! Everything that comes from outside (names of targets, services, organisations) passes [`one_line`].

mod dutch;
mod english;

use crate::domain::language::Language;
use crate::domain::notice::Matter;

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Subject, one line.
    pub subject: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// One piece of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The one sentence to remember.
    Headline(String),
    /// Start of a part.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// Labels with values.
    Rows(Vec<(String, String)>),
    /// An enumeration.
    List(Vec<String>),
    /// The picture of the progress, with the words for those who do not see it.
    Progress(String),
    /// Something to click.
    Link {
        /// What for.
        words: String,
        /// Where.
        url: String,
    },
}

/// Puts a matter into words.
pub fn wording(matter: &Matter, language: Language) -> Page {
    match (matter, language) {
        (Matter::Weekly(report), Language::Dutch) => dutch::weekly(report),
        (Matter::Weekly(report), Language::English) => english::weekly(report),
        (Matter::Freshness { entries, confirm_url, valid_until }, Language::Dutch) => {
            dutch::freshness(entries, confirm_url, *valid_until)
        }
        (Matter::Freshness { entries, confirm_url, valid_until }, Language::English) => {
            english::freshness(entries, confirm_url, *valid_until)
        }
        (Matter::HandoverOffered { case_number, service, answer_by, answer_url }, Language::Dutch) => {
            dutch::handover_offered(case_number, &one_line(service), *answer_by, answer_url)
        }
        (Matter::HandoverOffered { case_number, service, answer_by, answer_url }, Language::English) => {
            english::handover_offered(case_number, &one_line(service), *answer_by, answer_url)
        }
    }
}

/// Text of others as one line of at most 120 letters: no line breaks, no control characters, nothing that turns the
/// direction of reading.
pub fn one_line(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()) {
        let word: String = word.chars().filter(|letter| !is_invisible(*letter)).collect();
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word);
        }
    }
    match out.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &out[..end]),
        None => out,
    }
}

/// Marks that steer the direction of reading, and the byte order mark.
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::one_line;

    #[rstest]
    #[case("Huis van het Kind", "Huis van het Kind")]
    #[case("a\r\nBcc: x@y.example", "a Bcc: x@y.example")]
    #[case("a\u{2028}b\u{0}c\u{85}d", "a b c d")]
    #[case("\u{202e}dlrow", "dlrow")]
    #[case(" \t ", "")]
    fn c1_is_one_line(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(one_line(text), expected);
    }

    #[test]
    fn c1_ten_kilobytes_are_cut() {
        assert_eq!(one_line(&"é".repeat(10_000)).chars().count(), 121);
    }
}
