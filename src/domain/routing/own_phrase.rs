//! Phrases that a coordinator adds to the wording of a need, beside those that come with the program.
//!
//! Belongs here: what may be a phrase. Plain words only, so that nobody writes a pattern by mistake, and no number or
//! address by which a person could be found.

use crate::domain::casework::national_number;

use super::phrase::OWN_MARK;
use super::text::fold;

codes! {
    /// How much a phrase says.
    PhraseWeight {
        /// Half of a plain phrase.
        Light = "light",
        /// As much as one of the program's own.
        Plain = "plain",
        /// Twice as much.
        Strong = "strong",
    }
}

codes! {
    /// Language that a phrase is said in.
    PhraseLanguage {
        /// Dutch.
        Dutch = "nl",
        /// English.
        English = "en",
    }
}

/// A phrase that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPhrase {
    /// Code of the need that it points to.
    pub need: String,
    /// Language.
    pub language: PhraseLanguage,
    /// The words; a word that ends in `*` stands for every word that begins so.
    pub text: String,
    /// How much it says.
    pub weight: PhraseWeight,
}

impl OwnPhrase {
    /// As the files of wording write it.
    pub(super) fn as_wording(&self) -> String {
        let mark = match self.weight {
            PhraseWeight::Light => "~",
            PhraseWeight::Plain => "",
            PhraseWeight::Strong => "!",
        };
        format!("{}{mark}{OWN_MARK}", self.text.trim())
    }
}

/// Most words of a phrase.
const MOST_WORDS: usize = 6;
/// From so many digits on it could be a telephone number.
const MOST_DIGITS: usize = 4;
/// Fewest letters before a `*`.
const STEM: usize = 4;

/// Words that stand in every text: alone they point to nothing.
const COMMON: &[&str] = &[
    "de",
    "het",
    "een",
    "en",
    "van",
    "in",
    "op",
    "te",
    "ik",
    "je",
    "jij",
    "u",
    "hij",
    "zij",
    "ze",
    "we",
    "wij",
    "jullie",
    "hen",
    "hem",
    "haar",
    "zijn",
    "mijn",
    "ons",
    "onze",
    "dit",
    "dat",
    "deze",
    "die",
    "er",
    "is",
    "was",
    "heeft",
    "hebben",
    "heb",
    "wordt",
    "worden",
    "kan",
    "kunnen",
    "moet",
    "moeten",
    "wil",
    "willen",
    "gaat",
    "gaan",
    "niet",
    "geen",
    "wel",
    "maar",
    "of",
    "als",
    "om",
    "bij",
    "met",
    "voor",
    "naar",
    "aan",
    "uit",
    "over",
    "door",
    "ook",
    "nog",
    "al",
    "meer",
    "kind",
    "kinderen",
    "leerling",
    "leerlingen",
    "school",
    "mama",
    "papa",
    "moeder",
    "vader",
    "ouders",
    "gezin",
    "klas",
    "thuis",
    "hulp",
    "vraag",
    "the",
    "a",
    "an",
    "and",
    "to",
    "of",
    "has",
    "have",
    "she",
    "he",
    "they",
    "with",
    "not",
    "for",
    "child",
    "children",
    "pupil",
    "mother",
    "father",
    "parents",
    "family",
    "help",
    "who",
    "what",
    "wie",
    "wat",
    "waar",
];

/// What is wrong with a phrase; nothing where it may be added.
#[must_use]
pub fn fault(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count();
    if national_number::contains(text)
        || text.chars().filter(char::is_ascii_digit).count() > MOST_DIGITS
        || text.contains('@')
    {
        return Some("looks like the number or address of a person; write the words that people use");
    }
    if words.is_empty() || !text.chars().any(char::is_alphabetic) {
        return Some("holds no word");
    }
    let plain =
        |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || " -'’*".contains(c);
    if !text.chars().all(plain) {
        return Some("may hold letters, digits, spaces, hyphens, apostrophes and a '*' at the end of a word");
    }
    if words.len() > MOST_WORDS {
        return Some("has more than six words");
    }
    let star = |word: &&str| word.find('*').is_none_or(|at| at + 1 == word.len() && letters(word) >= STEM);
    if !words.iter().all(star) {
        return Some("has a '*' elsewhere than after at least four letters of a word");
    }
    let telling = |word: &&str| letters(word) >= 3 && !COMMON.contains(&fold(word).as_str());
    if !words.iter().any(telling) {
        return Some("holds only words that stand in every question");
    }
    None
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::fault;

    #[rstest]
    #[case("lege brooddoos", true)]
    #[case("  deurwaarder* ", true)]
    #[case("'t is op", false)]
    #[case("crèche", true)]
    #[case("4 op een kamer", true)]
    #[case("", false)]
    #[case("   ", false)]
    #[case("de school", false)]
    #[case("123", false)]
    #[case("bel 0475 12 34 56", false)]
    #[case("85.07.30-033.28", false)]
    #[case("an@voorbeeld.be", false)]
    #[case("a*", false)]
    #[case("bro*od", false)]
    #[case("<ouder> weg", false)]
    #[case("honger, dorst", false)]
    #[case("honger!", false)]
    #[case("een twee drie vier vijf zes zeven", false)]
    #[case("a\0b", false)]
    fn what_may_be_a_phrase(#[case] text: &str, #[case] fine: bool) {
        assert_eq!(fault(text).is_none(), fine, "{text}: {:?}", fault(text));
    }
}
