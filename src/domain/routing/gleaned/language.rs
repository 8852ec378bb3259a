//! Languages of the home: "spreekt enkel Pashto", "Turkstalig", "thuis Arabisch".
//!
//! The name of a language alone says little ("Turks gezin", "buist op Frans"): it counts beside a verb of speaking, beside
//! "thuis" or "taal", or where it is no nationality and no subject at school. What is denied is not spoken.

use super::ToldLanguage;
use super::tokens::{Token, quote};

/// Name of a language, its ISO 639 code, and whether the name alone says enough.
const LANGUAGES: &[(&str, &str, bool)] = &[
    ("nederlands", "nl", false),
    ("vlaams", "nl", false),
    ("dutch", "nl", false),
    ("frans", "fr", false),
    ("french", "fr", false),
    ("engels", "en", false),
    ("english", "en", false),
    ("duits", "de", false),
    ("german", "de", false),
    ("arabisch", "ar", false),
    ("arabic", "ar", false),
    ("marokkaans", "ar", false),
    ("darija", "ar", true),
    ("turks", "tr", false),
    ("turkish", "tr", false),
    ("pools", "pl", false),
    ("polish", "pl", false),
    ("roemeens", "ro", false),
    ("romanian", "ro", false),
    ("bulgaars", "bg", false),
    ("bulgarian", "bg", false),
    ("russisch", "ru", false),
    ("russian", "ru", false),
    ("oekraiens", "uk", false),
    ("ukrainian", "uk", false),
    ("albanees", "sq", false),
    ("albanian", "sq", false),
    ("servisch", "sr", false),
    ("kroatisch", "hr", false),
    ("bosnisch", "bs", false),
    ("sloveens", "sl", false),
    ("slovaaks", "sk", false),
    ("slovak", "sk", false),
    ("tsjechisch", "cs", false),
    ("hongaars", "hu", false),
    ("grieks", "el", false),
    ("portugees", "pt", false),
    ("portuguese", "pt", false),
    ("spaans", "es", false),
    ("spanish", "es", false),
    ("italiaans", "it", false),
    ("italian", "it", false),
    ("armeens", "hy", false),
    ("armenian", "hy", false),
    ("georgisch", "ka", false),
    ("tsjetsjeens", "ce", false),
    ("chechen", "ce", false),
    ("koerdisch", "ku", false),
    ("kurdish", "ku", false),
    ("sorani", "ckb", true),
    ("kurmanji", "kmr", true),
    ("pashto", "ps", true),
    ("pasjto", "ps", true),
    ("pasjtoe", "ps", true),
    ("pashtu", "ps", true),
    ("pasthu", "ps", true),
    ("dari", "fa", true),
    ("farsi", "fa", true),
    ("perzisch", "fa", false),
    ("persian", "fa", false),
    ("urdu", "ur", true),
    ("oerdoe", "ur", true),
    ("punjabi", "pa", true),
    ("hindi", "hi", true),
    ("bengaals", "bn", false),
    ("bengali", "bn", false),
    ("tamil", "ta", true),
    ("nepalees", "ne", false),
    ("nepali", "ne", false),
    ("tibetaans", "bo", false),
    ("chinees", "zh", false),
    ("mandarijn", "zh", true),
    ("chinese", "zh", false),
    ("vietnamees", "vi", false),
    ("vietnamese", "vi", false),
    ("thais", "th", false),
    ("tagalog", "tl", true),
    ("filipijns", "tl", false),
    ("mongools", "mn", false),
    ("oezbeeks", "uz", false),
    ("azeri", "az", true),
    ("tigrinya", "ti", true),
    ("tigrigna", "ti", true),
    ("tigrinia", "ti", true),
    ("amhaars", "am", true),
    ("amharic", "am", true),
    ("oromo", "om", true),
    ("somali", "so", false),
    ("somalisch", "so", false),
    ("swahili", "sw", true),
    ("lingala", "ln", true),
    ("kinyarwanda", "rw", true),
    ("kirundi", "rn", true),
    ("wolof", "wo", true),
    ("pulaar", "ff", true),
    ("peul", "ff", false),
    ("bambara", "bm", true),
    ("twi", "tw", true),
    ("igbo", "ig", false),
    ("yoruba", "yo", true),
    ("hausa", "ha", true),
    ("berbers", "ber", false),
    ("berber", "ber", false),
    ("tamazight", "ber", true),
    ("amazigh", "ber", false),
    ("riffijns", "rif", true),
    ("tarifit", "rif", true),
    ("romani", "rom", true),
    ("romanes", "rom", true),
    ("hebreeuws", "he", false),
    ("jiddisch", "yi", true),
    ("aramees", "arc", true),
    ("gebarentaal", "vgt", true),
    ("dari/farsi", "fa", true),
];
/// Beside one of these the name of a language says what is spoken.
const SPOKEN: &[&str] = &[
    "spreek",
    "spreekt",
    "spreken",
    "spraken",
    "sprak",
    "sprekend",
    "sprekende",
    "praat",
    "praten",
    "verstaat",
    "verstaan",
    "begrijpt",
    "begrijpen",
    "kent",
    "kennen",
    "thuis",
    "thuistaal",
    "taal",
    "moedertaal",
    "talen",
    "tolk",
    "tolken",
    "talig",
    "talige",
    "onderling",
    "speak",
    "speaks",
    "speaking",
    "spoken",
    "language",
    "interpreter",
    "understands",
    "talks",
];
/// What is denied or hardly there.
const DENIED: &[&str] = &[
    "geen",
    "niet",
    "nauwelijks",
    "amper",
    "weinig",
    "nooit",
    "zonder",
    "onvoldoende",
    "no",
    "not",
    "hardly",
    "little",
    "beperkt",
    "gebroken",
    "without",
    "gn",
    "gin",
    "barely",
    "slecht",
];
/// What is learned is not what is spoken at home.
const LEARNED: &[&str] = &[
    "leren",
    "leert",
    "les",
    "lessen",
    "cursus",
    "oefenen",
    "oefent",
    "studeren",
    "volgen",
    "volgt",
    "taalles",
    "taallessen",
    "toets",
    "examen",
    "buis",
    "bijles",
    "onvoldoende",
    "punten",
    "vak",
    "learn",
    "learning",
    "lessons",
    "class",
    "classes",
    "course",
    "leerkracht",
    "juf",
];
/// Most languages that are read.
const MOST: usize = 4;
/// How many words around the name are looked at.
const NEAR: usize = 5;

