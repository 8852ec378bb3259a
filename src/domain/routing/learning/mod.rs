//! Learning what words speak for, of the phrases of the lexicon and of example questions (`examples.txt`), all of them
//! invented: nothing is learnt of a case.
//!
//! It takes a minute, so it is done when the wording changes (`netsterk routing learn`) and comes with the program as
//! `learnt.bin`. The same wording gives the same file on the same kind of machine.

mod counted;
mod margin;
mod samples;

pub(super) use counted::Counted;

use counted::keys;
use samples::{Gathered, Samples};

use super::example::{self, Example};
use super::features::features;
use super::hint;
use super::learnt::{Entry, Row, Writer};
use super::lexicon::{Lexicon, LexiconFault, Subject};
use super::token::{self, Token, Tokens};
use super::tongue::Tongue;

/// How much a phrase of a topic counts beside one of the need.
const OF_TOPIC: f32 = 0.6;
/// A phrase counts no more than this.
const MOST: f32 = 2.0;
/// How much an example counts beside a phrase.
const EXAMPLE: f32 = 0.7;
/// How much a further need of an example counts beside the most pressing one.
const FURTHER_NEED: f32 = 0.5;
/// How often everything is taken to have been counted besides.
const ALPHA: f32 = 0.3;
/// Less evidence is left out.
const LEAST_EVIDENCE: f32 = 0.1;
/// A smaller part of a margin is left out.
const LEAST_MARGIN: f32 = 0.1;
/// What was chosen for the learning.
const CHOSEN: [f32; 8] =
    [OF_TOPIC, MOST, EXAMPLE, FURTHER_NEED, ALPHA, LEAST_EVIDENCE, LEAST_MARGIN, margin::COST as f32];
/// One in so many examples is looked at closely, to tell whether they are read as they were.
const LOOKED_AT: usize = 20;

/// What is gathered of one language.
#[derive(Default)]
struct Lesson {
    hints: Counted,
    topics: Counted,
    gathered: Gathered,
    examples: usize,
}

impl Lexicon {
    /// Learns of the phrases and of examples, a line each: codes of needs, a tab, the question. Answers the file.
    ///
    /// # Errors
    /// [`LexiconFault`]: an example that cannot be read.
    pub fn learn(&self, examples: &str) -> Result<Vec<u8>, LexiconFault> {
        let (mut in_dutch, mut in_english) = (Lesson::default(), Lesson::default());
        for example in example::read(examples, &self.needs) {
            let example = example?;
            if example.english {
                in_english.example(&self.english, &example);
            } else {
                in_dutch.example(&self.dutch, &example);
            }
        }
        let mut file = Writer::new(self.learns_of(examples));
        for (tongue, mut lesson) in [(&self.dutch, in_dutch), (&self.english, in_english)] {
            lesson.phrases(tongue, &self.subjects);
            lesson.write(self.needs.len(), &mut file);
        }
        Ok(file.finish())
    }

    /// Tells what is learnt of, and how it is cut: other wording, other examples or other cutting give another number.
    #[must_use]
    pub fn learns_of(&self, examples: &str) -> u64 {
        let needs = self.needs.iter().map(|need| token::key(&need.code));
        let phrases = [&self.dutch, &self.english].into_iter().flat_map(|tongue| {
            tongue.book.phrases.iter().flat_map(|phrase| {
                let pieces = tongue.book.pieces_of(phrase).map(|piece| Token::of_piece(piece).key);
                let subjects = phrase.subjects.iter().map(|subject| u64::from(*subject));
                pieces.chain(subjects).chain([in_thousandths(phrase.weight)])
            })
        });
        let read = example::read(examples, &self.needs).step_by(LOOKED_AT).flatten();
        let read = read.flat_map(|example| {
            let tongue = if example.english { &self.english } else { &self.dutch };
            let features = features(&tongue.tokens(&example.words));
            features.into_iter().flat_map(|feature| [feature.key, in_thousandths(feature.value)])
        });
        let start = token::mixed(0, examples.as_bytes());
        CHOSEN
            .map(in_thousandths)
            .into_iter()
            .chain(needs)
            .chain(phrases)
            .chain(read)
            .fold(start, |seed, key| token::mixed(seed, &key.to_le_bytes()))
    }
}

