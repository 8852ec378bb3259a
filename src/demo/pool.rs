//! The committed data of the demonstration: the social map and the pools that stories draw from.
//!
//! Everything is invented. Only the module `demo` reads it; what it holds goes into the database through use cases.

use serde::Deserialize;

use crate::domain::school::School;

/// The social map, an HSDS 3.0 tabular package: file name and text.
pub const MAP: &[(&str, &str)] = &[
    ("datapackage.json", include_str!("map/datapackage.json")),
    ("accessibility.csv", include_str!("map/accessibility.csv")),
    ("addresses.csv", include_str!("map/addresses.csv")),
    ("attributes.csv", include_str!("map/attributes.csv")),
    ("contacts.csv", include_str!("map/contacts.csv")),
    ("cost_options.csv", include_str!("map/cost_options.csv")),
    ("languages.csv", include_str!("map/languages.csv")),
    ("locations.csv", include_str!("map/locations.csv")),
    ("organizations.csv", include_str!("map/organizations.csv")),
    ("phones.csv", include_str!("map/phones.csv")),
    ("programs.csv", include_str!("map/programs.csv")),
    ("required_documents.csv", include_str!("map/required_documents.csv")),
    ("schedules.csv", include_str!("map/schedules.csv")),
    ("service_areas.csv", include_str!("map/service_areas.csv")),
    ("service_at_location.csv", include_str!("map/service_at_location.csv")),
    ("service_capacity.csv", include_str!("map/service_capacity.csv")),
    ("services.csv", include_str!("map/services.csv")),
    ("taxonomies.csv", include_str!("map/taxonomies.csv")),
    ("taxonomy_terms.csv", include_str!("map/taxonomy_terms.csv")),
];

/// A partner of the map whose agreement is recorded.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Partner {
    /// Id in the map.
    pub organization_id: String,
    /// Name in the map.
    pub organization: String,
    /// Reference of the protocol.
    pub agreement_reference: String,
    /// Date of the protocol.
    pub signed_on: chrono::NaiveDate,
    /// Mail address for data protection.
    pub data_protection_contact: String,
    /// Who takes up what is offered.
    pub contact_name: String,
    /// Number of that person.
    pub contact_phone: String,
    /// Public name of its API client, if it has one.
    pub client: Option<String>,
}

/// A service that a family can be led to, and for which needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// Name in the map.
    pub service: String,
    /// Id in the map.
    pub service_id: String,
    /// Its organisation, a partner.
    pub organization_id: String,
    /// Codes of the needs it answers.
    pub needs: Vec<String>,
    /// Youngest child, years.
    pub minimum_age: Option<f64>,
    /// Oldest child, years, inclusive.
    pub maximum_age: Option<f64>,
    /// Where the family may live.
    pub postcodes: Vec<String>,
    /// Whether it has no place at the start.
    #[serde(default)]
    pub full: bool,
}

/// A question as a school phoned or mailed it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The words of the asker; no names.
    pub text: String,
    /// One to four needs.
    pub needs: Vec<String>,
    /// Age of the child.
    pub age: Option<i64>,
    /// `nursery`, `primary` or `secondary`.
    pub stage: Option<String>,
    /// `phone`, `mail` or `desk`.
    pub channel: String,
    /// `routine`, `soon` or `urgent`.
    pub urgency: String,
    /// Language at home, when the question depends on it.
    pub language_hint: Option<String>,
}

/// A code with how often it occurs.
#[derive(Debug, Clone, Deserialize)]
pub struct Weighted {
    /// The code or name.
    #[serde(alias = "name")]
    pub code: String,
    /// Relative weight.
    pub weight: i64,
}

/// Names that go together.
#[derive(Debug, Clone, Deserialize)]
pub struct Names {
    /// Relative weight.
    pub weight: i64,
    /// Languages spoken at home.
    pub languages: Vec<Weighted>,
    /// Family names.
    pub surnames: Vec<String>,
    /// First names of mothers.
    pub mothers: Vec<String>,
    /// First names of fathers.
    pub fathers: Vec<String>,
    /// First names of children.
    pub children: Vec<String>,
}

/// Streets of one postcode.
#[derive(Debug, Clone, Deserialize)]
pub struct Streets {
    /// Postcode.
    pub postcode: String,
    /// Relative weight.
    pub weight: i64,
    /// Street names.
    pub names: Vec<String>,
}

/// Who asks: school staff.
#[derive(Debug, Clone, Deserialize)]
pub struct Askers {
    /// Roles.
    pub roles: Vec<Weighted>,
    /// Full names.
    pub names: Vec<String>,
}

/// How consent is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consents {
    /// `oral`, `written` or `mail`.
    pub forms: Vec<Weighted>,
    /// `parent`, `guardian` or `pupil`.
    pub given_by: Vec<Weighted>,
    /// What for, in words.
    pub purposes: Vec<String>,
}

/// Sentences for notes, messages and reasons.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Texts {
    /// To the partner, with an offer.
    pub messages: Vec<String>,
    /// In a case.
    pub notes: Vec<String>,
    /// To the asker.
    pub advice: Vec<String>,
    /// Why a handover is held.
    pub hold_reasons: Vec<String>,
    /// Why a handover is not warm.
    pub cold_reasons: Vec<String>,
    /// Why a partner pauses.
    pub on_hold_reasons: Vec<String>,
    /// Why a partner declines, by code.
    pub reject_reasons: std::collections::BTreeMap<String, String>,
    /// Why it did not work out.
    pub fail_reasons: Vec<String>,
    /// Why it was withdrawn.
    pub withdraw_reasons: Vec<String>,
    /// What the partner did.
    pub activities: Vec<String>,
    /// Where people met.
    pub places: Vec<String>,
}

