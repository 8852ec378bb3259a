//! Rules about how a service is reached: only through somebody, only for one school, only in a season, or from anywhere.

use chrono::NaiveDate;
use serde_json::json;

use crate::domain::routing::question::Question;
use crate::domain::socialmap::candidate::{Candidate, Season};

use super::{Criterion, Reason, Ruling, Verdict, weights};

/// A service that is reached only through an intermediary is shown, and says so; whoever offers to it goes that way.
#[must_use]
pub fn via(service: &Candidate) -> Option<Reason> {
    let via = service.via.as_ref()?;
    let (nl, en) =
        (format!("enkel via {via}: spreek eerst met {via}"), format!("only through {via}: speak with {via} first"));
    Some(Reason::new(Criterion::Via, Verdict::Neutral, nl, en, json!({ "via": via })))
}

/// A programme of some schools is for their pupils: it comes first there, and nowhere else.
#[must_use]
pub fn school(service: &Candidate, question: &Question) -> Ruling {
    if service.schools.is_empty() {
        return Ruling::Fits(None);
    }
    let data = json!({ "school": question.school, "schools": service.schools });
    let reason = |verdict, nl: &str, en: &str| Reason::new(Criterion::School, verdict, nl, en, data.clone());
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

/// A seasonal offer is there in its season; shortly before it may be asked for already, and says from when.
#[must_use]
pub fn season(service: &Candidate, day: NaiveDate) -> Ruling {
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
    let reason = |verdict, nl: String, en: String, season: &Season| {
        Reason::new(Criterion::Season, verdict, nl, en, data(season))
    };
    if let Some(now) = seasons.iter().find(|season| season.holds(day)) {
        let (nl, en) = span(now);
        return Ruling::Fits(Some(reason(Verdict::Plus, format!("loopt {nl}"), format!("runs {en}"), now)));
    }
    let next = seasons.iter().filter(|season| season.first > day).min_by_key(|season| season.first);
    if let Some(next) = next {
        let days = (next.first - day).num_days();
        let (nl, en) = span(next);
        if days <= weights::SEASON_NEAR_DAYS {
            let (nl, en) =
                (format!("begint over {days} dagen, loopt {nl}"), format!("begins in {days} days, runs {en}"));
            return Ruling::Fits(Some(reason(Verdict::Minus, nl, en, next).worth(weights::NOT_YET)));
        }
        return Ruling::Excludes(reason(
            Verdict::Minus,
            format!("buiten het seizoen: loopt {nl}, begint over {days} dagen"),
            format!("out of season: runs {en}, begins in {days} days"),
            next,
        ));
    }
    let last = seasons.iter().max_by_key(|season| season.last);
    last.map_or(Ruling::Fits(None), |last| {
        let (nl, en) = span(last);
        Ruling::Excludes(reason(Verdict::Minus, format!("is voorbij: liep {nl}"), format!("is over: ran {en}"), last))
    })
}

/// An online service without an area is there for everybody, wherever they live.
#[must_use]
pub fn online(service: &Candidate) -> Option<Reason> {
    service.online.then(|| {
        let (nl, en) = ("online: overal te bereiken", "online: can be reached from anywhere");
        Reason::new(Criterion::Online, Verdict::Plus, nl, en, json!({ "online": true }))
    })
}

#[cfg(test)]
#[path = "tied_tests.rs"]
mod tests;
