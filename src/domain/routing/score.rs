//! How well questions are answered, against answers that people labelled: the measure of routing, and nothing else.
//!
//! The format is one JSON object a line; fields that are not listed here are left alone.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::ids::Id;

/// A question with the answers that people found right.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Labelled {
    /// Name of the question.
    pub id: String,
    /// The words of the asker.
    pub question: String,
    /// Age of the pupil in whole years.
    pub pupil_age: Option<u8>,
    /// Stage of school, where known.
    pub school_stage: Option<super::question::StageName>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// Languages in which the family can be helped.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Codes of its needs, the most pressing first; empty where nobody labelled them.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Right services; none where nothing on the map fits.
    pub gold: Vec<Id>,
    /// Services that would also do.
    #[serde(default)]
    pub acceptable: Vec<Id>,
    /// Services that fit in words but may not be suggested.
    #[serde(default)]
    pub forbidden: Vec<Id>,
    /// Kinds of question.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Services, best first.
    pub ranked: Vec<Id>,
    /// Services that were named as ruled out.
    pub excluded: Vec<Id>,
    /// Nothing was suggested with confidence.
    pub no_confident_match: bool,
    /// Codes of the needs that were read, strongest first.
    pub needs: Vec<String>,
}

/// What is wrong with one answer; several things may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No right service among the first three.
    NotInThree,
    /// A right one among the first three, but not first.
    NotFirst,
    /// A service that may not be suggested was.
    Ineligible,
    /// Nothing fits, and that was not said.
    MissedGap,
    /// It was said that nothing fits, though something does.
    FalseAlarm,
    /// The most pressing need was not read.
    NeedMissed,
}

/// Counts over a set of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Questions that some service fits.
    pub answerable: usize,
    /// A right service came first.
    pub first: usize,
    /// A right service was among the first three.
    pub in_three: usize,
    /// Questions that nothing fits.
    pub gaps: usize,
    /// Of those, where that was said.
    pub gaps_said: usize,
    /// Questions that something fits, where it was said that nothing does.
    pub false_alarms: usize,
    /// Questions with a service that fits in words only.
    pub tempting: usize,
    /// Of those, where it was suggested.
    pub ineligible: usize,
    /// Services that fit in words only, and of those, the ones that were named as ruled out.
    pub forbidden: usize,
    /// See `forbidden`.
    pub named: usize,
    /// Questions with labelled needs.
    pub with_needs: usize,
    /// Of those, where the most pressing need was read first.
    pub need_first: usize,
    /// Of those, where it was read at all.
    pub need_read: usize,
}

impl Tally {
    /// Counts one answer, and says what is wrong with it.
    pub fn count(&mut self, question: &Labelled, answer: &Answer) -> Vec<Failure> {
        let mut failures = Vec::new();
        if question.gold.is_empty() {
            self.gaps += 1;
            self.gaps_said += usize::from(answer.no_confident_match);
            failures.extend((!answer.no_confident_match).then_some(Failure::MissedGap));
        } else {
            self.answerable += 1;
            let place = answer.ranked.iter().position(|id| question.gold.contains(id));
            self.first += usize::from(place == Some(0));
            self.in_three += usize::from(place.is_some_and(|place| place < 3));
            match place {
                Some(0) => {}
                Some(1 | 2) => failures.push(Failure::NotFirst),
                _ => failures.push(Failure::NotInThree),
            }
            self.false_alarms += usize::from(answer.no_confident_match);
            failures.extend(answer.no_confident_match.then_some(Failure::FalseAlarm));
        }
        if !question.forbidden.is_empty() {
            self.tempting += 1;
            self.forbidden += question.forbidden.len();
            self.named += question.forbidden.iter().filter(|id| answer.excluded.contains(id)).count();
            let suggested = question.forbidden.iter().any(|id| answer.ranked.contains(id));
            self.ineligible += usize::from(suggested);
            failures.extend(suggested.then_some(Failure::Ineligible));
        }
        if let Some(pressing) = question.needs.first() {
            self.with_needs += 1;
            self.need_first += usize::from(answer.needs.first() == Some(pressing));
            let read = answer.needs.contains(pressing);
            self.need_read += usize::from(read);
            failures.extend((!read).then_some(Failure::NeedMissed));
        }
        failures
    }

    /// The measures by name: how many of how many.
    #[must_use]
    pub fn rows(&self) -> [(&'static str, usize, usize); 8] {
        [
            ("right service first", self.first, self.answerable),
            ("right service among first three", self.in_three, self.answerable),
            ("ineligible service suggested", self.ineligible, self.tempting),
            ("ineligible services named with why", self.named, self.forbidden),
            ("nothing fits: recognised", self.gaps_said, self.gaps),
            ("nothing fits: false alarms", self.false_alarms, self.answerable),
            ("most pressing need read first", self.need_first, self.with_needs),
            ("most pressing need read", self.need_read, self.with_needs),
        ]
    }
}

/// The same counts for each kind of question.
#[derive(Debug, Clone, Default)]
pub struct ByTag(pub BTreeMap<String, Tally>);

impl ByTag {
    /// Counts one answer under each of its tags.
    pub fn count(&mut self, question: &Labelled, answer: &Answer) {
        for tag in &question.tags {
            let _ = self.0.entry(tag.clone()).or_default().count(question, answer);
        }
    }
}

/// Reads questions, one JSON object a line.
///
/// # Errors
/// The number of the first line that cannot be read, counted from 1, and why.
pub fn read(text: &str) -> Result<Vec<Labelled>, (usize, serde_json::Error)> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| serde_json::from_str(line).map_err(|error| (number, error))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(gold: &[&str], forbidden: &[&str]) -> Labelled {
        let list = |ids: &[&str]| ids.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(",");
        let line = format!(
            r#"{{"id":"q","question":"?","pupilAge":7,"schoolStage":"lager","postcode":"2800","needs":["food"],
            "gold":[{}],"forbidden":[{}],"forbidden_why":{{}},"note":""}}"#,
            list(gold),
            list(forbidden)
        );
        read(&line.replace('\n', " ")).ok().and_then(|mut all| all.pop()).unwrap_or_else(|| panic!("{line}"))
    }

    fn answer(ranked: &[&str], no_confident_match: bool) -> Answer {
        let ranked = ranked.iter().map(|id| (*id).to_owned()).collect();
        Answer { ranked, no_confident_match, needs: vec!["food".to_owned()], ..Answer::default() }
    }

    #[test]
    fn places_are_counted() {
        let mut tally = Tally::default();
        assert_eq!(tally.count(&question(&["a"], &[]), &answer(&["a"], false)), []);
        assert_eq!(tally.count(&question(&["a"], &[]), &answer(&["b", "c", "a"], false)), [Failure::NotFirst]);
        assert_eq!(tally.count(&question(&["a"], &[]), &answer(&["b", "c", "d", "a"], false)), [Failure::NotInThree]);
        assert_eq!((tally.answerable, tally.first, tally.in_three), (3, 1, 2));
    }

    #[test]
    fn gaps_and_false_alarms_and_the_ineligible_are_counted() {
        let mut tally = Tally::default();
        assert_eq!(tally.count(&question(&[], &["x"]), &answer(&["x"], true)), [Failure::Ineligible]);
        assert_eq!(tally.count(&question(&[], &[]), &answer(&["b"], false)), [Failure::MissedGap]);
        assert_eq!(tally.count(&question(&["a"], &[]), &answer(&["a"], true)), [Failure::FalseAlarm]);
        assert_eq!((tally.gaps, tally.gaps_said, tally.false_alarms, tally.ineligible), (2, 1, 1, 1));
    }
}
