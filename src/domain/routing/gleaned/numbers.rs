//! Numbers as they are written and said: digits, words, ordinals, in Dutch and English.

/// Numbers that stand for an age or a year of school, by word. "Een" is an article first.
const WORDS: &[(&str, u8)] = &[
    ("twee", 2),
    ("drie", 3),
    ("vier", 4),
    ("vijf", 5),
    ("zes", 6),
    ("zeven", 7),
    ("acht", 8),
    ("negen", 9),
    ("tien", 10),
    ("elf", 11),
    ("twaalf", 12),
    ("dertien", 13),
    ("veertien", 14),
    ("vijftien", 15),
    ("zestien", 16),
    ("zeventien", 17),
    ("achttien", 18),
    ("negentien", 19),
    ("twintig", 20),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
];

const ORDINALS: &[(&str, u8)] = &[
    ("eerste", 1),
    ("tweede", 2),
    ("derde", 3),
    ("vierde", 4),
    ("vijfde", 5),
    ("zesde", 6),
    ("zevende", 7),
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
];

/// What makes years of a number when it is written against it: "14j", "vijftienjarige".
const YEARS: &[&str] = &["jarigen", "jarige", "jarig", "jaar", "jr", "j", "yo", "yrs", "yr"];

/// A number with what is written against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value.
    pub(super) value: u8,
    /// Years are written against it: "14j".
    pub(super) years: bool,
    /// "14-jarige" in one word.
    pub(super) aged: bool,
    /// And a half: "2½", "tweeenhalf".
    pub(super) half: bool,
    /// Written in digits.
    pub(super) digits: bool,
}

/// The number that a word is.
pub(super) fn number(folded: &str) -> Option<Number> {
    let bare = |text: &str| plain(text);
    if let Some((value, half, digits)) = bare(folded) {
        return Some(Number { value, years: false, aged: false, half, digits });
    }
    YEARS.iter().find_map(|suffix| {
        let (value, half, digits) = bare(folded.strip_suffix(suffix)?)?;
        Some(Number { value, years: true, aged: suffix.starts_with("jarig"), half, digits })
    })
}

fn plain(text: &str) -> Option<(u8, bool, bool)> {
    let (whole, half) = match text.strip_suffix('½').or_else(|| text.strip_suffix("eneenhalf")) {
        Some(whole) => (whole, true),
        None => text.strip_suffix("enhalf").map_or((text, false), |whole| (whole, true)),
    };
    if let Some((_, value)) = WORDS.iter().find(|(word, _)| *word == whole) {
        return Some((*value, half, false));
    }
    let digits = (1..=2).contains(&whole.len()) && whole.bytes().all(|byte| byte.is_ascii_digit());
    // "07" is a part of a date or of a phone number.
    if !digits || (whole.len() == 2 && whole.starts_with('0')) {
        return None;
    }
    Some((whole.parse().ok()?, half, true))
}

/// The ordinal that a word is: "3e", "3de", "derde".
pub(super) fn ordinal(folded: &str) -> Option<u8> {
    if let Some((_, value)) = ORDINALS.iter().find(|(word, _)| *word == folded) {
        return Some(*value);
    }
    let digit = folded.strip_suffix("ste").or_else(|| folded.strip_suffix("de")).or_else(|| folded.strip_suffix('e'));
    let digit = digit.or_else(|| ["st", "nd", "rd", "th"].iter().find_map(|suffix| folded.strip_suffix(suffix)))?;
    (digit.len() == 1).then(|| digit.parse().ok()).flatten()
}
