//! The code list of needs, with the wording that gives them away.
//!
//! The list is data beside this file: codes, labels and descriptions in `needs.json`, phrases in `wording/<code>.txt`
//! (see `wording`), words that say the same in `classes.txt`. A phrase matches whole words in any inflection, in any
//! order within a narrow window of one sentence. Nothing here decides: needs are proposals, shown with their words.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::language::Language;

use super::kind::Kinds;
use super::learnt::Learnt;
use super::own_phrase::{OwnPhrase, PhraseLanguage};
use super::phrase::{PhraseBook, Unsearchable};
use super::reading::looks_english;
use super::spelling::Speller;
use super::text::{stem, stem_english, words};
use super::token::pair;
use super::tongue::Tongue;
use super::wording::{self, Said};

/// How many needs a case has at most.
pub const MAX_NEEDS: usize = 4;

/// A need this much weaker than the strongest one is not proposed.
const CUT: f32 = 0.3;

/// A need that is spoken of less plainly is put before a person only where the question sounds like it; it may still order
/// services.
const PROPOSED: f32 = 0.75;

/// How much the question must sound like it then: a quarter of what it can.
const PROPOSED_BY_SOUND: f32 = 3.0;

/// How much weaker than the strongest one such a need may be.
const PROPOSED_BESIDE: f32 = 0.4;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Dutch => &self.nl,
            Language::English => &self.en,
        }
    }
}

/// One need of the code list.
#[derive(Debug, Clone)]
pub struct Need {
    /// Code, such as `school-costs`.
    pub code: String,
    /// Short name.
    pub label: Bilingual,
    /// What is meant, in a sentence.
    pub description: Bilingual,
    /// Narrower subjects.
    pub topics: Vec<Topic>,
    /// Whether it is not to be chosen any more; what was said with it stays readable.
    pub retired: bool,
}

/// A need that was added to the list of the program, or one of it that was named anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNeed {
    /// Code.
    pub code: String,
    /// Short name.
    pub label: Bilingual,
    /// What is meant.
    pub description: Bilingual,
    /// Whether it is not to be chosen any more.
    pub retired: bool,
}

/// A narrower subject within a need: what sets services for the same need apart.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Code, unique within its need.
    pub code: String,
    /// Short name.
    pub label: Bilingual,
}

/// A need read from a text, with the words that gave it away, so that a person can strike it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposedNeed {
    /// Code of the need.
    pub code: String,
    /// The words as they stand in the text.
    pub because: Vec<String>,
}

/// A need with the weight of its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Code of the need.
    pub code: String,
    /// Weight: 1 is one plain word; longer phrases and more of them weigh more.
    pub weight: f32,
    /// The part of it that comes from phrases and hints, not from what the question as a whole sounds like.
    pub spoken: f32,
    /// The words as they stand in the text.
    pub because: Vec<String>,
    /// Topics within the need that were spoken of, with their weights.
    pub topics: Vec<(String, f32)>,
}

/// What was learnt of a word, or of two that stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling<'a> {
    /// The words as they stand in the text.
    pub words: String,
    /// Codes of the needs that they speak for, with how much rarer they are in what is said of others (evidence) and how
    /// they set the need apart (margin).
    pub needs: Vec<(&'a str, f32, f32)>,
}

/// What is wrong with lexicon data.
#[derive(Debug, thiserror::Error)]
pub enum LexiconFault {
    /// The file is not the JSON that it should be.
    #[error("lexicon: {0}")]
    Json(#[from] serde_json::Error),
    /// Two needs with one code.
    #[error("lexicon: the code '{0}' is there twice")]
    Twice(String),
    /// Wording for a need that is not in the list.
    #[error("lexicon: there is no need '{0}'")]
    Unknown(String),
    /// What was learnt is not in the shape that this program reads.
    #[error("lexicon: what was learnt cannot be read; make it anew: netsterk routing learn")]
    Learnt,
    /// A line that cannot be read.
    #[error("lexicon: '{file}', line {line}: cannot be read")]
    Line {
        /// Name of the file, without its ending.
        file: String,
        /// Line, counted from 1.
        line: usize,
    },
    /// A phrase without a word, with a `*` after fewer than three letters, or with a class that there is not.
    #[error("lexicon: the phrase '{phrase}' of '{code}' cannot be searched")]
    Phrase {
        /// Need it stands under.
        code: String,
        /// The phrase as it stands in the data.
        phrase: String,
    },
}

/// What a phrase speaks for: a need, or a topic of it. Places in the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) need: usize,
    pub(super) topic: Option<usize>,
}

/// The code list, ready for reading texts.
#[derive(Debug)]
pub struct Lexicon {
    pub(super) needs: Vec<Need>,
    pub(super) subjects: Vec<Subject>,
    pub(super) dutch: Tongue,
    pub(super) english: Tongue,
    pub(super) offers: PhraseBook,
    pub(super) speller: Speller,
    pub(super) kinds: Kinds,
    pub(super) learnt: Arc<Learnt>,
}

