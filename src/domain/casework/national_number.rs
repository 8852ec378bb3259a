//! Finds Belgian national numbers in free text, so that they can be refused.
//!
//! Using the number of the National Register needs an authorisation (Act of 8 August 1983, article 8) that a contact
//! point does not have. A number is eleven digits, written with or without `.`, `-`, `/` and spaces; the last two are
//! 97 minus the first nine modulo 97, with a 2 put before the nine for people born from 2000 on (Royal Decree of
//! 3 April 1984). Nothing here keeps or repeats what it found.

/// Whether a text contains a number of the National Register with a valid checksum.
#[must_use]
pub fn contains(text: &str) -> bool {
    runs(text).iter().any(run_contains)
}

/// Digits that stand together, cut where a separator stood; `international` when a `+` stands before them.
#[derive(Default)]
struct Run {
    groups: Vec<Vec<u8>>,
    international: bool,
}

/// At most this many separators between two digits of one number: "33 - 028".
const MOST_SEPARATORS: usize = 3;
const DIGITS: usize = 11;

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '-' | '/' | ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut separators = 0;
    let mut plus = false;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10).and_then(|digit| u8::try_from(digit).ok()) {
            match run.groups.last_mut() {
                Some(group) if separators == 0 => group.push(digit),
                Some(_) => run.groups.push(vec![digit]),
                None => run = Run { groups: vec![vec![digit]], international: plus },
            }
            separators = 0;
        } else if is_separator(c) && separators < MOST_SEPARATORS && !run.groups.is_empty() {
            separators += 1;
        } else if !run.groups.is_empty() {
            runs.push(std::mem::take(&mut run));
            separators = 0;
        }
        plus = c == '+';
    }
    runs.push(run);
    runs
}

/// Looks at every stretch of whole groups that has eleven digits, so that a phone number beside it does not hide it.
fn run_contains(run: &Run) -> bool {
    (0..run.groups.len()).any(|from| {
        let phone = from == 0 && (run.international || run.groups[0] == [0, 0, 3, 2]);
        let mut digits: Vec<u8> = Vec::with_capacity(DIGITS);
        for group in &run.groups[from..] {
            if digits.len() + group.len() > DIGITS {
                return false;
            }
            digits.extend(group);
            if digits.len() == DIGITS {
                return !phone && checksum_holds(&digits);
            }
        }
        false
    })
}

fn checksum_holds(digits: &[u8]) -> bool {
    let value = |part: &[u8]| part.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
    let (nine, check) = (value(&digits[..9]), value(&digits[9..]));
    let born_before_2000 = 97 - nine % 97;
    let born_since_2000 = 97 - (2_000_000_000 + nine) % 97;
    check == born_before_2000 || check == born_since_2000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_both_centuries_are_found_however_they_are_written() {
        for text in [
            "85073003328",
            "het nummer is 85.07.30-033.28.",
            "85 07 30 033 28",
            "85.07.30 - 033.28",
            "RR:85073003328, bel 015 29 48 11",
            "015 29 48 11 85.07.30-033.28",
            "geboren 17/07/2000: 17.07.30-033.84",
            "17073003384",
            "85\u{a0}07\u{a0}30\u{a0}033\u{a0}28",
        ] {
            assert!(contains(text), "{text}");
        }
    }

    #[test]
    fn other_digits_are_left_alone() {
        for text in [
            "",
            "geen cijfers",
            "85073003329",
            "0475 12 34 56",
            "015/29.48.11",
            "+32 475 12 34 56",
            "0032 475 12 34 56",
            "850730033281",
            "185073003328",
            "zaak 26-0427, dossier 12345",
            "85.07.30, later 033.28",
            "BE68 5390 0754 7034",
        ] {
            assert!(!contains(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_valid_number_is_found_in_any_writing(nine in 0_u64..1_000_000_000, young: bool, style in 0_usize..4) {
            let base = if young { 2_000_000_000 + nine } else { nine };
            let digits = format!("{nine:09}{:02}", 97 - base % 97);
            let text = match style {
                0 => digits,
                1 => format!("{}.{}.{}-{}.{}", &digits[..2], &digits[2..4], &digits[4..6], &digits[6..9], &digits[9..]),
                2 => format!("{} {} {} {} {}", &digits[..2], &digits[2..4], &digits[4..6], &digits[6..9], &digits[9..]),
                _ => format!("moeder ({}-{}), belt terug", &digits[..6], &digits[6..]),
            };
            proptest::prop_assert!(contains(&text), "{}", text);
        }

        #[test]
        fn no_text_makes_it_stumble(text in ".*") {
            let _ = contains(&text);
        }
    }
}
