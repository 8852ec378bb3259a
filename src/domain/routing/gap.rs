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

/// The need of a question that a school asks for itself: no welfare service is expected for it, so none is missing.
const NOT_WELFARE: &str = "not-welfare";

/// What is missing where nothing fits a question with these needs, the most pressing first: one gap a need.
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
    match needs.first().map(String::as_str) {
        None => vec![gap("")],
        // What else was heard in it is not missing; what a person confirmed is.
        Some(NOT_WELFARE) if question.needs.is_empty() => Vec::new(),
        Some(_) => needs.iter().filter(|need| *need != NOT_WELFARE).map(|need| gap(need)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_the_school_for_itself_is_no_gap() {
        let at = crate::domain::moment::Moment::new(chrono::DateTime::UNIX_EPOCH);
        let read = Question::new("Speelplaats vergroenen", at);
        let missing = |question: &Question, needs: &[&str]| {
            let needs: Vec<String> = needs.iter().map(|need| (*need).to_owned()).collect();
            gaps(question, &needs).into_iter().map(|gap| gap.need).collect::<Vec<_>>()
        };
        assert_eq!(missing(&read, &[]), [""]);
        assert_eq!(missing(&read, &["food", NOT_WELFARE]), ["food"]);
        assert!(missing(&read, &[NOT_WELFARE]).is_empty());
        assert!(missing(&read, &[NOT_WELFARE, "leisure"]).is_empty());
        let confirmed = Question { needs: vec![NOT_WELFARE.to_owned(), "leisure".to_owned()], ..read };
        assert_eq!(missing(&confirmed, &[NOT_WELFARE, "leisure"]), ["leisure"]);
    }
}
