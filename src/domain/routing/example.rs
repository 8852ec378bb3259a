//! Example questions (`examples.txt`): invented ones, with the needs that they are about, the most pressing first. They
//! tell how much the words of phrases are worth in what people really say: a word that everybody uses hints at nothing.

use super::lexicon::{LexiconFault, Need};
use super::reading::looks_english;
use super::text::{Word, words};

/// An example: its needs, the most pressing first, and its words.
pub(super) struct Example {
    pub(super) needs: Vec<u16>,
    pub(super) words: Vec<Word>,
    pub(super) english: bool,
}

/// Reads examples, a line each: codes of needs, a tab, the question.
///
/// # Errors
/// [`LexiconFault`]: a line without a tab, or a need that is not in the list.
pub(super) fn read<'a>(
    text: &'a str,
    needs: &'a [Need],
) -> impl Iterator<Item = Result<Example, LexiconFault>> + use<'a> {
    let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
    lines.map(|(line, text)| {
        let fault = || LexiconFault::Line { file: "examples".to_owned(), line };
        let (codes, question) = text.split_once('\t').ok_or_else(fault)?;
        let place = |code: &str| u16::try_from(needs.iter().position(|need| need.code == code)?).ok();
        let needs =
            codes.split(',').map(|code| place(code.trim()).ok_or_else(|| LexiconFault::Unknown(code.to_owned())));
        let (needs, words) = (needs.collect::<Result<_, _>>()?, words(question));
        Ok(Example { needs, english: looks_english(&words) == Some(true), words })
    })
}

#[cfg(test)]
mod tests {
    use crate::domain::routing::lexicon::{Lexicon, LexiconFault};

    #[test]
    fn a_faulty_example_is_named() {
        let needs = r#"[{"code": "food", "label": {"nl": "a", "en": "a"}, "description": {"nl": "a", "en": "a"}}]"#;
        let read = |examples: &str| Lexicon::parse(needs, &[("food", "[nl]\nhonger\n")], "")?.learn(examples);
        assert!(read("# what\n\nfood\tHij heeft honger.\n").is_ok());
        assert!(matches!(read("food Hij heeft honger."), Err(LexiconFault::Line { line: 1, .. })));
        assert!(matches!(read("boat\tHij vaart."), Err(LexiconFault::Unknown(code)) if code == "boat"));
    }
}
