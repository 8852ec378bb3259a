//! From a question and the map to an ordered list with reasons, and the near misses with why not.
//!
//! Nothing is decided here about a family: a person chooses. Ties are broken by name, then by id. The rules are asked
//! twice: for their points, of every service that may be about the question; for their words, of those that are shown.

use std::borrow::Borrow;
use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::casework::Urgency;
use crate::domain::ids::Id;
use crate::domain::socialmap::Candidate;

use super::gleaned::Gleaned;
use super::lexicon::{Lexicon, ProposedNeed};
use super::question::{Mentioned, Question};
use super::roster::{Near, Roster};
use super::rules::soft::Wanted;
use super::rules::{Answer, Criterion, Points, Reason, Ruling, experience, hard, soft, tied, weights};

/// How many near misses are named.
const NEAR_MISSES: usize = 15;
/// Score from which an excluded service is a near miss.
const NEAR_MISS: f32 = 0.15;
/// How many services are put in order before it is seen whether the rest can still come before them.
const LOT: usize = 64;
/// How many of the first are spread over the needs, and how far down a service is fetched for that.
const SPREAD: (usize, usize) = (3, 12);

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

/// A question as the rules take it, with all that is the same for every service.
struct Asked<'q> {
    question: &'q Question,
    day: NaiveDate,
    said: Mentioned,
    needs: Vec<Wanted>,
    lexicon: &'q Lexicon,
}

/// A service with its points alone.
struct Ranked {
    near: Near,
    score: f32,
}

/// Suggests services. `text_scores` are full-text scores of the question by service; a missing one counts as zero.
#[must_use]
pub fn suggest<'a, C: Borrow<Candidate>>(
    question: &Question,
    roster: &'a Roster<C>,
    text_scores: &HashMap<Id, f32>,
    lexicon: &Lexicon,
) -> Suggested<'a> {
    let read = Gleaned::from(&question.text).without(&question.struck.read);
    let question = &question.with_what_is_read(&read);
    let needs = wanted(question, lexicon);
    let (day, said) = (question.at.local_date(), Mentioned::read(&question.text));
    let asked = Asked { question, day, said, needs, lexicon };
    // Where even the best score is low, a stray word was found, not the subject: it does not count in full.
    let enough = weights::WORDS_ENOUGH * (1.0 + roster.services().len() as f32).ln();
    let best = text_scores.values().copied().fold(enough, f32::max);
    let (mut fit, mut excluded) = (Vec::new(), Vec::new());
    let (mut best_fit, mut ruled_out) = (Best::of(&asked), 0.0_f32);
    // Being near or free makes no suggestion: a service must be about the question.
    let mut outside = Vec::new();
    for mut near in roster.near(text_scores, &asked.needs, question) {
        near.score = if best > 0.0 { near.score / best } else { 0.0 };
        let about = about::<Points>(&asked, &near);
        let why = about.iter().flatten().map(|points| points.0).sum::<f32>();
        if near.outside {
            if why >= NEAR_MISS {
                ruled_out = ruled_out.max(why);
                outside.push((why, near));
            }
            continue;
        }
        let service = roster.at(near.place);
        if about == [None, None] && !question.school.as_ref().is_some_and(|school| service.schools.contains(school)) {
            continue;
        }
        let (score, fits) = points(service, &asked, &near);
        if fits {
            best_fit.note(service, &near, why);
            fit.push(Ranked { near, score });
        } else if why >= NEAR_MISS {
            ruled_out = ruled_out.max(why);
            excluded.push(Ranked { near, score });
        }
    }
    // Most services are outside: of those the points are only counted while they can be among the near misses.
    outside.sort_unstable_by(|(a, _), (b, _)| b.total_cmp(a));
    let besides = besides(question);
    for lot in outside.chunks(LOT) {
        excluded = first(excluded, NEAR_MISSES);
        if excluded.get(NEAR_MISSES - 1).is_some_and(|last| lot[0].0 + besides < last.score) {
            break;
        }
        let ranked =
            |(_, near): &(f32, Near)| Ranked { near: *near, score: points(roster.at(near.place), &asked, near).0 };
        excluded.extend(lot.iter().map(ranked));
    }
    let weighed = |ranked: &Ranked| weigh(roster.at(ranked.near.place), &asked, &ranked.near);
    let mut items: Vec<_> = first(fit, question.limit.max(SPREAD.0 + SPREAD.1)).iter().map(weighed).collect();
    spread(&mut items);
    items.truncate(question.limit);
    let excluded = first(excluded, NEAR_MISSES).iter().map(weighed).collect();
    let no_confident_match = !confident(&asked, &best_fit, ruled_out);
    let needs = asked.needs.into_iter().map(|need| ProposedNeed { code: need.code, because: need.because }).collect();
    Suggested { items, excluded, no_confident_match, needs, read }
}

