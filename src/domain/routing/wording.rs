//! The files in which the wording of needs is kept: one a need (`wording/<code>.txt`), lists of phrases under headings.
//!
//! `[nl]` and `[en]` hold what people say, `[service]` holds how services speak of it. `[topic code | Dutch | English]`
//! opens a narrower subject within the need, with headings of its own. Phrases are separated by commas or lines. A word
//! that ends in `*` matches every word that starts so; `<name>` stands for one word of that class (`classes.txt`);
//! a `~` at the end halves the weight of a phrase, a `!` doubles it; with a `?` it only hints (see `hint`).

use std::collections::BTreeMap;

use super::lexicon::{Bilingual, LexiconFault};

/// The words that a class stands for, by its name.
pub(super) type Classes = BTreeMap<String, Vec<String>>;

/// Phrases of a need or of a topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// What people say in Dutch.
    pub(super) nl: Vec<String>,
    /// What people say in English.
    pub(super) en: Vec<String>,
    /// How services speak of it.
    pub(super) service: Vec<String>,
}

/// A narrower subject within a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TopicWording {
    /// Code, unique within the need.
    pub(super) code: String,
    /// Short name.
    pub(super) label: Bilingual,
    /// Its phrases.
    pub(super) said: Said,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NeedWording {
    /// Phrases of the need itself.
    pub(super) said: Said,
    /// Its topics.
    pub(super) topics: Vec<TopicWording>,
}

/// Reads one file.
///
/// # Errors
/// [`LexiconFault::Line`] for a heading that is not known, or phrases before the first heading.
pub(super) fn read(code: &str, text: &str) -> Result<NeedWording, LexiconFault> {
    let mut wording = NeedWording::default();
    let mut heading = None;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        let fault = || LexiconFault::Line { file: code.to_owned(), line: number };
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(inside) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            match (inside, inside.strip_prefix("topic ")) {
                (_, Some(topic)) => wording.topics.push(opened(topic).ok_or_else(fault)?),
                ("nl" | "en" | "service", None) => heading = Some(inside),
                _ => return Err(fault()),
            }
            continue;
        }
        let said = match wording.topics.last_mut() {
            Some(topic) => &mut topic.said,
            None => &mut wording.said,
        };
        let list = match heading {
            Some("nl") => &mut said.nl,
            Some("en") => &mut said.en,
            Some(_) => &mut said.service,
            None => return Err(fault()),
        };
        list.extend(phrases(line));
    }
    Ok(wording)
}

/// Reads the classes: a name, a colon, and its words.
///
/// # Errors
/// [`LexiconFault::Line`] for a line without a colon.
pub(super) fn classes(text: &str) -> Result<Classes, LexiconFault> {
    let mut classes = Classes::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, words) =
            line.split_once(':').ok_or_else(|| LexiconFault::Line { file: "classes".to_owned(), line: number })?;
        classes.entry(name.trim().to_owned()).or_default().extend(phrases(words));
    }
    Ok(classes)
}

fn opened(heading: &str) -> Option<TopicWording> {
    let mut cells = heading.split('|').map(|cell| cell.trim().to_owned());
    let (code, nl, en) = (cells.next()?, cells.next()?, cells.next()?);
    Some(TopicWording { code, label: Bilingual { nl, en }, said: Said::default() })
}

fn phrases(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split(',').map(|phrase| phrase.trim().to_owned()).filter(|phrase| !phrase.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_topics_are_told_apart() -> Result<(), LexiconFault> {
        let read = read(
            "food",
            "# Food\n[nl]\nhonger, lege brooddoos\n[topic parcel | pakket | parcel]\n[service]\npakket*\n",
        )?;
        assert_eq!(read.said.nl, ["honger", "lege brooddoos"]);
        assert_eq!(
            (read.topics[0].code.as_str(), &read.topics[0].said.service[..]),
            ("parcel", &["pakket*".to_owned()][..])
        );
        Ok(())
    }

    #[test]
    fn faulty_lines_are_named() {
        for text in ["honger", "[fr]", "[topic x]"] {
            assert!(matches!(read("food", text), Err(LexiconFault::Line { line: 1, .. })), "{text}");
        }
        assert!(classes("ouder mama").is_err());
    }
}
