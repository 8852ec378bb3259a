//! From rows to facts: what the tables of HSDS say about one service, gathered from the twenty places where it stands.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::ids::Id;
use crate::domain::routing::text::{fold, without_markup};

use super::area;
use super::candidate::{Agreement, Area, Audience, Candidate, Capacity, OnlyFor, Season, ServiceStatus, TrackRecord};
use super::object::Object;
use super::package::Record;

/// The rows that facts are drawn from, wherever they are kept.
#[derive(Debug, Default)]
pub struct Rows {
    /// Rows by object.
    pub of: HashMap<Object, Vec<Record>>,
    /// Room, by service.
    pub capacities: HashMap<Id, Capacity>,
    /// Agreements, by organisation.
    pub agreements: HashMap<Id, Agreement>,
    /// What handovers came to, by service.
    pub records: HashMap<Id, TrackRecord>,
}

/// The words of a service, without markup, for reading and searching.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// Name.
    pub name: String,
    /// Other name.
    pub alternate_name: String,
    /// What it does.
    pub description: String,
    /// For whom.
    pub eligibility: String,
    /// Names of its rubrics.
    pub rubrics: String,
}

/// A service with its facts and its words. The needs of the candidate are still to be read from the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Facts.
    pub candidate: Candidate,
    /// Words.
    pub wording: Wording,
}

/// Every service of the map, in the order of the rows.
#[must_use]
pub fn entries(rows: &Rows) -> Vec<Entry> {
    let all = |object: Object| rows.of.get(&object).map_or(&[][..], Vec::as_slice);
    let index = Index::new(rows);
    let organizations: HashMap<&str, &Record> =
        all(Object::Organization).iter().map(|row| (row.id.as_str(), row)).collect();
    all(Object::Service).iter().map(|service| index.entry(service, &organizations, rows)).collect()
}

/// Rows by the service (or other row) that they are about.
struct Index<'a> {
    attributes: HashMap<&'a str, Vec<&'a Record>>,
    terms: HashMap<&'a str, &'a Record>,
    areas: HashMap<&'a str, Vec<&'a Record>>,
    languages: HashMap<&'a str, Vec<&'a Record>>,
    places: HashMap<&'a str, Vec<&'a Record>>,
    addresses: HashMap<&'a str, Vec<&'a Record>>,
    contacts: HashMap<&'a str, Vec<&'a Record>>,
    schedules: HashMap<&'a str, Vec<&'a Record>>,
    locations: HashMap<&'a str, &'a Record>,
}

impl<'a> Index<'a> {
    fn new(rows: &'a Rows) -> Self {
        let by = |object: Object, column: &str| {
            let mut index: HashMap<&'a str, Vec<&'a Record>> = HashMap::new();
            for row in rows.of.get(&object).into_iter().flatten() {
                if let Some(key) = row.get(column) {
                    index.entry(key).or_default().push(row);
                }
            }
            index
        };
        let mut contacts = by(Object::Contact, "service_id");
        for (organization, rows) in by(Object::Contact, "organization_id") {
            contacts.entry(organization).or_default().extend(rows);
        }
        let terms = rows.of.get(&Object::TaxonomyTerm).into_iter().flatten();
        let locations = rows.of.get(&Object::Location).into_iter().flatten();
        Self {
            attributes: by(Object::Attribute, "link_id"),
            terms: terms.map(|row| (row.id.as_str(), row)).collect(),
            areas: by(Object::ServiceArea, "service_id"),
            languages: by(Object::Language, "service_id"),
            places: by(Object::ServiceAtLocation, "service_id"),
            addresses: by(Object::Address, "location_id"),
            contacts,
            schedules: by(Object::Schedule, "service_id"),
            locations: locations.map(|row| (row.id.as_str(), row)).collect(),
        }
    }

