//! Rules about how a service is reached: only through somebody, only for one school, only in a season, or from anywhere.

use chrono::NaiveDate;
use serde_json::json;

use crate::domain::routing::question::Question;
use crate::domain::socialmap::candidate::{Candidate, Season};

use super::{Answer, Criterion, Ruling, Verdict, weights};

/// A service that is reached only through an intermediary is shown, and says so; whoever offers to it goes that way.
#[must_use]
pub fn via<A: Answer>(service: &Candidate) -> Option<A> {
    let via = service.via.as_ref()?;
    Some(A::new(Criterion::Via, Verdict::Neutral, || {
        let nl = format!("enkel via {via}: spreek eerst met {via}");
        (nl, format!("only through {via}: speak with {via} first"), json!({ "via": via }))
    }))
}

/// A programme of some schools is for their pupils: it comes first there, and nowhere else.
#[must_use]
pub fn school<A: Answer>(service: &Candidate, question: &Question) -> Ruling<A> {
    if service.schools.is_empty() {
        return Ruling::Fits(None);
    }
    let data = || json!({ "school": question.school, "schools": service.schools });
    let reason = |verdict, nl: &str, en: &str| A::new(Criterion::School, verdict, || (nl, en, data()));
    match &question.school {
        Some(school) if service.schools.contains(school) => {
            let (nl, en) = ("hoort bij deze school", "belongs to this very school");
            Ruling::Fits(Some(reason(Verdict::Plus, nl, en).worth(weights::OWN_SCHOOL)))
        }
        Some(_) => Ruling::Excludes(reason(
            Verdict::Minus,
            "enkel voor leerlingen van een andere school",
            "for pupils of another school only",
        )),
        None => {
            let (nl, en) =
                ("enkel voor leerlingen van één school: ga na welke", "for pupils of one school only: check which");
            Ruling::Fits(Some(reason(Verdict::Minus, nl, en).worth(weights::SCHOOL_UNSAID)))
        }
    }
}

/// A seasonal offer is there in its season; before it may be asked for already, and says from when: who thinks of the
/// summer calls in winter. One that is over is not.
#[must_use]
pub fn season<A: Answer>(service: &Candidate, day: NaiveDate) -> Ruling<A> {
    let seasons = &service.seasons;
    if seasons.is_empty() || seasons.iter().any(|season| season.last.is_none() && season.first <= day) {
        return Ruling::Fits(None);
    }
    let shown = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    let span = |season: &Season| match season.last {
        Some(last) => {
            (format!("van {} tot {}", shown(season.first), shown(last)), format!("from {} to {last}", season.first))
        }
        None => (format!("vanaf {}", shown(season.first)), format!("from {}", season.first)),
    };
    let data = |season: &Season| json!({ "day": day, "validFrom": season.first, "validTo": season.last });
    let reason = |verdict, season: &Season, words: &dyn Fn(String, String) -> (String, String)| {
        A::new(Criterion::Season, verdict, || {
            let (nl, en) = span(season);
            let (nl, en) = words(nl, en);
            (nl, en, data(season))
        })
    };
    if let Some(now) = seasons.iter().find(|season| season.holds(day)) {
        let words = |nl, en| (format!("loopt {nl}"), format!("runs {en}"));
        return Ruling::Fits(Some(reason(Verdict::Plus, now, &words)));
    }
    let next = seasons.iter().filter(|season| season.first > day).min_by_key(|season| season.first);
    if let Some(next) = next {
        let days = (next.first - day).num_days();
        let words =
            |nl, en| (format!("begint over {days} dagen, loopt {nl}"), format!("begins in {days} days, runs {en}"));
        return Ruling::Fits(Some(reason(Verdict::Minus, next, &words).worth(weights::NOT_YET)));
    }
    let last = seasons.iter().max_by_key(|season| season.last);
    last.map_or(Ruling::Fits(None), |last| {
        let words = |nl, en| (format!("is voorbij: liep {nl}"), format!("is over: ran {en}"));
        Ruling::Excludes(reason(Verdict::Minus, last, &words))
    })
}

/// An online service without an area is there for everybody, wherever they live.
#[must_use]
pub fn online<A: Answer>(service: &Candidate) -> Option<A> {
    let words = || ("online: overal te bereiken", "online: can be reached from anywhere", json!({ "online": true }));
    service.online.then(|| A::new(Criterion::Online, Verdict::Plus, words))
}

#[cfg(test)]
#[path = "tied_tests.rs"]
mod tests;