/// The points of a service, and whether no hard rule excludes it.
fn points(service: &Candidate, asked: &Asked<'_>, near: &Near) -> (f32, bool) {
    let hard = hard_rules::<Points>(service, asked.question, asked.said, asked.day);
    let fits = hard.iter().all(|ruling| matches!(ruling, Ruling::Fits(_)));
    let soft = about(asked, near).into_iter().chain(soft_rules(service, asked));
    let points = soft.chain(hard.map(Ruling::fits)).flatten();
    (points.map(|points: Points| points.0).sum(), fits)
}

/// The most that anything beside needs and words can add for a service that is not tied to the very school.
fn besides(question: &Question) -> f32 {
    let schools = if question.children.is_empty() { weights::FOR_SCHOOLS } else { 0.0 };
    let language = if question.languages.is_empty() { 0.0 } else { weights::LANGUAGE };
    let urgent = if question.urgency == Some(Urgency::Urgent) { weights::URGENT_ROOM } else { 0.0 };
    let always = [
        weights::OF_AGE,
        weights::NEAR,
        weights::ROOM,
        weights::FAST,
        weights::ACCEPTS,
        weights::HELPS,
        weights::CONTACT,
    ];
    // A little more, since points are added up in another order.
    always.into_iter().chain([schools, language, urgent]).sum::<f32>() + 0.01
}

/// A service with all that the rules say of it.
fn weigh<'a>(service: &'a Candidate, asked: &Asked<'_>, near: &Near) -> Weighed<'a> {
    let (mut fits, mut against) = (Vec::new(), Vec::new());
    for ruling in hard_rules::<Reason>(service, asked.question, asked.said, asked.day) {
        match ruling {
            Ruling::Fits(reason) => fits.extend(reason),
            Ruling::Excludes(reason) => against.push(reason),
        }
    }
    let soft = about(asked, near).into_iter().chain(soft_rules(service, asked)).flatten();
    // Through whom it is reached comes first: whoever reads on may forget it.
    let reasons: Vec<Reason> = against.into_iter().chain(tied::via(service)).chain(soft).chain(fits).collect();
    Weighed { service, score: reasons.iter().map(|reason| reason.points).sum(), reasons }
}

/// The first of a list, best first.
fn first(mut ranked: Vec<Ranked>, most: usize) -> Vec<Ranked> {
    let order = |a: &Ranked, b: &Ranked| b.score.total_cmp(&a.score).then(a.near.place.cmp(&b.near.place));
    if ranked.len() > most && most > 0 {
        ranked.select_nth_unstable_by(most, order);
    }
    ranked.truncate(most);
    ranked.sort_unstable_by(order);
    ranked
}

