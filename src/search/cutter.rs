//! Cuts texts for the index: folded stems of the rules, without stop words; a compound is there whole and in its parts.

use std::collections::HashSet;
use std::sync::LazyLock;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::domain::routing::text::{stem, words};
use crate::domain::routing::vocabulary;
use crate::domain::socialmap::area::is_municipality;

use super::stop::{all, stops};

/// Stems of a text, in order, without stop words.
pub(super) fn stems(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in words(text).into_iter().filter(|word| tells(&word.folded)) {
        if let Some((first, last)) = vocabulary::parts(&word.folded) {
            found.extend([first, last].into_iter().filter(|part| !COMMON.contains(part)));
        }
        found.push(word.stem);
    }
    found
}

/// Whether a word says what a text is about; the names of towns say where, and the area has a rule of its own.
fn tells(folded: &str) -> bool {
    !stops(folded) && !is_municipality(folded) && !folded.bytes().all(|byte| byte.is_ascii_digit())
}

/// Stems of the stop words that compounds are made of: a "schoolrekening" need not find every school.
static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| all().map(stem).collect());

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
