//! One form for many writings, so that a keyed token of it finds a person again. Each fold gives `None` when nothing is
//! left to look for. The results are personal data: they become tokens and are never kept.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A phone number as `+` and digits: `0475/12.34.56`, `0032 475 123456` and `+32 (0)475 12 34 56` are one number.
/// A number without country is Belgian (E.164, country code 32).
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let text = text.replace("(0)", "");
    let international = text.trim_start().starts_with('+');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = if international {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else if let Some(rest) = digits.strip_prefix('0') {
        format!("32{rest}")
    } else if digits.starts_with("32") && digits.len() >= 10 {
        digits
    } else {
        format!("32{digits}")
    };
    let number = number.strip_prefix("320").map_or(number.clone(), |rest| format!("32{rest}"));
    (number.len() > 4).then(|| format!("+{number}"))
}

/// A mail address in lower case. The part before the @ is case-sensitive by the letter of RFC 5321 and nowhere else.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let folded: String = text.trim().nfc().collect::<String>().to_lowercase();
    folded.contains('@').then_some(folded)
}

/// Letters and digits only, without marks, in lower case: `'t Groen-Dorp` and `t groendorp`.
#[must_use]
pub fn plain(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// A street, with the usual abbreviations written out.
#[must_use]
pub fn street(text: &str) -> Option<String> {
    let folded = plain(text);
    let written_out = [("straat", "str"), ("steenweg", "stwg"), ("steenweg", "stw"), ("laan", "ln"), ("plein", "pln")]
        .iter()
        .find_map(|(long, short)| folded.strip_suffix(short).map(|stem| format!("{stem}{long}")))
        .unwrap_or(folded);
    (!written_out.is_empty()).then_some(written_out)
}

/// Sounds that Dutch spelling writes in several ways, in the order in which they are replaced.
const SOUNDS: [(&str, &str); 22] = [
    ("sch", "s"),
    ("ck", "k"),
    ("ch", "g"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dt", "t"),
    ("qu", "kw"),
    ("x", "ks"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("c", "k"),
    ("q", "k"),
    ("ij", "i"),
    ("ey", "i"),
    ("ei", "i"),
    ("y", "i"),
    ("ae", "a"),
    ("ue", "u"),
    ("z", "s"),
    ("v", "f"),
];

/// A surname as it sounds: `De Smet`, `Desmet` and `de Smét` are alike, and so are `Claes` and `Klaas`.
#[must_use]
pub fn surname(text: &str) -> Option<String> {
    let mut sound = plain(text);
    for (written, heard) in SOUNDS {
        sound = sound.replace(written, heard);
    }
    let mut folded = String::with_capacity(sound.len());
    for c in sound.chars() {
        if !folded.ends_with(c) {
            folded.push(c);
        }
    }
    if let Some(stem) = folded.strip_suffix('d') {
        folded = format!("{stem}t");
    }
    (!folded.is_empty()).then_some(folded)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0475/12.34.56")]
    #[case("0032 475 12 34 56")]
    #[case("+32 475 12 34 56")]
    #[case("+32 (0)475 12 34 56")]
    #[case("32475123456")]
    #[case("475 12 34 56")]
    fn one_phone_in_many_writings(#[case] text: &str) {
        assert_eq!(phone(text).as_deref(), Some("+32475123456"));
    }

    #[test]
    fn other_countries_keep_their_number() {
        assert_eq!(phone("+31 6 12345678").as_deref(), Some("+31612345678"));
        assert_eq!(phone("geen"), None);
        assert_eq!(phone(""), None);
    }

    #[test]
    fn mail_addresses_do_not_depend_on_capitals() {
        assert_eq!(email(" Els.DeSmet@Voorbeeld.example ").as_deref(), Some("els.desmet@voorbeeld.example"));
        assert_eq!(email("geen adres"), None);
    }

    #[rstest]
    #[case(&["De Smet", "Desmet", "de Smét", "de Sme\u{301}t", "DE SMEDT", "De\u{a0}Smedt"])]
    #[case(&["Claes", "Klaas", "Claas"])]
    #[case(&["D'Hondt", "Dhont", "d’Hond"])]
    #[case(&["Van den Bosch", "Vandenbos", "van den Bossch"])]
    #[case(&["Verheyen", "Verheijen"])]
    #[case(&["El Haddaoui", "el-haddaoui", "Elhaddaoui"])]
    #[case(&["الحسن", "الحَسَن"])]
    fn surnames_that_sound_alike(#[case] names: &[&str]) {
        for name in names {
            assert_eq!(surname(name), surname(names[0]), "{name}");
            assert!(surname(name).is_some());
        }
    }

    #[test]
    fn surnames_that_do_not() {
        assert_ne!(surname("Peeters"), surname("Pauwels"));
        assert_ne!(surname("Janssens"), surname("Jacobs"));
        assert_eq!(surname(" ' "), None);
    }

    #[test]
    fn streets_are_written_out() {
        assert_eq!(street("Bruul Str."), street("bruulstraat"));
        assert_eq!(street("Antwerpse stwg"), street("Antwerpsesteenweg"));
    }

    proptest::proptest! {
        #[test]
        fn folding_never_stumbles_and_what_is_folded_stays(text in ".{0,40}") {
            let _ = (phone(&text), email(&text), street(&text), surname(&text));
            proptest::prop_assert_eq!(plain(&plain(&text)), plain(&text));
            if let Some(number) = phone(&text) {
                proptest::prop_assert_eq!(phone(&number), Some(number));
            }
        }
    }
}
