//! One language of the lexicon: its phrases, and what was counted of its words.

use std::sync::Arc;

use super::bayes::{self, Bayes};
use super::counted::{Counted, keys};
use super::hint::{self, Hints};
use super::lexicon::Subject;
use super::numbers::{Numbers, Tokens};
use super::phrase::PhraseBook;
use super::text::Word;

/// The words of a text, as one language sees them.
pub(super) struct Heard<'a> {
    pub(super) words: &'a [Word],
    pub(super) stems: Vec<String>,
    pub(super) tokens: Tokens,
}

/// What is being counted of a language.
#[derive(Default)]
pub(super) struct Counting {
    numbers: Numbers,
    hints: Counted,
    topics: Counted,
    bayes: Counted,
    examples: usize,
}

/// What was counted of a language.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    numbers: Numbers,
    /// What hints at a need.
    pub(super) hints: Hints,
    /// What hints at a topic; topics by their place in the list of subjects.
    pub(super) topics: Hints,
    pub(super) bayes: Bayes,
}

/// One language.
#[derive(Debug)]
pub(super) struct Tongue {
    pub(super) book: PhraseBook,
    stem: fn(&Word) -> String,
    pub(super) learnt: Arc<Learnt>,
}

impl Tongue {
    /// A language, with what was counted of it before.
    pub(super) fn new(book: PhraseBook, stem: fn(&Word) -> String, learnt: Arc<Learnt>) -> Self {
        Self { book, stem, learnt }
    }

    /// Counts an example: places of its needs, the most pressing first, and its words.
    pub(super) fn count_example(&self, counting: &mut Counting, needs: &[u16], words: &[Word]) {
        let stems = self.stems(words);
        let tokens = counting.numbers.enter(words, &stems, |at| self.book.classes_of(&words[at], &stems[at]));
        let (alone, close) = (keys(&tokens, 0, true), keys(&tokens, bayes::WITHIN, false));
        for (place, need) in needs.iter().enumerate() {
            counting.hints.add(&alone, *need, hint::EXAMPLE);
            counting.bayes.add(&close, *need, bayes::EXAMPLE * if place == 0 { 1.0 } else { bayes::FURTHER_NEED });
        }
        counting.examples += 1;
    }

    /// Counts the phrases, and makes hints and evidence of everything that was counted.
    pub(super) fn learn(&mut self, mut counting: Counting, needs: usize, subjects: &[Subject]) {
        for phrase in &self.book.phrases {
            let tokens = self.book.pieces_of(phrase).map(|piece| vec![counting.numbers.of_piece(piece)]).collect();
            let (all, close) = (keys(&tokens, usize::MAX, true), keys(&tokens, bayes::WITHIN, false));
            let mut hinted = Vec::new();
            for place in &phrase.subjects {
                let Subject { need, topic } = subjects[usize::from(*place)];
                let Ok(need) = u16::try_from(need) else { continue };
                if !hinted.contains(&need) {
                    counting.hints.add(&all, need, 1.0);
                    hinted.push(need);
                }
                if topic.is_some() {
                    counting.topics.add(&all, *place, 1.0);
                }
                let share = if topic.is_some() { bayes::OF_TOPIC } else { 1.0 };
                counting.bayes.add(&close, need, phrase.weight.min(2.0) * share);
            }
        }
        self.learnt = Arc::new(Learnt {
            numbers: counting.numbers,
            hints: Hints::from(counting.hints),
            topics: Hints::from(counting.topics),
            // Phrases alone do not tell how people speak of everything else.
            bayes: if counting.examples > 0 { Bayes::from(needs, counting.bayes) } else { Bayes::default() },
        });
    }

    fn stems(&self, words: &[Word]) -> Vec<String> {
        words.iter().map(self.stem).collect()
    }

    /// The words of a text in this language.
    pub(super) fn hear<'a>(&self, words: &'a [Word]) -> Heard<'a> {
        let stems = self.stems(words);
        let tokens = self.learnt.numbers.known(words, &stems, |at| self.book.classes_of(&words[at], &stems[at]));
        Heard { words, stems, tokens }
    }
}
