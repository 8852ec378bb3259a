//! One language of the lexicon: its phrases, and what was learnt of its words.

use super::phrase::PhraseBook;
use super::text::Word;
use super::token::{self, Tokens};

/// The words of a text, as one language sees them.
pub(super) struct Heard<'a> {
    pub(super) words: &'a [Word],
    pub(super) stems: Vec<String>,
    pub(super) tokens: Tokens,
}

/// One language.
#[derive(Debug)]
pub(super) struct Tongue {
    pub(super) book: PhraseBook,
    stem: fn(&Word) -> String,
}

impl Tongue {
    pub(super) fn new(book: PhraseBook, stem: fn(&Word) -> String) -> Self {
        Self { book, stem }
    }

    /// The words of a text in this language.
    pub(super) fn hear<'a>(&self, words: &'a [Word]) -> Heard<'a> {
        let stems: Vec<String> = words.iter().map(self.stem).collect();
        let tokens = token::tokens(words, &stems, |at| self.book.classes_of(&words[at], &stems[at]));
        Heard { words, stems, tokens }
    }

    /// Its words as they are counted.
    pub(super) fn tokens(&self, words: &[Word]) -> Tokens {
        self.hear(words).tokens
    }
}