/// Somebody of the team.
#[derive(Debug, Clone, Deserialize)]
pub struct Member {
    /// Full name.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// Role code.
    pub role: String,
}

/// Pools of people and sentences.
#[derive(Debug, Clone, Deserialize)]
pub struct People {
    /// Names by origin of the name.
    pub pools: Vec<Names>,
    /// Streets by postcode.
    pub streets: Vec<Streets>,
    /// School staff.
    pub askers: Askers,
    /// How consent is given.
    pub consent: Consents,
    /// Sentences.
    pub texts: Texts,
    /// The team.
    pub team: Vec<Member>,
}

/// All pools together.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Schools.
    pub schools: Vec<School>,
    /// Partners with an agreement.
    pub partners: Vec<Partner>,
    /// Services that families are led to.
    pub routes: Vec<Route>,
    /// Questions of schools.
    pub questions: Vec<Question>,
    /// People and sentences.
    pub people: People,
}

impl Pool {
    /// Reads the data that is compiled in.
    ///
    /// # Errors
    /// When a committed file does not have the expected shape; a test keeps that from happening.
    pub fn load() -> Result<Self, serde_json::Error> {
        Ok(Self {
            schools: serde_json::from_str(include_str!("schools.json"))?,
            partners: serde_json::from_str(include_str!("partners.json"))?,
            routes: serde_json::from_str(include_str!("routes.json"))?,
            questions: serde_json::from_str(include_str!("questions.json"))?,
            people: serde_json::from_str(include_str!("people.json"))?,
        })
    }

    /// Where a family with these needs can be led: services whose area and ages fit, best fit first.
    #[must_use]
    pub fn routes_for(&self, needs: &[String], age: Option<i64>, postcode: &str) -> Vec<&Route> {
        let fits = |route: &&Route| {
            let age = age.map(|years| years as f64);
            route.postcodes.iter().any(|one| one == postcode)
                && age.is_none_or(|age| route.minimum_age.is_none_or(|low| age >= low))
                && age.is_none_or(|age| route.maximum_age.is_none_or(|high| age <= high))
                && route.needs.iter().any(|need| needs.contains(need))
        };
        let mut found: Vec<&Route> = self.routes.iter().filter(fits).collect();
        let first = |route: &Route| needs.iter().position(|need| route.needs.contains(need));
        found.sort_by_key(|route| first(route));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{MAP, Pool};
    use crate::domain::routing::Lexicon;
    use crate::domain::socialmap::{Object, Package};
    use std::collections::BTreeSet;

    #[test]
    fn the_pools_hold_what_they_promise() -> Result<(), serde_json::Error> {
        let pool = Pool::load()?;
        assert_eq!((pool.schools.len(), pool.partners.len()), (40, 25));
        assert!(pool.questions.len() >= 130);
        assert!(pool.partners.iter().filter(|partner| partner.client.is_some()).count() >= 4);
        let partners: BTreeSet<_> = pool.partners.iter().map(|partner| &partner.organization_id).collect();
        assert!(pool.routes.iter().all(|route| partners.contains(&route.organization_id)));
        Ok(())
    }

    #[test]
    fn every_partner_client_serves_the_city_centre() -> Result<(), serde_json::Error> {
        let pool = Pool::load()?;
        for partner in pool.partners.iter().filter(|partner| partner.client.is_some()) {
            let mut routes = pool.routes.iter().filter(|route| route.organization_id == partner.organization_id);
            assert!(routes.any(|route| route.postcodes.iter().any(|code| code == "2800")), "{}", partner.organization);
        }
        Ok(())
    }

    #[test]
    fn the_map_is_read_without_a_fault() -> Result<(), Box<dyn std::error::Error>> {
        let files = MAP.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        let package = Package::read(&files).map_err(|faults| format!("{faults:?}"))?;
        let services = package.of(Object::Service);
        assert!(services.len() >= 60, "{}", services.len());
        let pool = Pool::load()?;
        let active = |id: &str| services.iter().any(|one| one.id == id && one.get("status") == Some("active"));
        assert!(pool.routes.iter().all(|route| active(&route.service_id)));
        Ok(())
    }

    #[test]
    fn every_need_of_the_code_list_is_asked_for() -> Result<(), Box<dyn std::error::Error>> {
        let lexicon = Lexicon::built_in()?;
        let pool = Pool::load()?;
        for question in &pool.questions {
            assert!((1..=4).contains(&question.needs.len()), "{}", question.text);
            assert!(question.needs.iter().all(|need| lexicon.need(need).is_some()), "{}", question.text);
        }
        let asked: BTreeSet<_> = pool.questions.iter().flat_map(|question| &question.needs).collect();
        let unasked: Vec<&str> = lexicon
            .needs()
            .iter()
            .map(|need| need.code.as_str())
            .filter(|code| !asked.iter().any(|one| one == code))
            .collect();
        assert_eq!(
            unasked,
            ["general-advice", "not-welfare"],
            "who asks for anything, or for the school itself, is not in the story"
        );
        Ok(())
    }

    #[test]
    fn every_file_of_the_package_is_embedded() {
        let package = MAP.first().map_or("", |file| file.1);
        let named = package.matches(".csv\"").count();
        assert_eq!(named, MAP.len() - 1);
    }
}