    fn entry(&self, service: &Record, organizations: &HashMap<&str, &Record>, rows: &Rows) -> Entry {
        let text = |field: &str| service.get(field).map(without_markup).unwrap_or_default();
        let organization_id = service.get("organization_id").unwrap_or_default().to_owned();
        let name = text("name");
        let (codes, rubrics) = self.terms_of(&service.id);
        let eligibility = text("eligibility_description");
        let age = |field: &str| service.get(field).and_then(|cell| cell.parse::<f64>().ok());
        let stated: Vec<Audience> = codes.iter().filter_map(|code| code.parse().ok()).collect();
        let audiences =
            if stated.is_empty() { audiences_in_text(&eligibility, &name, age("minimum_age")) } else { stated };
        let candidate = Candidate {
            id: service.id.clone(),
            name: name.clone(),
            organization_name: organizations
                .get(organization_id.as_str())
                .and_then(|row| row.get("name"))
                .unwrap_or_default()
                .to_owned(),
            status: service.get("status").and_then(|cell| cell.parse().ok()).unwrap_or(ServiceStatus::Inactive),
            alert: service.get("alert").map(without_markup),
            minimum_age: age("minimum_age"),
            maximum_age: age("maximum_age"),
            audiences,
            only_for: codes.iter().find_map(|code| code.parse::<OnlyFor>().ok()),
            area: self.area_of(&service.id),
            languages: self.languages_of(&service.id),
            rubrics: rubrics.clone(),
            needs: Vec::new(),
            assured_date: service.get("assured_date").and_then(|cell| cell.parse::<NaiveDate>().ok()),
            capacity: rows.capacities.get(&service.id).copied(),
            agreement: rows.agreements.get(&organization_id).copied().unwrap_or_default(),
            has_contact: self.has_contact(&service.id) || self.has_contact(&organization_id),
            sites: self.sites_of(&service.id),
            online: self.is_online(&service.id),
            via: self.via(&service.id),
            schools: self.schools_of(&service.id),
            seasons: self.seasons_of(&service.id),
            record: rows.records.get(&service.id).copied(),
            organization_id,
        };
        let wording = Wording {
            name,
            alternate_name: text("alternate_name"),
            description: text("description"),
            eligibility,
            rubrics: rubrics.join(". "),
        };
        Entry { candidate, wording }
    }

    /// Codes of all terms of a service, and the names of those that are rubrics.
    fn terms_of(&self, service: &str) -> (Vec<&'a str>, Vec<String>) {
        let (mut codes, mut rubrics) = (Vec::new(), Vec::new());
        for attribute in self.attributes.get(service).into_iter().flatten() {
            let Some(term) = attribute.get("taxonomy_term_id").and_then(|id| self.terms.get(id)) else { continue };
            let code = term.get("code").unwrap_or_default();
            codes.push(code);
            let rule = code.starts_with(VIA) || code == SCHOOL;
            if code.parse::<Audience>().is_err() && code.parse::<OnlyFor>().is_err() && !rule {
                rubrics.extend(term.get("name").map(str::to_owned));
            }
        }
        (codes, rubrics)
    }

    /// A list of postcodes in the description says it best; else the code at the end of the address, else the name.
    fn area_of(&self, service: &str) -> Area {
        let Some(rows) = self.areas.get(service) else { return Area::Everywhere };
        let (mut ranges, mut names, mut unknown) = (Vec::new(), Vec::new(), false);
        for row in rows {
            let named = row.get("description").map(area::in_text).filter(|found| !found.is_empty());
            let placed = named
                .or_else(|| row.get("uri").and_then(area::of_uri))
                .or_else(|| row.get("name").and_then(area::of_name))
                .or_else(|| row.get("name").map(area::in_text).filter(|found| !found.is_empty()));
            match placed {
                Some(found) => ranges.extend(found),
                None => unknown = true,
            }
            names.extend(row.get("name").or_else(|| row.get("description")).map(str::to_owned));
        }
        names.dedup();
        // One area that cannot be placed may be the one that counts: nobody is excluded on it.
        if unknown { Area::Unknown(names) } else { Area::Within(ranges, names) }
    }

