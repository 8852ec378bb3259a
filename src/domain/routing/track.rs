//! From handovers to what a service is known for: how fast it answers, how often it says yes, how often families are
//! helped. Plain counts, which the rules of experience show as they are.

use std::collections::BTreeMap;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::socialmap::candidate::TrackRecord;

/// How one handover went, as far as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// When it was offered.
    pub offered_at: Moment,
    /// When the partner said yes.
    pub accepted_at: Option<Moment>,
    /// When it said no.
    pub rejected_at: Option<Moment>,
    /// It was accepted, and is over.
    pub ended: bool,
    /// The family got support.
    pub helped: bool,
}

/// What each service is known for; services that never answered are left out.
#[must_use]
pub fn records(courses: &[(Id, Course)]) -> BTreeMap<Id, TrackRecord> {
    let mut hours: BTreeMap<&Id, Vec<u32>> = BTreeMap::new();
    let mut records: BTreeMap<Id, TrackRecord> = BTreeMap::new();
    for (service, course) in courses {
        let Some(answered_at) = course.accepted_at.or(course.rejected_at) else { continue };
        let record = records.entry(service.clone()).or_default();
        record.decided += 1;
        record.accepted += u32::from(course.accepted_at.is_some());
        record.ended += u32::from(course.ended);
        record.helped += u32::from(course.helped);
        let waited = (answered_at.utc() - course.offered_at.utc()).num_hours();
        hours.entry(service).or_default().push(u32::try_from(waited).unwrap_or(0));
    }
    for (service, mut hours) in hours {
        hours.sort_unstable();
        if let Some(record) = records.get_mut(service) {
            record.median_hours = hours.get((hours.len() - 1) / 2).copied();
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(hours: i64, yes: bool) -> Course {
        let offered_at = Moment::new(chrono::DateTime::UNIX_EPOCH);
        let answered = Moment::new(chrono::DateTime::UNIX_EPOCH + chrono::Duration::hours(hours));
        Course {
            offered_at,
            accepted_at: yes.then_some(answered),
            rejected_at: (!yes).then_some(answered),
            ended: yes,
            helped: false,
        }
    }

    #[test]
    fn answers_are_counted_and_the_one_in_the_middle_is_taken() {
        let silent = Course { accepted_at: None, rejected_at: None, ..course(1, false) };
        let courses: Vec<(Id, Course)> = [course(1, true), course(90, false), course(5, true), silent]
            .into_iter()
            .map(|course| ("a".to_owned(), course))
            .chain([("b".to_owned(), silent)])
            .collect();
        let found = records(&courses);
        let expected = TrackRecord { decided: 3, accepted: 2, median_hours: Some(5), ended: 2, helped: 0 };
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [("a".to_owned(), expected)]);
    }
}
