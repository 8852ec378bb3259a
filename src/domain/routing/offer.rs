//! Which needs a service meets, and which topics within them: read from its kind, and from its own words through the
//! lexicon that reads questions and the words of institutions beside it. Done once, when the map is loaded.

use std::collections::BTreeMap;

use crate::domain::socialmap::candidate::{Candidate, NeedMet};
use crate::domain::socialmap::facts::Wording;

use super::lexicon::Lexicon;
use super::text::{Word, words};

/// A need below this share of the strongest one is only mentioned in passing.
const PASSING: f32 = 0.15;

/// How much it counts whether a service is for one need or for many; 0 is not at all.
const FOCUS: f32 = 0.2;

/// How much the words of a service count beside its kind.
const WORDS: f32 = 0.45;

/// How much of the strength that a kind gives depends on the words of the service itself.
const TIE: f32 = 0.15;

/// Name, other name, rubrics, description and conditions of a service, cut into words.
type Texts = [Vec<Word>; 5];

/// Strengths: of the need, and of its topics.
type Strengths = BTreeMap<String, (f32, BTreeMap<String, f32>)>;

/// Needs that a service meets, strongest first.
#[must_use]
pub fn needs(lexicon: &Lexicon, candidate: &Candidate, wording: &Wording) -> Vec<NeedMet> {
    let texts = [&wording.name, &wording.alternate_name, &wording.rubrics, &wording.description, &wording.eligibility];
    let cut = texts.map(|text| words(text));
    let mut total = of_kind(lexicon, candidate, &cut);
    let known = !total.is_empty();
    for (code, (strength, topics)) in of_words(lexicon, &cut) {
        let share = if known { WORDS } else { 1.0 };
        let (strongest, of_topics) = total.entry(code).or_default();
        // Of two of a kind the one whose own words speak most of the need comes first.
        *strongest =
            if *strongest > 0.0 { *strongest * (1.0 - TIE * (1.0 - strength)) } else { 0.0 }.max(share * strength);
        if of_topics.is_empty() {
            of_topics.extend(topics.into_iter().map(|(code, strength)| (code, share * strength)));
        }
    }
    let mut met: Vec<NeedMet> = total
        .into_iter()
        .map(|(code, (strength, topics))| {
            let topics = topics.into_iter().map(|(topic, met)| (topic.into(), met)).collect();
            NeedMet { code: code.into(), strength, topics }
        })
        .filter(|met| met.strength >= PASSING)
        .collect();
    met.sort_by(|a, b| b.strength.total_cmp(&a.strength).then_with(|| a.code.cmp(&b.code)));
    met
}

/// What services of its kinds help with.
fn of_kind(
    lexicon: &Lexicon,
    candidate: &Candidate,
    [name, other, rubrics, description, eligibility]: &Texts,
) -> Strengths {
    let organization = words(&candidate.organization_name);
    let parts = [
        (name.as_slice(), 2.0),
        (other, 1.2),
        (rubrics, 1.2),
        (description, 1.0),
        (eligibility, 0.5),
        (&organization, 0.4),
    ];
    let mut total = Strengths::new();
    for kind in lexicon.kinds.of(&parts, &candidate.audiences) {
        for meets in kind.meets {
            let need = &lexicon.needs()[meets.need];
            let strength = meets.strength * kind.share;
            let (strongest, topics) = total.entry(need.code.clone()).or_default();
            *strongest = strongest.max(strength);
            if let Some(topic) = meets.topic {
                let met = topics.entry(need.topics[topic].code.clone()).or_default();
                *met = met.max(strength);
            }
        }
    }
    total
}

/// What its words speak of; 1 is the strongest need.
fn of_words(lexicon: &Lexicon, [name, other, rubrics, description, eligibility]: &Texts) -> Strengths {
    let parts = [(name, 2.5), (other, 1.5), (rubrics, 2.2), (description, 1.0), (eligibility, 0.6)];
    let mut total = Strengths::new();
    for (text, weight) in parts {
        for found in lexicon.find_offered(text) {
            let (sum, topics) = total.entry(found.code).or_default();
            *sum += weight * found.weight;
            for (topic, share) in found.topics {
                *topics.entry(topic).or_default() += weight * share;
            }
        }
    }
    let strongest = total.values().map(|(sum, _)| *sum).fold(f32::MIN_POSITIVE, f32::max);
    // Who does many things is less of a specialist in each.
    let all: f32 = total.values().map(|(sum, _)| *sum).sum();
    let focus = if all > 0.0 { (strongest / all).powf(FOCUS) } else { 0.0 };
    for (strength, topics) in total.values_mut() {
        *strength *= focus / strongest;
        let main = topics.values().copied().fold(0.0, f32::max);
        // Topics that are not only mentioned in passing.
        topics.retain(|_, weight| *weight >= 0.35 * main);
        topics.values_mut().for_each(|weight| *weight = *strength);
    }
    total
}
