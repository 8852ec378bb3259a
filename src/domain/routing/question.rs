//! The question as the rules see it: the words, what is known of the child and the home, and who of the two sexes the
//! words speak of. Nothing here names a person.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::domain::casework::{SchoolStage, Urgency};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;

use crate::domain::socialmap::candidate::OnlyFor;

use super::gleaned::{Gleaned, Told};
use super::text::words;

/// Everything that a suggestion depends on, besides the map.
#[derive(Debug, Clone)]
pub struct Question {
    /// The words of the asker.
    pub text: String,
    /// Needs that a person confirmed; empty where they are still to be read from the words.
    pub needs: Vec<String>,
    /// The children that it is about, as far as their age or stage is known. A service that fits one of them fits.
    pub children: Vec<Years>,
    /// Postcode of the home.
    pub postcode: Option<u16>,
    /// Languages in which the family can be helped, ISO 639.
    pub languages: Vec<String>,
    /// How soon somebody has to act, where a person said it.
    pub urgency: Option<Urgency>,
    /// School of the child, as the map or the office of education calls it.
    pub school: Option<String>,
    /// When it is asked; decides what is stale.
    pub at: Moment,
    /// Services that said no to this very case.
    pub declined: HashSet<Id>,
    /// What a worker struck of what the words seem to say.
    pub struck: Struck,
    /// What was read from the words and is used because nobody gave it; see [`Question::with_what_is_read`].
    pub told: Gleaned,
    /// How many services are shown.
    pub limit: usize,
}

/// What a worker struck of what was read from a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Struck {
    /// Codes of needs.
    pub needs: Vec<String>,
    /// Other things.
    pub read: Vec<Told>,
}

impl Question {
    /// A question with nothing known but its words and the moment.
    #[must_use]
    pub fn new(text: impl Into<String>, at: Moment) -> Self {
        Self {
            text: text.into(),
            needs: Vec::new(),
            children: Vec::new(),
            postcode: None,
            languages: Vec::new(),
            urgency: None,
            school: None,
            at,
            declined: HashSet::new(),
            struck: Struck::default(),
            told: Gleaned::default(),
            limit: 10,
        }
    }

    /// The question with what its words tell, wherever nobody gave it: what is given always wins. What is used stays in
    /// `told`, so that the reasons can say where it comes from.
    #[must_use]
    pub fn with_what_is_read(&self, read: &Gleaned) -> Self {
        let mut told = read.clone();
        let mut question = self.clone();
        if self.children.is_empty() {
            question.children = told.children.iter().filter_map(super::gleaned::ToldChild::years).collect();
        } else {
            told.children.clear();
        }
        match &told.place {
            Some(place) if self.postcode.is_none() => question.postcode = place.postcode.parse().ok(),
            _ => told.place = None,
        }
        if self.languages.is_empty() {
            question.languages = told.languages.iter().map(|language| language.code.clone()).collect();
        } else {
            told.languages.clear();
        }
        match &told.urgency {
            Some(read) if self.urgency.is_none() => question.urgency = Some(read.urgency),
            _ => told.urgency = None,
        }
        question.told = told;
        question
    }
}

/// What is known of the age of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Years {
    /// Age in whole years: somebody of 12 is 12 until the day before turning 13.
    Age(u8),
    /// Between two ages, both included: "L3" is 8 or 9.
    Between(u8, u8),
    /// Stage of school, where the age is not known.
    Stage(SchoolStage),
}

codes! {
    /// Stage of school, in English or as it is called in Flanders.
    StageName {
        /// Kleuter.
        Nursery = "nursery",
        /// Lager.
        Primary = "primary",
        /// Secundair.
        Secondary = "secondary",
        /// The same as `nursery`.
        Kleuter = "kleuter",
        /// The same as `primary`.
        Lager = "lager",
        /// The same as `secondary`.
        Secundair = "secundair",
    }
}

impl From<StageName> for SchoolStage {
    fn from(stage: StageName) -> Self {
        match stage {
            StageName::Nursery | StageName::Kleuter => Self::Nursery,
            StageName::Primary | StageName::Lager => Self::Primary,
            StageName::Secondary | StageName::Secundair => Self::Secondary,
        }
    }
}

/// Which sexes the words speak of, for adults and for children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mentioned {
    /// A mother, a woman.
    pub woman: bool,
    /// A father, a man.
    pub man: bool,
    /// A girl.
    pub girl: bool,
    /// A boy.
    pub boy: bool,
    /// "She", "her".
    pub she: bool,
    /// "He", "him".
    pub he: bool,
    /// The grown-up who is named first, where a partner is not counted.
    pub first_adult: Option<OnlyFor>,
}

