//! The services of a map, put in a row once, so that a question looks only at those that may be about it.
//!
//! Belongs here: finding services by need, school or id. Does not: the rules, and whether a service fits.

use std::borrow::Borrow;
use std::collections::HashMap;

use crate::domain::ids::Id;
use crate::domain::socialmap::Candidate;

/// Services in the order in which ties are broken: by name, then by id.
#[derive(Debug)]
pub struct Roster<C> {
    services: Vec<C>,
    places: HashMap<Id, u32>,
    by_need: HashMap<String, Vec<u32>>,
    by_school: HashMap<String, Vec<u32>>,
}

impl<C: Borrow<Candidate>> Roster<C> {
    /// Puts services in a row.
    #[must_use]
    pub fn new(mut services: Vec<C>) -> Self {
        services.sort_by(|a, b| {
            let (a, b) = (a.borrow(), b.borrow());
            (&a.name, &a.id).cmp(&(&b.name, &b.id))
        });
        let (mut by_need, mut by_school): (HashMap<String, Vec<u32>>, HashMap<String, Vec<u32>>) = Default::default();
        let mut places = HashMap::with_capacity(services.len());
        for (place, service) in (0..).zip(services.iter().map(Borrow::borrow)) {
            places.insert(service.id.clone(), place);
            for met in &service.needs {
                enter(&mut by_need, &met.code, place);
            }
            for school in &service.schools {
                enter(&mut by_school, school, place);
            }
        }
        Self { services, places, by_need, by_school }
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

    /// Services that have a word of the question, meet one of its needs or belong to its school, in order, each with its
    /// score in `words` (0 where it has none).
    pub(super) fn about<'n>(
        &self,
        words: &HashMap<Id, f32>,
        needs: impl Iterator<Item = &'n str>,
        school: Option<&str>,
    ) -> Vec<(u32, f32)> {
        let mut scores: Vec<Option<f32>> = vec![None; self.services.len()];
        let meeting = needs.filter_map(|need| self.by_need.get(need));
        for place in meeting.chain(school.and_then(|school| self.by_school.get(school))).flatten() {
            scores[*place as usize] = Some(0.0);
        }
        for (id, score) in words {
            if let Some(place) = self.places.get(id) {
                scores[*place as usize] = Some(*score);
            }
        }
        (0..).zip(scores).filter_map(|(place, score)| Some((place, score?))).collect()
    }
}

fn enter(list: &mut HashMap<String, Vec<u32>>, key: &str, place: u32) {
    match list.get_mut(key) {
        Some(places) => places.push(place),
        None => _ = list.insert(key.to_owned(), vec![place]),
    }
}
