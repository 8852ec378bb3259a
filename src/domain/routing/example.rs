//! Example questions (`examples.txt`): invented ones, with the needs that they are about, the most pressing first. They
//! tell how much the words of phrases are worth in what people really say: a word that everybody uses hints at nothing.

use super::hint::{Told, tokens_of};
use super::lexicon::{LexiconFault, Need};
use super::phrase::PhraseBook;
use super::reading::looks_english;
use super::text::{stem_english, words};

/// Reads examples, a line each: codes of needs, a tab, the question. Dutch ones and English ones.
///
/// # Errors
/// [`LexiconFault`]: a line without a tab, or a need that is not in the list.
pub(super) fn read(
    text: &str,
    needs: &[Need],
    dutch: &PhraseBook,
    english: &PhraseBook,
) -> Result<(Vec<Told>, Vec<Told>), LexiconFault> {
    let (mut in_dutch, mut in_english) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.is_empty() && !text.starts_with('#')) {
        let fault = || LexiconFault::Line { file: "examples".to_owned(), line };
        let (codes, question) = text.split_once('\t').ok_or_else(fault)?;
        let place = |code: &str| needs.iter().position(|need| need.code == code);
        let needs = codes
            .split(',')
            .map(|code| place(code.trim()).ok_or_else(|| LexiconFault::Unknown(code.to_owned())))
            .collect::<Result<Vec<usize>, _>>()?;
        let words = words(question);
        if looks_english(&words) == Some(true) {
            let stems = words.iter().map(|word| (word, stem_english(&word.folded)));
            let tokens = stems.map(|(word, stem)| tokens_of(word, &stem, english.classes_of(word, &stem))).collect();
            in_english.push(Told { needs, tokens });
        } else {
            let tokens =
                words.iter().map(|word| tokens_of(word, &word.stem, dutch.classes_of(word, &word.stem))).collect();
            in_dutch.push(Told { needs, tokens });
        }
    }
    Ok((in_dutch, in_english))
}

#[cfg(test)]
mod tests {
    use crate::domain::routing::lexicon::{Lexicon, LexiconFault};

    #[test]
    fn a_faulty_example_is_named() {
        let needs = r#"[{"code": "food", "label": {"nl": "a", "en": "a"}, "description": {"nl": "a", "en": "a"}}]"#;
        let read = |examples: &str| Lexicon::parse(needs, &[("food", "[nl]\nhonger\n")], "", examples);
        assert!(read("# what\n\nfood\tHij heeft honger.\n").is_ok());
        assert!(matches!(read("food Hij heeft honger."), Err(LexiconFault::Line { line: 1, .. })));
        assert!(matches!(read("boat\tHij vaart."), Err(LexiconFault::Unknown(code)) if code == "boat"));
    }
}
