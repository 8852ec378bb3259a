//! Cuts texts for the index: folded stems of the rules, without stop words.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::domain::routing::text::words;

use super::stop::stops;

/// Stems of a text, in order, without stop words.
pub(super) fn stems(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| !stops(&word.folded)).map(|word| word.stem).collect()
}

/// The tokenizer of the index.
#[derive(Clone, Default)]
pub(super) struct Cutter;

pub(super) struct Stems {
    rest: std::vec::IntoIter<String>,
    token: Token,
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Stems;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stems {
        let token = Token { position: usize::MAX, ..Token::default() };
        Stems { rest: stems(text).into_iter(), token }
    }
}

impl TokenStream for Stems {
    fn advance(&mut self) -> bool {
        let Some(stem) = self.rest.next() else { return false };
        self.token.text = stem;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