const WOMAN: &[&str] = &[
    "mama",
    "mamas",
    "moeder",
    "moeders",
    "mams",
    "ma",
    "vrouw",
    "vrouwen",
    "oma",
    "meme",
    "grootmoeder",
    "tante",
    "stiefmoeder",
    "plusmama",
    "mevrouw",
    "mother",
    "mum",
    "mom",
    "woman",
    "women",
    "grandmother",
    "wife",
    "echtgenote",
];
const MAN: &[&str] = &[
    "papa",
    "papas",
    "vader",
    "vaders",
    "paps",
    "pa",
    "man",
    "mannen",
    "opa",
    "pepe",
    "grootvader",
    "nonkel",
    "stiefvader",
    "pluspapa",
    "meneer",
    "father",
    "dad",
    "men",
    "grandfather",
    "husband",
    "echtgenoot",
    "kerel",
];
const GIRL: &[&str] = &[
    "meisje",
    "meisjes",
    "meiske",
    "dochter",
    "dochters",
    "dochtertje",
    "zus",
    "zusje",
    "zusjes",
    "leerlinge",
    "meid",
    "kleindochter",
    "nichtje",
    "girl",
    "girls",
    "daughter",
    "sister",
    "vriendinnen",
];
const BOY: &[&str] = &[
    "jongen",
    "jongens",
    "jongetje",
    "zoon",
    "zonen",
    "zoontje",
    "broer",
    "broers",
    "broertje",
    "manneke",
    "kleinzoon",
    "neefje",
    "gast",
    "boy",
    "boys",
    "son",
    "brother",
];
const SHE: &[&str] = &["haar", "zij", "ze", "she", "her"];
const HE: &[&str] = &["hij", "hem", "he", "him", "his", "zijn"];

/// Partners: "zijn vrouw" and "haar man" are named beside the one whom the question is about.
const PARTNERS: &[(&str, &[&str])] =
    &[("zijn", &["vrouw", "echtgenote", "vriendin"]), ("haar", &["man", "echtgenoot", "vent", "vriend"])];
/// Words before a brother or sister of somebody else.
const OF_SOMEBODY: &[&str] = &["haar", "zijn", "hun", "de", "her", "his"];
/// Brothers and sisters.
const SIBLINGS: &[&str] = &["zus", "zusje", "zusjes", "broer", "broers", "broertje", "sister", "brother"];
/// What is done to somebody: whoever "wordt geslagen" is the one whom the question is about.
const SUFFERED: &[&str] = &["geslagen", "mishandeld", "bedreigd", "gestalkt"];
/// How many words lie between the person and what is done to him.
const SUFFERED_WITHIN: usize = 5;

impl Mentioned {
    /// Reads a text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
        let mut said = Self::default();
        for (at, word) in words.iter().enumerate() {
            let is = |list: &[&str]| list.contains(&word.as_str());
            let before = at.checked_sub(1).map(|place| words[place].as_str());
            let partner = PARTNERS.iter().any(|(whose, nouns)| before == Some(*whose) && is(nouns));
            said.woman |= is(WOMAN) && !partner;
            said.man |= is(MAN) && !partner;
            // "Haar broer" is not whom the question is about.
            let sibling = before.is_some_and(|word| OF_SOMEBODY.contains(&word)) && is(SIBLINGS);
            said.girl |= is(GIRL) && !sibling;
            said.boy |= is(BOY) && !sibling;
            said.first_adult = said.first_adult.or(match (is(WOMAN) && !partner, is(MAN) && !partner) {
                (true, _) => Some(OnlyFor::Female),
                (_, true) => Some(OnlyFor::Male),
                _ => None,
            });
            said.she |= is(SHE);
            said.he |= is(HE);
            let after = &words[at + 1..(at + 1 + SUFFERED_WITHIN).min(words.len())];
            let suffers = after.first().is_some_and(|verb| ["wordt", "werd", "word"].contains(&verb.as_str()))
                && after.iter().any(|verb| SUFFERED.contains(&verb.as_str()));
            if suffers && (is(WOMAN) || is(MAN)) {
                return Self { woman: is(WOMAN), man: is(MAN), ..Self::default() };
            }
        }
        said
    }
}

/// Youngest and oldest age in a stage of school, with pupils who are early or late.
#[must_use]
pub const fn ages(stage: SchoolStage) -> (f64, f64) {
    match stage {
        SchoolStage::Nursery => (2.0, 6.0),
        SchoolStage::Primary => (5.0, 13.0),
        SchoolStage::Secondary => (11.0, 22.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grown_ups_and_children_are_told_apart() {
        let said = Mentioned::read("Alleenstaande papa met een dochter");
        assert!(said.man && said.girl && !said.woman && !said.boy);
        assert_eq!(Mentioned::read("Het gezin zoekt raad"), Mentioned::default());
    }

    #[test]
    fn a_partner_and_whoever_hits_are_not_whom_it_is_about() {
        for text in ["vader staat op straat na ruzie met zijn vrouw", "papa wordt thuis geslagen door mama"] {
            let said = Mentioned::read(text);
            assert!(said.man && !said.woman, "{text}");
        }
        assert!(Mentioned::read("moeder wordt door papa geslagen").woman);
    }
}
