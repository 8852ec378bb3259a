//! A gap in the offer: what somebody needs, where, at which age, and nothing on the map fits. No words, no person.

use crate::domain::casework::AgeBand;
use crate::domain::socialmap::area;

use super::question::{Question, Years};

/// What is missing. Each part is empty where it is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gap {
    /// Code of the need; empty where the words gave none away.
    pub need: String,
    /// Name of the municipality.
    pub municipality: String,
    /// Age band of the child.
    pub age_band: String,
}

/// What is missing where nothing fits a question with these needs: one gap a need.
#[must_use]
pub fn gaps(question: &Question, needs: &[String]) -> Vec<Gap> {
    let municipality = question.postcode.and_then(area::municipality).unwrap_or_default();
    let age_band = question.children.first().and_then(|years| match *years {
        Years::Age(age) | Years::Between(age, _) => AgeBand::of(Some(f64::from(age)), None),
        Years::Stage(stage) => AgeBand::of(None, Some(stage)),
    });
    let gap = |need: &str| Gap {
        need: need.to_owned(),
        municipality: municipality.to_owned(),
        age_band: age_band.map(|band| band.to_string()).unwrap_or_default(),
    };
    if needs.is_empty() { vec![gap("")] } else { needs.iter().map(|need| gap(need)).collect() }
}