fn in_thousandths(value: f32) -> u64 {
    (value * 1000.0).round() as u64
}

impl Lesson {
    fn example(&mut self, tongue: &Tongue, Example { needs, words, .. }: &Example) {
        let tokens = tongue.tokens(words);
        let alone = keys(&tokens, false);
        for need in needs {
            self.hints.add(alone.iter().copied(), *need, hint::EXAMPLE);
        }
        let worth = (0..).map(|place| if place == 0 { EXAMPLE } else { EXAMPLE * FURTHER_NEED });
        self.gathered.add(&features(&tokens), needs.iter().copied().zip(worth));
        self.examples += 1;
    }

    fn phrases(&mut self, tongue: &Tongue, subjects: &[Subject]) {
        for phrase in &tongue.book.phrases {
            let tokens: Tokens = tongue.book.pieces_of(phrase).map(|piece| vec![Token::of_piece(piece)]).collect();
            let (all, whole) = (keys(&tokens, true), features(&tokens));
            let (mut hinted, mut said) = (Vec::new(), Vec::new());
            for place in &phrase.subjects {
                let Subject { need, topic } = subjects[usize::from(*place)];
                let Ok(need) = u16::try_from(need) else { continue };
                if !hinted.contains(&need) {
                    self.hints.add(all.iter().copied(), need, 1.0);
                    hinted.push(need);
                }
                if topic.is_some() {
                    self.topics.add(all.iter().copied(), *place, 1.0);
                }
                let worth = phrase.weight.min(MOST) * if topic.is_some() { OF_TOPIC } else { 1.0 };
                if worth > 0.0 {
                    said.push((need, worth));
                }
            }
            self.gathered.add(&whole, said);
        }
    }

    fn write(self, needs: usize, file: &mut Writer) {
        file.table(&hint::rows(self.hints));
        file.table(&hint::rows(self.topics));
        // Phrases alone do not tell how people speak of everything else.
        let gathered = if self.examples > 0 { self.gathered } else { Gathered::default() };
        let mut samples = gathered.sorted();
        let Evidence { of, elsewhere } = Evidence::of(&samples, needs);
        samples.level();
        let planes = margin::planes(&samples, needs);
        let rows = samples.keys.iter().zip(&samples.rarities).enumerate().map(|(place, (key, rarity))| {
            let entries = (0..needs).filter_map(|need| {
                let (evidence, margin) = (of[place * needs + need], planes[need].weights[place]);
                let target = u16::try_from(need).ok()?;
                let tells = evidence >= LEAST_EVIDENCE || margin.abs() >= LEAST_MARGIN;
                tells.then_some(Entry { target, evidence, margin })
            });
            Row { key: *key, rarity: *rarity, entries: entries.collect() }
        });
        file.table(&rows.collect::<Vec<Row>>());
        file.numbers(&elsewhere);
        file.numbers(&planes.iter().map(|plane| plane.before).collect::<Vec<f32>>());
    }
}

/// How much rarer each word is in what is said of other needs.
struct Evidence {
    /// By place of the word, then by need (natural logarithm).
    of: Vec<f32>,
    /// How much is said of everything but each need (natural logarithm).
    elsewhere: Vec<f32>,
}

impl Evidence {
    fn of(samples: &Samples, needs: usize) -> Self {
        let different = samples.keys.len();
        let (mut of, mut said) = (vec![0.0_f32; different * needs], vec![0.0_f32; needs]);
        for sample in &samples.all {
            let (places, values) = samples.rows.row(sample.row);
            for (place, value) in places.iter().zip(values) {
                of[*place as usize * needs + usize::from(sample.need)] += sample.worth * value;
                said[usize::from(sample.need)] += sample.worth * value;
            }
        }
        for counts in of.chunks_exact_mut(needs.max(1)) {
            let total: f32 = counts.iter().sum();
            counts.iter_mut().for_each(|count| *count = ((total + ALPHA) / (total - *count + ALPHA)).ln());
        }
        let all: f32 = said.iter().sum();
        let elsewhere = said.iter().map(|said| (all - said + ALPHA * different as f32).ln()).collect();
        Self { of, elsewhere }
    }
}

#[cfg(test)]
mod tests;