impl Lexicon {
    /// The list that comes with the program, read once.
    ///
    /// # Errors
    /// [`LexiconFault`] where the data is broken; a test keeps that from happening.
    pub fn built_in() -> Result<Arc<Self>, &'static LexiconFault> {
        static READ: LazyLock<Result<Arc<Lexicon>, LexiconFault>> = LazyLock::new(|| {
            let learnt = Learnt::open(Cow::Borrowed(include_bytes!("learnt.bin"))).ok_or(LexiconFault::Learnt)?;
            Lexicon::bare().map(|lexicon| Arc::new(lexicon.knowing(learnt)))
        });
        READ.as_ref().map(Arc::clone)
    }

    /// The same before anything was learnt: what there is to learn of.
    ///
    /// # Errors
    /// As [`Lexicon::built_in`].
    pub fn bare() -> Result<Self, LexiconFault> {
        let classes = include_str!("classes.txt");
        let lexicon = Self::parse(include_str!("needs.json"), super::built_in::WORDING, classes)?;
        lexicon.with_kinds(include_str!("kinds.txt"), classes)
    }

    /// The same with needs and phrases that were added to it; nothing is learnt of these. Phrases of needs that are not on
    /// the list are left out.
    ///
    /// # Errors
    /// [`LexiconFault`] for a phrase that cannot be searched; [`super::own_phrase::fault`] keeps those away.
    pub fn with(&self, needs: &[OwnNeed], phrases: &[OwnPhrase]) -> Result<Self, LexiconFault> {
        let classes = include_str!("classes.txt");
        let wording = super::built_in::WORDING;
        let lexicon = Self::put_together(include_str!("needs.json"), wording, classes, needs, phrases)?;
        Self { learnt: self.learnt.clone(), ..lexicon }.with_kinds(include_str!("kinds.txt"), classes)
    }

    /// Reads lexicon data: a JSON array of needs, the wording by code of the need, and the classes. It knows nothing that
    /// was learnt.
    ///
    /// # Errors
    /// [`LexiconFault`]: not JSON, a code twice, a line or phrase that cannot be read.
    pub fn parse(needs: &str, files: &[(&str, &str)], classes: &str) -> Result<Self, LexiconFault> {
        Self::put_together(needs, files, classes, &[], &[])
    }

    /// The same with what was learnt of it ([`Lexicon::learn`]).
    #[must_use]
    pub fn knowing(self, learnt: Learnt) -> Self {
        Self { learnt: Arc::new(learnt), ..self }
    }

    fn put_together(
        needs: &str,
        files: &[(&str, &str)],
        classes: &str,
        own: &[OwnNeed],
        added: &[OwnPhrase],
    ) -> Result<Self, LexiconFault> {
        let mut needs: Vec<Need> = serde_json::from_str::<Vec<Bare>>(needs)?.into_iter().map(Need::from).collect();
        let mut codes = HashSet::new();
        if let Some(twice) = needs.iter().find(|need| !codes.insert(need.code.clone())) {
            return Err(LexiconFault::Twice(twice.code.clone()));
        }
        let classes = wording::classes(classes)?;
        let (mut subjects, mut said): (Vec<Subject>, Vec<Said>) = (Vec::new(), Vec::new());
        for (code, text) in files {
            let need = needs
                .iter()
                .position(|need| need.code == *code)
                .ok_or_else(|| LexiconFault::Unknown((*code).to_owned()))?;
            let read = wording::read(code, text)?;
            subjects.push(Subject { need, topic: None });
            said.push(read.said);
            for topic in read.topics {
                subjects.push(Subject { need, topic: Some(needs[need].topics.len()) });
                said.push(topic.said);
                needs[need].topics.push(Topic { code: topic.code, label: topic.label });
            }
        }
        for named in own {
            let known = needs.iter().position(|need| need.code == named.code);
            let place = known.unwrap_or_else(|| {
                subjects.push(Subject { need: needs.len(), topic: None });
                said.push(Said::default());
                needs.push(Need::from(Bare::of(named)));
                needs.len() - 1
            });
            let need = &mut needs[place];
            (need.label, need.description) = (named.label.clone(), named.description.clone());
            need.retired = named.retired;
        }
        for phrase in added {
            let of_need = |subject: &Subject| subject.topic.is_none() && needs[subject.need].code == phrase.need;
            if let Some(place) = subjects.iter().position(of_need) {
                match phrase.language {
                    PhraseLanguage::Dutch => said[place].nl.push(phrase.as_wording()),
                    PhraseLanguage::English => said[place].en.push(phrase.as_wording()),
                }
            }
        }
        let book = |phrases: fn(&Said) -> &Vec<String>, stem: fn(&str) -> String, whole: &mut BTreeSet<String>| {
            PhraseBook::build(said.iter().map(phrases), &classes, stem, whole).map_err(
                |Unsearchable { subject, phrase }| LexiconFault::Phrase {
                    code: needs[subjects[subject].need].code.clone(),
                    phrase,
                },
            )
        };
        let (mut whole, mut unused) = (BTreeSet::new(), BTreeSet::new());
        let dutch = Tongue::new(book(|said| &said.nl, stem, &mut whole)?, |word| word.stem.clone());
        let in_english = book(|said| &said.en, stem_english, &mut unused)?;
        let english = Tongue::new(in_english, |word| stem_english(&word.folded));
        let offers = book(|said| &said.service, stem, &mut unused)?;
        let (speller, kinds, learnt) = (Speller::new(whole), Kinds::default(), Arc::default());
        Ok(Self { needs, subjects, dutch, english, offers, speller, kinds, learnt })
    }

    /// The same list with the kinds of service.
    ///
    /// # Errors
    /// [`LexiconFault`]: a line that cannot be read, or a need or topic that is not in the list.
    pub fn with_kinds(mut self, kinds: &str, classes: &str) -> Result<Self, LexiconFault> {
        self.kinds = Kinds::read(kinds, &self.needs, &wording::classes(classes)?)?;
        Ok(self)
    }

    /// Every need, in the order of the list.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The need with this code.
    #[must_use]
    pub fn need(&self, code: &str) -> Option<&Need> {
        self.needs.iter().find(|need| need.code == code)
    }

    /// Needs that a question speaks of, strongest first, at most [`MAX_NEEDS`].
    #[must_use]
    pub fn propose(&self, text: &str) -> Vec<ProposedNeed> {
        let told = self.told(text);
        let strongest = told.first().map_or(0.0, |need| need.weight);
        let proposed =
            |need: &Found| need.spoken >= PROPOSED || need.weight >= PROPOSED_BY_SOUND.max(PROPOSED_BESIDE * strongest);
        let told = told.into_iter().filter(proposed);
        told.map(|need| ProposedNeed { code: need.code, because: need.because }).collect()
    }

    /// What was learnt of each word of a text, and of each two that stand together.
    #[must_use]
    pub fn learnt_of(&self, text: &str) -> Vec<Telling<'_>> {
        let words = words(text);
        let english = looks_english(&words) == Some(true);
        let (tongue, learnt) =
            if english { (&self.english, &self.learnt.english) } else { (&self.dutch, &self.learnt.dutch) };
        let tokens = tongue.tokens(&words);
        let own = |at: usize| tokens[at].iter().filter(|token| token.worth >= 1.0).map(|token| token.key);
        let alone = (0..words.len()).flat_map(|at| own(at).map(move |key| (vec![at], key)));
        let two = (1..words.len())
            .flat_map(|at| own(at - 1).flat_map(move |a| own(at).map(move |b| (vec![at - 1, at], pair(a, b)))));
        let said = |(places, key): (Vec<usize>, u64)| {
            let spelt: Vec<&str> = places.iter().map(|at| &text[words[*at].start..words[*at].end]).collect();
            let entries = learnt.sounds.of(key);
            let needs = entries.map(|of| (&*self.needs[usize::from(of.target)].code, of.evidence, of.margin));
            Telling { words: spelt.join(" "), needs: needs.collect() }
        };
        alone.chain(two).map(said).collect()
    }

    /// The same with weights and topics.
    #[must_use]
    pub fn told(&self, text: &str) -> Vec<Found> {
        let mut found = self.find(text);
        // A question as a whole sounds like one need most; what is plainly spoken of beside it counts too.
        let strongest = |weight: fn(&Found) -> f32| found.iter().map(weight).fold(0.0, f32::max);
        let (weight, spoken) = (strongest(|need| need.weight), strongest(|need| need.spoken));
        found.retain(|need| need.weight >= weight * CUT || need.spoken > 0.0 && need.spoken >= spoken * CUT);
        found.truncate(MAX_NEEDS);
        found
    }
}

/// A need as it stands in the data.
#[derive(Deserialize)]
struct Bare {
    code: String,
    label: Bilingual,
    description: Bilingual,
}

impl Bare {
    fn of(own: &OwnNeed) -> Self {
        Self { code: own.code.clone(), label: own.label.clone(), description: own.description.clone() }
    }
}

impl From<Bare> for Need {
    fn from(bare: Bare) -> Self {
        let Bare { code, label, description } = bare;
        Self { code, label, description, topics: Vec::new(), retired: false }
    }
}

#[cfg(test)]
#[path = "lexicon_tests.rs"]
mod tests;
