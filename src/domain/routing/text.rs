//! Words of a text as they are compared: folded (lower case, no accents), stemmed, with their place in the text.
//!
//! One way of cutting for questions, phrases of the lexicon and texts of services, so that they always meet. Dialect and
//! the shorthand of phone notes are put in full first (`variants.csv`: "velo" is "fiets", "gn" is "geen"). The Snowball
//! stemmers for Dutch and English do the stemming; a word is whole or it is not found ("kat" is not "kater").

use std::collections::HashMap;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::vocabulary;

/// How many words of a text are read; a question of 100 kB costs no more than one of 15 kB.
pub const MAX_WORDS: usize = 2_500;

/// Words longer than this many bytes are no words; they are skipped.
const MAX_WORD_BYTES: usize = 60;

/// Heads that say too little of a compound: "papierwerk" is no job, a "ziekenhuis" is no home.
const PALE_HEADS: &[&str] = &[
    "werk", "huis", "maal", "kant", "dag", "tijd", "stuk", "plaats", "kamer", "zorg", "gang", "man", "vrouw", "kunde",
    "heid", "loos", "school", "week", "avond", "nacht", "middag", "spel", "hand", "kop", "hoofd", "weg", "land",
    "mens", "stof", "nood", "raad",
];

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Byte offset where it starts in the text.
    pub start: usize,
    /// Byte offset just after it.
    pub end: usize,
    /// Lower case, without accents, dialect and shorthand put in full.
    pub folded: String,
    /// Stem in Dutch.
    pub stem: String,
    /// Stem of what a compound is a kind of: a "winterjas" is a "jas".
    pub head: Option<String>,
    /// Stem of what a compound is about: "wietlucht" is about "wiet".
    pub about: Option<String>,
    /// Number of the sentence it stands in; phrases and negation stay within one.
    pub sentence: usize,
    /// Number of the clause, between commas, brackets and "maar".
    pub clause: usize,
}

/// Lower case without accents: "Kafé" and "KAFE" become the same.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Forms of the commonest strong verbs, which no rule of endings brings together.
const VERBS: &[(&str, &[&str])] = &[
    ("kunnen", &["kan", "kunt", "kon", "konden"]),
    ("hebben", &["heb", "hebt", "heeft", "had", "hadden"]),
    ("willen", &["wil", "wilt", "wou", "wilde"]),
    ("moeten", &["moet", "moest", "moesten"]),
    ("gaan", &["ga", "gaat", "ging", "gingen"]),
    ("slaan", &["sla", "slaat", "sloeg", "geslagen"]),
    ("staan", &["sta", "staat", "stond"]),
    ("doen", &["doe", "doet", "deed", "gedaan"]),
    ("zien", &["zie", "ziet", "zag", "gezien"]),
    ("komen", &["kom", "komt", "kwam", "kwamen"]),
    ("krijgen", &["krijg", "krijgt", "kreeg", "gekregen"]),
    ("slapen", &["slaap", "slaapt", "sliep", "geslapen"]),
    ("eten", &["eet", "gegeten"]),
    ("drinken", &["drink", "drinkt", "dronk", "gedronken"]),
    ("lopen", &["loop", "loopt", "liep"]),
    ("spreken", &["spreek", "spreekt", "sprak", "gesproken"]),
    ("begrijpen", &["begrijp", "begrijpt", "begreep"]),
    ("verliezen", &["verlies", "verliest", "verloor", "verloren"]),
    ("sterven", &["sterf", "sterft", "stierf", "gestorven"]),
    ("zitten", &["zit", "zat", "zaten", "gezeten"]),
    ("liggen", &["lig", "ligt", "lag", "gelegen"]),
    ("vinden", &["vind", "vindt", "vond", "gevonden"]),
    ("zoeken", &["zoek", "zoekt", "zocht", "gezocht"]),
    ("brengen", &["breng", "brengt", "bracht", "gebracht"]),
    ("blijven", &["blijf", "blijft", "bleef", "gebleven"]),
    ("dansen", &["dans", "danst"]),
];

/// The Dutch stem of a folded word: as Snowball cuts it, and then "jass" is "jas", "briev" is "brief", "huiz" is "huis".
#[must_use]
pub fn stem(folded: &str) -> String {
    let regular = VERBS.iter().find(|(_, forms)| forms.contains(&folded)).map_or(folded, |(verb, _)| verb);
    let mut stem = Stemmer::new(Algorithm::DutchPorter).stem(regular).into_owned();
    let mut letters = stem.bytes().rev();
    if let (Some(last), Some(before)) = (letters.next(), letters.next()) {
        if last == before && last.is_ascii_lowercase() && !b"aeiou".contains(&last) {
            stem.pop();
        }
        if let Some(hard) =
            [(b'v', 'f'), (b'z', 's')].into_iter().find_map(|(soft, hard)| (soft == last).then_some(hard))
        {
            stem.pop();
            stem.push(hard);
        }
    }
    stem
}

