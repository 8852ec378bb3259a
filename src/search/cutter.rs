//! Cuts texts for the index and for questions to it: folded stems of the rules, without stop words; a compound is there
//! whole and in its parts.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::domain::routing::text::{stem, words};
use crate::domain::routing::vocabulary;
use crate::domain::socialmap::area::is_municipality;
use crate::domain::socialmap::facts::Wording;

use super::index::PARTS;
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

/// The words of a service as the index takes them: the stems of each of its parts, with spaces between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut(pub(super) [String; PARTS.len()]);

impl Cut {
    /// Cuts the words of a service.
    #[must_use]
    pub fn of(wording: &Wording) -> Self {
        let Wording { name, alternate_name, description, eligibility, rubrics } = wording;
        Self([name, alternate_name, rubrics, description, eligibility].map(|text| stems(text).join(" ")))
    }
}
