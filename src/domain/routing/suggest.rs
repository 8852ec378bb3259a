//! From a question and the map to an ordered list with reasons, and the near misses with why not.
//!
//! Nothing is decided here about a family: a person chooses. Ties are broken by name, then by id.

use std::borrow::Borrow;
use std::collections::HashMap;

use crate::domain::ids::Id;
use crate::domain::socialmap::Candidate;

use super::gleaned::Gleaned;
use super::lexicon::{Lexicon, ProposedNeed};
use super::question::{Mentioned, Question};
use super::rules::soft::Wanted;
use super::rules::{Criterion, Reason, Ruling, experience, hard, soft, tied, weights};

/// How many near misses are named.
const NEAR_MISSES: usize = 15;
/// Score from which an excluded service is a near miss.
const NEAR_MISS: f32 = 0.15;

/// A service with what speaks for and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed<'a> {
    /// The service.
    pub service: &'a Candidate,
    /// Sum of the points of the reasons; higher is better.
    pub score: f32,
    /// One reason per criterion that has something to say.
    pub reasons: Vec<Reason>,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested<'a> {
    /// Services that fit, best first.
    pub items: Vec<Weighed<'a>>,
    /// Services whose words fit but that a hard rule excludes, best first; the reasons that exclude come first.
    pub excluded: Vec<Weighed<'a>>,
    /// No service fits well enough to be suggested with confidence.
    pub no_confident_match: bool,
    /// The needs that were used.
    pub needs: Vec<ProposedNeed>,
    /// What else the words tell; used where nobody gave it.
    pub read: Gleaned,
}

/// Suggests services. `text_scores` are full-text scores of the question by service; a missing one counts as zero.
#[must_use]
pub fn suggest<'a, C: Borrow<Candidate>>(
    question: &Question,
    candidates: &'a [C],
    text_scores: &HashMap<Id, f32>,
    lexicon: &Lexicon,
) -> Suggested<'a> {
    let read = Gleaned::from(&question.text).without(&question.struck.read);
    let question = &question.with_what_is_read(&read);
    let needs = wanted(question, lexicon);
    let said = Mentioned::read(&question.text);
    // Where even the best score is low, a stray word was found, not the subject: it does not count in full.
    let enough = weights::WORDS_ENOUGH * (1.0 + candidates.len() as f32).ln();
    let best = text_scores.values().copied().fold(enough, f32::max);
    let share = |id: &Id| if best > 0.0 { text_scores.get(id).copied().unwrap_or(0.0) / best } else { 0.0 };
    let (mut items, mut excluded) = (Vec::new(), Vec::new());
    for service in candidates.iter().map(Borrow::borrow) {
        let share = share(&service.id);
        // Being near or free makes no suggestion: a service must be about the question.
        if soft::text(share).is_none()
            && !needs.iter().any(|need| service.needs.iter().any(|met| met.code == need.code))
            && !question.school.as_ref().is_some_and(|school| service.schools.contains(school))
        {
            continue;
        }
        let (fits, against) = hard_rules(service, question, said);
        let soft = soft_rules(service, question, &needs, share, lexicon);
        let about = about(&soft);
        // Through whom it is reached comes first: whoever reads on may forget it.
        let reasons: Vec<Reason> = against.iter().cloned().chain(tied::via(service)).chain(soft).chain(fits).collect();
        let score = reasons.iter().map(|reason| reason.points).sum();
        let weighed = Weighed { service, score, reasons };
        if against.is_empty() {
            items.push(weighed);
        } else if about >= NEAR_MISS {
            excluded.push(weighed);
        }
    }
    order(&mut items);
    spread(&mut items);
    order(&mut excluded);
    let no_confident_match = !confident(&items, &excluded, &needs);
    items.truncate(question.limit);
    excluded.truncate(NEAR_MISSES);
    let needs = needs.into_iter().map(|need| ProposedNeed { code: need.code, because: need.because }).collect();
    Suggested { items, excluded, no_confident_match, needs, read }
}

/// The hard rules that exclude a service for this question: what a person has to override to choose it all the same.
/// Whether it is active is not among them: that nobody overrides.
#[must_use]
pub fn exclusions(service: &Candidate, question: &Question) -> Vec<Criterion> {
    let (_, against) = hard_rules(service, question, Mentioned::read(&question.text));
    against.into_iter().map(|reason| reason.criterion).filter(|rule| *rule != Criterion::Status).collect()
}

/// Confirmed needs as they are; else those that the words give away.
fn wanted(question: &Question, lexicon: &Lexicon) -> Vec<Wanted> {
    if question.needs.is_empty() {
        let mut told = lexicon.told(&question.text);
        told.retain(|need| !question.struck.needs.contains(&need.code));
        let strongest = told.first().map_or(1.0, |need| need.weight);
        return told
            .into_iter()
            .map(|need| Wanted {
                share: (need.weight / strongest).powf(weights::WEAKER),
                weight: need.weight,
                code: need.code,
                because: need.because,
                topics: main(&need.topics),
            })
            .collect();
    }
    let read = lexicon.find(&question.text);
    let confirmed = question.needs.iter().map(|code| {
        let found = read.iter().find(|need| need.code == *code);
        Wanted {
            code: code.clone(),
            because: found.map(|need| need.because.clone()).unwrap_or_default(),
            topics: found.map(|need| main(&need.topics)).unwrap_or_default(),
            share: 1.0,
            weight: f32::INFINITY,
        }
    });
    confirmed.collect()
}

/// A topic that is spoken of less than this beside the clearest one is left out.
const TOPIC: f32 = 0.5;

