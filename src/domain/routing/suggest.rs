//! From a question and the map to an ordered list with reasons, and the near misses with why not.
//!
//! Nothing is decided here about a family: a person chooses. Ties are broken by name, then by id.

use std::collections::HashMap;

use crate::domain::ids::Id;
use crate::domain::socialmap::Candidate;

use super::lexicon::{Lexicon, ProposedNeed};
use super::question::{Mentioned, Question};
use super::rules::{Criterion, Reason, Ruling, hard, soft, weights};

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
}

/// Suggests services. `text_scores` are full-text scores of the question by service; a missing one counts as zero.
#[must_use]
pub fn suggest<'a>(
    question: &Question,
    candidates: &'a [Candidate],
    text_scores: &HashMap<Id, f32>,
    lexicon: &Lexicon,
) -> Suggested<'a> {
    let needs = needs_of(question, lexicon);
    let said = Mentioned::read(&question.text);
    // Where even the best score is low, a stray word was found, not the subject: it does not count in full.
    let enough = weights::WORDS_ENOUGH * (1.0 + candidates.len() as f32).ln();
    let best = text_scores.values().copied().fold(enough, f32::max);
    let share = |id: &Id| if best > 0.0 { text_scores.get(id).copied().unwrap_or(0.0) / best } else { 0.0 };
    let (mut items, mut excluded) = (Vec::new(), Vec::new());
    for service in candidates {
        let share = share(&service.id);
        // Being near or free makes no suggestion: a service must be about the question.
        if soft::text(share).is_none()
            && !needs.iter().any(|need| service.needs.iter().any(|met| met.code == need.code))
        {
            continue;
        }
        let (fits, against) = hard_rules(service, question, said);
        let soft = soft_rules(service, question, &needs, share, lexicon);
        let about: f32 =
            soft.iter().filter(|r| matches!(r.criterion, Criterion::Need | Criterion::Text)).map(|r| r.points).sum();
        let reasons: Vec<Reason> = against.iter().cloned().chain(soft).chain(fits).collect();
        let score = reasons.iter().map(|reason| reason.points).sum();
        let weighed = Weighed { service, score, reasons };
        if against.is_empty() {
            items.push(weighed);
        } else if about >= NEAR_MISS {
            excluded.push(weighed);
        }
    }
    order(&mut items);
    order(&mut excluded);
    let no_confident_match = !confident(&items, &needs);
    items.truncate(question.limit);
    excluded.truncate(NEAR_MISSES);
    Suggested { items, excluded, no_confident_match, needs }
}

/// The hard rules that exclude a service for this question: what a person has to override to choose it all the same.
/// Whether it is active is not among them: that nobody overrides.
#[must_use]
pub fn exclusions(service: &Candidate, question: &Question) -> Vec<Criterion> {
    let (_, against) = hard_rules(service, question, Mentioned::read(&question.text));
    against.into_iter().map(|reason| reason.criterion).filter(|rule| *rule != Criterion::Status).collect()
}

/// Confirmed needs as they are; else those that the words give away.
fn needs_of(question: &Question, lexicon: &Lexicon) -> Vec<ProposedNeed> {
    let read = lexicon.propose(&question.text);
    if question.needs.is_empty() {
        return read;
    }
    let because = |code: &String| {
        read.iter().find(|need| need.code == *code).map(|need| need.because.clone()).unwrap_or_default()
    };
    question.needs.iter().map(|code| ProposedNeed { code: code.clone(), because: because(code) }).collect()
}

fn hard_rules(service: &Candidate, question: &Question, said: Mentioned) -> (Vec<Reason>, Vec<Reason>) {
    let (mut fits, mut against) = (Vec::new(), Vec::new());
    for ruling in [
        hard::status(service),
        hard::area(service, question.postcode),
        hard::age(service, &question.children),
        hard::sex(service, said),
        hard::declined(service, question),
    ] {
        match ruling {
            Ruling::Fits(reason) => fits.extend(reason),
            Ruling::Excludes(reason) => against.push(reason),
        }
    }
    fits.push(hard::agreement(service, question.at.local_date()));
    (fits, against)
}

fn soft_rules(
    service: &Candidate,
    question: &Question,
    needs: &[ProposedNeed],
    share: f32,
    lexicon: &Lexicon,
) -> Vec<Reason> {
    [
        soft::need(service, needs, lexicon),
        soft::text(share),
        soft::language(service, &question.languages),
        soft::distance(service, question.postcode),
        Some(soft::capacity(service, question.at)),
        soft::freshness(service, question.at),
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

/// Whether something can be suggested with confidence: a service that is for a need of the question, or, where no need
/// was read, one whose words come close.
fn confident(items: &[Weighed<'_>], needs: &[ProposedNeed]) -> bool {
    let (criterion, enough) = if needs.is_empty() {
        (Criterion::Text, weights::WORDS_ALONE * weights::TEXT)
    } else {
        (Criterion::Need, weights::MEETS * weights::NEED)
    };
    let reasons = items.iter().flat_map(|item| &item.reasons);
    reasons.into_iter().any(|reason| reason.criterion == criterion && reason.points >= enough)
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