/// The hard rules that exclude a service for this question: what a person has to override to choose it all the same.
/// Whether it is active is not among them: that nobody overrides.
#[must_use]
pub fn exclusions(service: &Candidate, question: &Question) -> Vec<Criterion> {
    let rulings = hard_rules::<Reason>(service, question, Mentioned::read(&question.text), question.at.local_date());
    let against = rulings.into_iter().filter_map(|ruling| match ruling {
        Ruling::Fits(_) => None,
        Ruling::Excludes(reason) => Some(reason.criterion),
    });
    against.filter(|rule| *rule != Criterion::Status).collect()
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

fn hard_rules<A: Answer>(service: &Candidate, question: &Question, said: Mentioned, day: NaiveDate) -> [Ruling<A>; 9] {
    [
        hard::status(service),
        placed(hard::area(service, question.postcode), question),
        hard::age(service, &question.children, &question.told.children),
        hard::sex(service, said),
        hard::declined(service, question),
        tied::school(service, question),
        tied::season(service, day),
        Ruling::Fits(tied::online(service)),
        Ruling::Fits(Some(hard::agreement(service, day))),
    ]
}

/// Says where the place comes from, if it was read.
fn placed<A: Answer>(ruling: Ruling<A>, question: &Question) -> Ruling<A> {
    match ruling {
        Ruling::Fits(reason) => Ruling::Fits(reason.map(|reason| from_place(reason, question))),
        Ruling::Excludes(reason) => Ruling::Excludes(from_place(reason, question)),
    }
}

fn from_place<A: Answer>(reason: A, question: &Question) -> A {
    match &question.told.place {
        Some(read) => reason.read_from(&read.because),
        None => reason,
    }
}

/// How much a service is about the question: the needs that it meets, and the words that it shares.
fn about<A: Answer>(asked: &Asked<'_>, near: &Near) -> [Option<A>; 2] {
    [soft::need(&near.met, &asked.needs, asked.lexicon), soft::text(near.score)]
}

/// What else speaks for and against it.
fn soft_rules<A: Answer>(service: &Candidate, asked: &Asked<'_>) -> [Option<A>; 11] {
    let question = asked.question;
    [
        soft::breadth(service, asked.needs.first().map(|need| need.code.as_str())),
        soft::audience(service, &question.children),
        soft::language(service, &question.languages).map(|reason: A| match question.told.languages.first() {
            Some(read) => reason.read_from(&read.because),
            None => reason,
        }),
        soft::distance(service, question.postcode).map(|reason| from_place(reason, question)),
        Some(soft::capacity(service, question.at)),
        soft::urgency(service, question.urgency, question.at).map(|reason: A| match &question.told.urgency {
            Some(read) => reason.read_from(&read.because),
            None => reason,
        }),
        soft::freshness(service, asked.day),
        experience::response(service),
        experience::acceptance(service),
        experience::outcome(service),
        soft::contact(service),
    ]
}

/// The first three are not all for the same need where the question speaks of more: a service whose main need was
/// served already by one before it gives way to one that is nearly as good for another.
fn spread(items: &mut [Weighed<'_>]) {
    let main = |weighed: &Weighed<'_>| {
        let need = weighed.reasons.iter().find(|reason| reason.criterion == Criterion::Need)?;
        need.data["needs"][0].as_str().map(str::to_owned)
    };
    for place in 1..items.len().min(SPREAD.0) {
        let served: Vec<Option<String>> = items[..place].iter().map(main).collect();
        let worth = |weighed: &Weighed<'_>| {
            let own = main(weighed);
            weighed.score - weights::SERVED * served.iter().filter(|need| **need == own).count() as f32
        };
        let best = (place..items.len().min(place + SPREAD.1))
            .max_by(|a, b| worth(&items[*a]).total_cmp(&worth(&items[*b])).then(b.cmp(a)));
        if let Some(best) = best {
            items[place..=best].rotate_right(1);
        }
    }
}

/// How well the pressing needs are met by the services that may be suggested.
struct Best {
    /// Places of the needs that press.
    pressing: Vec<usize>,
    /// How well each is met.
    met: Vec<f32>,
    /// The same by a service that takes every question.
    general: Vec<f32>,
    /// How much the service that is most about the question is about it.
    about: f32,
}

impl Best {
    fn of(asked: &Asked<'_>) -> Self {
        let clearest = clearest(&asked.needs).unwrap_or_default();
        let presses = |place: &usize| asked.needs[*place].weight >= weights::PRESSING * clearest;
        let pressing: Vec<usize> = (0..asked.needs.len()).filter(presses).collect();
        let none = vec![0.0; pressing.len()];
        Self { pressing, met: none.clone(), general: none, about: 0.0 }
    }

    /// Takes a service into account.
    fn note(&mut self, service: &Candidate, near: &Near, about: f32) {
        self.about = self.about.max(about);
        let takes_all = || service.needs.iter().any(|met| &*met.code == soft::GENERAL_ADVICE && met.strength >= 0.9);
        for (at, need) in self.pressing.iter().enumerate() {
            let met = near.met.get(*need).copied().flatten().unwrap_or_default();
            self.met[at] = self.met[at].max(met);
            if met > self.general[at] && takes_all() {
                self.general[at] = met;
            }
        }
    }
}

fn clearest(needs: &[Wanted]) -> Option<f32> {
    needs.iter().map(|need| need.weight).max_by(f32::total_cmp)
}

/// Whether something can be suggested with confidence: the question speaks of a need, a service meets it, and none that is
/// ruled out is much more about the question (`ruled_out`: how much the most of them). Where no need was read, the words
/// of a service must come close.
fn confident(asked: &Asked<'_>, fit: &Best, ruled_out: f32) -> bool {
    let Some(clearest) = clearest(&asked.needs) else {
        return fit.about >= weights::WORDS_ALONE * weights::TEXT;
    };
    let holds = |share: f32| fit.about >= share * ruled_out;
    let met = |met: &[f32], enough: f32| met.iter().any(|met| *met >= enough);
    clearest >= weights::CLEAR
        && (met(&fit.general, weights::GENERAL) && holds(weights::GENERAL_OUTDONE)
            || met(&fit.met, weights::MEETS) && holds(weights::OUTDONE))
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