/// A topic of which a stray word reminds is none.
const TOPIC_ENOUGH: f32 = 0.5;

/// The topics that the question is about.
fn main(topics: &[(String, f32)]) -> Vec<String> {
    let clearest = topics.iter().map(|(_, weight)| *weight).fold(0.0, f32::max);
    let enough = (TOPIC * clearest).max(TOPIC_ENOUGH);
    topics.iter().filter(|(_, weight)| *weight >= enough).map(|(topic, _)| topic.clone()).collect()
}

/// How much a service is about the question: its need and text points.
fn about(reasons: &[Reason]) -> f32 {
    let telling = reasons.iter().filter(|r| matches!(r.criterion, Criterion::Need | Criterion::Text));
    telling.map(|reason| reason.points).sum()
}

fn hard_rules(service: &Candidate, question: &Question, said: Mentioned) -> (Vec<Reason>, Vec<Reason>) {
    let (mut fits, mut against) = (Vec::new(), Vec::new());
    for ruling in [
        hard::status(service),
        placed(hard::area(service, question.postcode), question),
        hard::age(service, &question.children, &question.told.children),
        hard::sex(service, said),
        hard::declined(service, question),
        tied::school(service, question),
        tied::season(service, question.at.local_date()),
    ] {
        match ruling {
            Ruling::Fits(reason) => fits.extend(reason),
            Ruling::Excludes(reason) => against.push(reason),
        }
    }
    fits.extend(tied::online(service));
    fits.push(hard::agreement(service, question.at.local_date()));
    (fits, against)
}

/// Says where the place comes from, if it was read.
fn placed(ruling: Ruling, question: &Question) -> Ruling {
    match ruling {
        Ruling::Fits(reason) => Ruling::Fits(reason.map(|reason| from_place(reason, question))),
        Ruling::Excludes(reason) => Ruling::Excludes(from_place(reason, question)),
    }
}

fn from_place(reason: Reason, question: &Question) -> Reason {
    match &question.told.place {
        Some(read) => reason.read_from(&read.because),
        None => reason,
    }
}

fn soft_rules(
    service: &Candidate,
    question: &Question,
    needs: &[Wanted],
    share: f32,
    lexicon: &Lexicon,
) -> Vec<Reason> {
    [
        soft::need(service, needs, lexicon),
        soft::text(share),
        soft::audience(service, &question.children),
        soft::language(service, &question.languages).map(|reason| match question.told.languages.first() {
            Some(read) => reason.read_from(&read.because),
            None => reason,
        }),
        soft::distance(service, question.postcode).map(|reason| from_place(reason, question)),
        Some(soft::capacity(service, question.at)),
        soft::urgency(service, question.urgency, question.at).map(|reason| match &question.told.urgency {
            Some(read) => reason.read_from(&read.because),
            None => reason,
        }),
        soft::freshness(service, question.at),
        experience::response(service),
        experience::acceptance(service),
        experience::outcome(service),
        soft::contact(service),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn order(weighed: &mut [Weighed<'_>]) {
    weighed.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.service.name.cmp(&b.service.name))
            .then_with(|| a.service.id.cmp(&b.service.id))
    });
}

/// The first three are not all for the same need where the question speaks of more: a service whose main need was
/// served already by one before it gives way to one that is nearly as good for another.
fn spread(items: &mut [Weighed<'_>]) {
    let main = |weighed: &Weighed<'_>| {
        let need = weighed.reasons.iter().find(|reason| reason.criterion == Criterion::Need)?;
        need.data["needs"][0].as_str().map(str::to_owned)
    };
    for place in 1..items.len().min(3) {
        let served: Vec<Option<String>> = items[..place].iter().map(main).collect();
        let worth = |weighed: &Weighed<'_>| {
            let own = main(weighed);
            weighed.score - weights::SERVED * served.iter().filter(|need| **need == own).count() as f32
        };
        let best = (place..items.len().min(place + 12))
            .max_by(|a, b| worth(&items[*a]).total_cmp(&worth(&items[*b])).then(b.cmp(a)));
        if let Some(best) = best {
            items[place..=best].rotate_right(1);
        }
    }
}

/// Whether something can be suggested with confidence: the question speaks clearly of a need, a service meets it, and no
/// service that is ruled out meets it much better. Where no need was read, the words of a service must come close.
fn confident(items: &[Weighed<'_>], excluded: &[Weighed<'_>], needs: &[Wanted]) -> bool {
    let best = |list: &[Weighed<'_>], points: &dyn Fn(&Weighed<'_>) -> f32| list.iter().map(points).fold(0.0, f32::max);
    let Some(clearest) = needs.iter().map(|need| need.weight).max_by(f32::total_cmp) else {
        let words = |weighed: &Weighed<'_>| about(&weighed.reasons);
        return best(items, &words) >= weights::WORDS_ALONE * weights::TEXT;
    };
    if clearest < weights::CLEAR {
        return false;
    }
    let pressing = needs.iter().filter(|need| need.weight >= weights::PRESSING * clearest);
    pressing.into_iter().any(|need| {
        let met = |weighed: &Weighed<'_>| soft::strength(weighed.service, need).unwrap_or_default();
        let general = |weighed: &Weighed<'_>| {
            let takes_all = weighed.service.needs.iter().any(|met| met.code == "general-advice" && met.strength >= 0.9);
            if takes_all { met(weighed) } else { 0.0 }
        };
        let (fits, ruled_out) = (best(items, &met), best(excluded, &met));
        best(items, &general) >= weights::GENERAL || (fits >= weights::MEETS && fits >= weights::OUTDONE * ruled_out)
    })
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