/// Languages of the home that a text names, in its order.
pub(super) fn read(text: &str, tokens: &[Token<'_>]) -> Vec<ToldLanguage> {
    let mut found: Vec<ToldLanguage> = Vec::new();
    let mut chained: Option<(usize, usize)> = None;
    for at in 0..tokens.len() {
        let Some((code, alone)) = named(&tokens[at].folded) else { continue };
        // "Pashto en een beetje Engels": what is said of the first holds for the next.
        let follows = chained.filter(|(last, _)| at - last <= 4 && joined(tokens, *last, at)).map(|(_, first)| first);
        let Some(first) = follows.or_else(|| evidence(tokens, at, alone)) else { continue };
        if denied(tokens, at) || learned(tokens, at) || of_school(tokens, at) {
            continue;
        }
        chained = Some((at, first));
        if !found.iter().any(|known| known.code == code) && found.len() < MOST {
            let first = if follows.is_some() { at } else { first };
            let last = spoken_after(tokens, at).unwrap_or(at);
            found.push(ToldLanguage { code: code.to_owned(), because: vec![quote(text, tokens, first, last)] });
        }
    }
    found
}

/// The code of a language by its name, and whether the name is enough: "Pashto", "Turkstalig", "Poolssprekende".
fn named(folded: &str) -> Option<(&'static str, bool)> {
    let exact = |name: &str| LANGUAGES.iter().find(|(known, ..)| *known == name);
    if let Some((_, code, alone)) = exact(folded) {
        return Some((code, *alone));
    }
    let stem =
        ["talige", "talig", "taligen", "sprekende", "sprekend"].iter().find_map(|end| folded.strip_suffix(end))?;
    exact(stem).map(|(_, code, _)| (*code, true))
}

/// The first word of what says that it is spoken; the name itself where it is enough.
fn evidence(tokens: &[Token<'_>], at: usize, alone: bool) -> Option<usize> {
    let start = at.saturating_sub(NEAR);
    for place in (start..at).rev() {
        let goes_on = tokens[place + 1].is(&["wel", "maar", "enkel", "alleen", "but", "only"]);
        if tokens[place + 1].opens_sentence() || (tokens[place + 1].before.contains(',') && !goes_on) {
            break;
        }
        if tokens[place].is(SPOKEN) {
            return Some(place);
        }
    }
    (alone || spoken_after(tokens, at).is_some()).then_some(at)
}

/// "Arabisch sprekend", "Arabic-speaking", "Arabisch thuis".
fn spoken_after(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let next = tokens.get(at + 1).filter(|next| !next.opens_clause())?;
    next.is(&["sprekend", "sprekende", "speaking", "talig", "talige", "thuis"]).then_some(at + 1)
}

fn joined(tokens: &[Token<'_>], from: usize, to: usize) -> bool {
    !(from + 1..=to).any(|place| tokens[place].opens_sentence())
        && (from + 1..to).all(|place| {
            tokens[place]
                .is(&["en", "of", "and", "or", "een", "beetje", "wat", "ook", "a", "some", "vooral", "little", "bit"])
        })
}

fn denied(tokens: &[Token<'_>], at: usize) -> bool {
    for place in (at.saturating_sub(4)..at).rev() {
        if tokens[place + 1].opens_sentence() || tokens[place + 1].before.contains(',') {
            return false;
        }
        // "Niet alleen": both are spoken; "een little bit" is some.
        let only = tokens[place + 1].is(&["alleen", "enkel", "only", "bit"]);
        if tokens[place].is(DENIED) && !only {
            return true;
        }
        if tokens[place].is(&["maar", "wel", "but", "only", "enkel", "alleen", "vooral"]) {
            return false;
        }
    }
    tokens.get(at + 1).is_some_and(|next| next.is(&["niet", "nauwelijks", "amper"]) && !next.opens_clause())
}

fn learned(tokens: &[Token<'_>], at: usize) -> bool {
    let around = at.saturating_sub(3)..(at + 3).min(tokens.len());
    around.into_iter().any(|place| {
        let (low, high) = (place.min(at), place.max(at));
        tokens[place].is(LEARNED) && !(low + 1..=high).any(|between| tokens[between].opens_clause())
    })
}

/// "Franstalige school" says nothing of the home.
fn of_school(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| {
        next.is(&["school", "scholen", "onderwijs", "klas", "dienst", "organisatie", "landsgedeelte", "basisschool"])
            && !next.opens_clause()
    })
}