    fn languages_of(&self, service: &str) -> Vec<String> {
        let mut codes: Vec<String> = self
            .languages
            .get(service)
            .into_iter()
            .flatten()
            .filter_map(|row| row.get("code"))
            .map(str::to_ascii_lowercase)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn sites_of(&self, service: &str) -> Vec<u16> {
        let places = self.places.get(service).into_iter().flatten().filter_map(|row| row.get("location_id"));
        let mut codes: Vec<u16> = places
            .filter_map(|location| self.addresses.get(location))
            .flatten()
            .filter_map(|address| address.get("postal_code")?.parse().ok())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn attributes_of(&self, service: &str) -> impl Iterator<Item = (&'a Record, &'a Record)> {
        let all = self.attributes.get(service).into_iter().flatten();
        all.filter_map(|attribute| Some((*attribute, *self.terms.get(attribute.get("taxonomy_term_id")?)?)))
    }

    /// Through whom it is reached: the value of the attribute, else the name of the term.
    fn via(&self, service: &str) -> Option<String> {
        let (attribute, term) =
            self.attributes_of(service).find(|(_, term)| term.get("code").is_some_and(|code| code.starts_with(VIA)))?;
        attribute.get("value").or_else(|| term.get("name")).map(str::to_owned)
    }

    fn schools_of(&self, service: &str) -> Vec<String> {
        self.attributes_of(service)
            .filter(|(_, term)| term.get("code") == Some(SCHOOL))
            .filter_map(|(attribute, _)| attribute.get("value").map(str::to_owned))
            .collect()
    }

    /// The valid dates of its schedules; a service that also has a schedule without dates is always there.
    fn seasons_of(&self, service: &str) -> Vec<Season> {
        let day = |row: &Record, field: &str| row.get(field).and_then(|cell| cell.parse::<NaiveDate>().ok());
        let rows = self.schedules.get(service).map_or(&[][..], Vec::as_slice);
        let seasons: Vec<Season> = rows
            .iter()
            .filter_map(|row| Some(Season { first: day(row, "valid_from")?, last: day(row, "valid_to") }))
            .collect();
        if seasons.len() == rows.len() { seasons } else { Vec::new() }
    }

    /// All of its places are virtual, and it has no area.
    fn is_online(&self, service: &str) -> bool {
        let places = self.places.get(service).map_or(&[][..], Vec::as_slice);
        let is_virtual = |place: &&Record| {
            let location = place.get("location_id").and_then(|id| self.locations.get(id));
            location.is_some_and(|row| row.get("location_type") == Some("virtual"))
        };
        !self.areas.contains_key(service) && !places.is_empty() && places.iter().all(is_virtual)
    }

    fn has_contact(&self, owner: &str) -> bool {
        self.contacts
            .get(owner)
            .into_iter()
            .flatten()
            .any(|row| row.get("name").is_some() || row.get("email").is_some())
    }
}

/// Terms whose code begins so name an intermediary through whom alone a service is reached: `VIA-CLB`.
const VIA: &str = "VIA-";
/// The term that ties a service to a school: the value of the attribute is the id of the school.
const SCHOOL: &str = "SCHOOL";

/// Where the map says nothing of the audience: what the conditions say, in words.
fn audiences_in_text(eligibility: &str, name: &str, minimum_age: Option<f64>) -> Vec<Audience> {
    let text = fold(&format!("{name}. {eligibility}"));
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let mut found = Vec::new();
    if says(&["leerkracht", "zorgcoordinator", "professional", "hulpverleners", "schoolteam", "scholen"]) {
        found.push(Audience::Professional);
    }
    if says(&["volwassen", "ouders", "vaders", "moeders", "papa's", "mama's", "meerderjarig", "zwangere", "huurders"])
        || minimum_age.is_some_and(|age| age >= 18.0)
    {
        found.push(Audience::Adult);
    }
    if says(&["gezin"]) {
        found.push(Audience::Family);
    }
    if says(&["kind", "jongere", "leerling", "tiener", "peuter", "kleuter"]) {
        found.push(Audience::Child);
    }
    found
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
