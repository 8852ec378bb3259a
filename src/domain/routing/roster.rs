//! The services of a map, put in a row once, so that a question looks only at those that may be about it.
//!
//! Belongs here: finding services by need, school or id. Does not: the rules, and whether a service fits.

use std::borrow::Borrow;
use std::collections::HashMap;

use crate::domain::ids::Id;
use crate::domain::socialmap::Candidate;
use crate::domain::socialmap::area::{Range, covers};
use crate::domain::socialmap::candidate::Area;

use super::lexicon::MAX_NEEDS;
use super::question::Question;
use super::rules::soft::{self, Wanted};

/// Services in the order in which ties are broken: by name, then by id.
#[derive(Debug)]
pub struct Roster<C> {
    services: Vec<C>,
    places: HashMap<Id, u32>,
    /// By the code of a need: who meets it, and where it stands among the needs of the service.
    by_need: Lists<(u32, u32)>,
    by_school: Lists<u32>,
    /// The areas of all services, each once, and which of them is that of a service; none where nobody is outside.
    areas: Vec<Vec<Range>>,
    area_of: Vec<Option<u32>>,
}

/// What is listed under a word.
type Lists<T> = HashMap<String, Vec<T>>;

/// A service that may be about a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// Its place in the row.
    pub(super) place: u32,
    /// Full-text score; 0 where it has none.
    pub(super) score: f32,
    /// How well it meets the needs of the question, as far as it does.
    pub(super) met: [Option<f32>; MAX_NEEDS],
    /// The home lies outside its area. Not told of the programmes of the very school.
    pub(super) outside: bool,
}

impl<C: Borrow<Candidate>> Roster<C> {
    /// Puts services in a row.
    #[must_use]
    pub fn new(mut services: Vec<C>) -> Self {
        services.sort_by(|a, b| {
            let (a, b) = (a.borrow(), b.borrow());
            (&a.name, &a.id).cmp(&(&b.name, &b.id))
        });
        let (mut by_need, mut by_school) = (Lists::new(), Lists::new());
        let mut places = HashMap::with_capacity(services.len());
        let (mut known, mut area_of) = (HashMap::new(), Vec::with_capacity(services.len()));
        for (place, service) in (0..).zip(services.iter().map(Borrow::borrow)) {
            places.insert(service.id.clone(), place);
            area_of.push(match &service.area {
                Area::Within(ranges, _) => {
                    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                    Some(*known.entry(ranges.clone()).or_insert(next))
                }
                Area::Everywhere | Area::Unknown(_) => None,
            });
            for (number, met) in (0..).zip(&service.needs) {
                enter(&mut by_need, &met.code, (place, number));
            }
            for school in &service.schools {
                enter(&mut by_school, school, place);
            }
        }
        let mut areas = vec![Vec::new(); known.len()];
        for (ranges, number) in known {
            areas[number as usize] = ranges;
        }
        Self { services, places, by_need, by_school, areas, area_of }
    }

    /// All of them.
    #[must_use]
    pub fn services(&self) -> &[C] {
        &self.services
    }

    /// The service with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Candidate> {
        self.places.get(id).map(|place| self.at(*place))
    }

    pub(super) fn at(&self, place: u32) -> &Candidate {
        self.services[place as usize].borrow()
    }

    /// Services that have a word of the question (with its score in `words`), meet one of its needs or belong to its
    /// school. Of the needs at most [`MAX_NEEDS`] count.
    pub(super) fn near(&self, words: &HashMap<Id, f32>, needs: &[Wanted], question: &Question) -> Vec<Near> {
        let covered: Vec<bool> = match question.postcode {
            Some(postcode) => self.areas.iter().map(|ranges| covers(ranges, postcode)).collect(),
            None => vec![true; self.areas.len()],
        };
        let mut found: Vec<Near> = Vec::new();
        let mut slots = vec![u32::MAX; self.services.len()];
        let mut slot = |found: &mut Vec<Near>, place: u32| {
            let slot = &mut slots[place as usize];
            if *slot == u32::MAX {
                *slot = u32::try_from(found.len()).unwrap_or(u32::MAX);
                let outside = self.area_of[place as usize].is_some_and(|area| !covered[area as usize]);
                found.push(Near { place, score: 0.0, met: [None; MAX_NEEDS], outside });
            }
            *slot as usize
        };
        for (number, need) in needs.iter().take(MAX_NEEDS).enumerate() {
            for (place, at) in self.by_need.get(&need.code).into_iter().flatten() {
                let slot = slot(&mut found, *place);
                found[slot].met[number] = Some(soft::strength(&self.at(*place).needs[*at as usize], need));
            }
        }
        for place in question.school.as_ref().and_then(|school| self.by_school.get(school)).into_iter().flatten() {
            let slot = slot(&mut found, *place);
            found[slot].outside = false;
        }
        for (id, score) in words {
            if let Some(place) = self.places.get(id) {
                let slot = slot(&mut found, *place);
                found[slot].score = *score;
            }
        }
        found
    }
}

fn enter<T>(list: &mut Lists<T>, key: &str, entry: T) {
    match list.get_mut(key) {
        Some(entries) => entries.push(entry),
        None => _ = list.insert(key.to_owned(), vec![entry]),
    }
}