/// The English stem of a folded word.
#[must_use]
pub fn stem_english(folded: &str) -> String {
    Stemmer::new(Algorithm::English).stem(folded).into_owned()
}

/// Cuts a text into words, at most [`MAX_WORDS`].
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let (mut sentence, mut clause) = (0, 0);
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // A combining accent belongs to the letter before it.
        let inside = c.is_alphanumeric() || (start.is_some() && is_combining_mark(c));
        if inside {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            clause += usize::from(["maar", "but"].contains(&&text[from..at]));
            push(&mut found, text, (from, at), (sentence, clause));
            if found.len() == MAX_WORDS {
                break;
            }
        }
        if ends_sentence(c, &text[at..]) {
            sentence += 1;
        }
        clause += usize::from(matches!(c, ',' | ':' | '(' | ')' | '–'));
    }
    found
}

fn push(found: &mut Vec<Word>, text: &str, (start, end): (usize, usize), (sentence, clause): (usize, usize)) {
    if end - start > MAX_WORD_BYTES {
        return;
    }
    let folded = in_full(fold(&text[start..end]));
    let cut = vocabulary::cut(&folded);
    let opens = found.last().is_none_or(|before| before.sentence != sentence);
    let mut letters = text[start..end].chars();
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase);
    // A capital within a sentence is a name: a "Willebroek" is no "broek".
    let (about, head) = cut.parts.clone().filter(|_| opens || !capital).unzip();
    let head = head.filter(|head| !PALE_HEADS.contains(&head.as_str()));
    let stem = cut.stem.clone();
    found.push(Word { start, end, folded, stem, head, about, sentence, clause });
}

/// The word that a variant stands for.
fn in_full(folded: String) -> String {
    static VARIANTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        include_str!("variants.csv").lines().skip(1).filter_map(|line| line.split_once(',')).collect()
    });
    VARIANTS.get(folded.as_str()).map_or(folded, |meant| (*meant).to_owned())
}

/// A full stop ends a sentence only before white space or the end: "4.50" and "e.d." do not cut.
fn ends_sentence(c: char, rest: &str) -> bool {
    match c {
        '!' | '?' | ';' | '\n' => true,
        '.' => rest[1..].chars().next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// The text with HTML tags taken out and the commonest entities put back, for reading and searching.
#[must_use]
pub fn without_markup(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        plain.push_str(&rest[..open]);
        let tag = &rest[open..];
        let looks_like_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match tag.find('>') {
            Some(close) if looks_like_tag => {
                plain.push(' ');
                rest = &tag[close + 1..];
            }
            _ => {
                plain.push('<');
                rest = &tag[1..];
            }
        }
    }
    plain.push_str(rest);
    let plain = plain.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let plain = plain.replace("&#39;", "'").replace("&amp;", "&");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_folded_and_keep_their_place() {
        let text = "Één gezin; café's";
        let found = words(text);
        assert_eq!(folded(text), ["een", "gezin", "cafe", "s"]);
        assert_eq!(&text[found[0].start..found[0].end], "Één");
        assert_eq!((found[1].sentence, found[2].sentence), (0, 1));
    }

    #[test]
    fn composed_and_decomposed_accents_are_the_same_word() {
        assert_eq!(folded("caf\u{e9}"), folded("cafe\u{301}"));
    }

    #[test]
    fn a_full_stop_inside_a_number_does_not_end_a_sentence() {
        let found = words("Kost 4.50 euro. Te veel");
        assert_eq!(found.iter().map(|word| word.sentence).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 1]);
    }

    #[test]
    fn singular_and_plural_share_a_stem_and_a_cat_is_no_hangover() {
        assert_eq!(stem("facturen"), stem("factuur"));
        assert_eq!(stem("schulden"), stem("schuld"));
        for (many, one) in [("jassen", "jas"), ("brieven", "brief"), ("huizen", "huis"), ("lessen", "les")] {
            assert_eq!(stem(many), stem(one), "{many}");
        }
        assert_ne!(stem("kat"), stem("kater"));
    }

    #[test]
    fn a_flood_of_words_is_cut_off() {
        assert_eq!(words(&"woord ".repeat(100_000)).len(), MAX_WORDS);
        assert!(words(&"a".repeat(100_000)).is_empty());
    }

    #[test]
    fn markup_disappears_and_a_loose_bracket_stays() {
        assert_eq!(without_markup("<p>Tot 12&nbsp;jaar</p><p>&lt; gratis</p>"), "Tot 12 jaar < gratis");
        assert_eq!(without_markup("kinderen < 12 jaar"), "kinderen < 12 jaar");
    }
}
