//! Soft rules: they order the services that may be suggested, and say why.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::casework::Urgency;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::routing::lexicon::{Lexicon, MAX_NEEDS};
use crate::domain::routing::question::Years;
use crate::domain::socialmap::area::municipality;
use crate::domain::socialmap::candidate::{Audience, Candidate, Capacity, CapacityState, NeedMet};

use super::{Answer, Criterion, Verdict, weights};

/// The need that a broad look is asked for.
pub const GENERAL_ADVICE: &str = "general-advice";

/// A need of the question, as the soft rules weigh it.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Code of the need.
    pub code: String,
    /// The words that gave it away.
    pub because: Vec<String>,
    /// Topics within it that the question speaks of.
    pub topics: Vec<String>,
    /// How strongly it was read beside the strongest one, from 0 to 1.
    pub share: f32,
    /// Weight of its evidence; 1 is one plain word.
    pub weight: f32,
}

/// The needs of the question that the service meets, each with its [`strength`]; the first is the most pressing.
#[must_use]
pub fn need<A: Answer>(strengths: &[Option<f32>; MAX_NEEDS], needs: &[Wanted], lexicon: &Lexicon) -> Option<A> {
    let mut met = [("", 0.0); MAX_NEEDS];
    let (mut count, mut share) = (0, 1.0);
    for (need, strength) in needs.iter().zip(strengths) {
        if let Some(strength) = strength {
            met[count] = (need.code.as_str(), strength.max(0.05) * share * need.share);
            count += 1;
        }
        share *= weights::NEXT_NEED;
    }
    let met = &mut met[..count];
    met.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (first, further) = met.split_first()?;
    let points = weights::NEED * first.1 + weights::FURTHER_NEED * further.iter().map(|(_, share)| share).sum::<f32>();
    let words = || {
        let codes: Vec<&str> = met.iter().map(|(code, _)| *code).collect();
        let names = |language: Language| {
            let label = |code: &&str| lexicon.need(code).map_or(*code, |need| need.label.get(language)).to_lowercase();
            codes.iter().map(label).collect::<Vec<_>>().join(", ")
        };
        let nl = format!("helpt bij {}", names(Language::Dutch));
        (nl, format!("helps with {}", names(Language::English)), json!({ "needs": codes }))
    };
    Some(A::new(Criterion::Need, Verdict::Plus, words).worth(points))
}

/// How well a need of the question is met, with the topic within it that tells services apart: the same one adds, another
/// one takes off.
#[must_use]
pub fn strength(found: &NeedMet, need: &Wanted) -> f32 {
    let same = found
        .topics
        .iter()
        .filter(|(topic, _)| need.topics.iter().any(|wanted| **wanted == **topic))
        .map(|(_, strength)| *strength);
    match (same.max_by(f32::total_cmp), need.topics.is_empty() || found.topics.is_empty()) {
        (Some(strength), _) => strength * (1.0 + weights::SAME_TOPIC),
        (None, true) => found.strength,
        (None, false) => found.strength + weights::OTHER_TOPIC,
    }
}

/// Who helps with many other needs too comes after who knows this one best, except where a broad look is asked for.
#[must_use]
pub fn breadth<A: Answer>(service: &Candidate, most_pressing: Option<&str>) -> Option<A> {
    let pressing = most_pressing.filter(|need| *need != GENERAL_ADVICE)?;
    let others =
        service.needs.iter().filter(|met| met.strength >= weights::HELPS_WITH && *met.code != *pressing).count();
    let counted = u8::try_from(others).map_or(weights::MANY_NEEDS, |others| others.min(weights::MANY_NEEDS));
    let words = || {
        let data = json!({ "otherNeeds": others });
        (format!("helpt ook bij andere noden ({others})"), format!("helps with other needs too ({others})"), data)
    };
    let points = weights::ANOTHER_NEED * f32::from(counted);
    (others > 0).then(|| A::new(Criterion::Breadth, Verdict::Minus, words).worth(points))
}

/// How close the words are; `share` is the score beside the best one, from 0 to 1.
#[must_use]
pub fn text<A: Answer>(share: f32) -> Option<A> {
    let words = || {
        let data = json!({ "percentOfBest": (share * 100.0).round() });
        ("de omschrijving sluit aan bij de vraag", "the description is close to the question", data)
    };
    (share > 0.05).then(|| A::new(Criterion::Text, Verdict::Plus, words).worth(weights::TEXT * share))
}

/// A question about one pupil is better served by a service for families, one without any pupil by a service for
/// schools.
#[must_use]
pub fn audience<A: Answer>(service: &Candidate, children: &[Years]) -> Option<A> {
    let for_school = service.audiences.contains(&Audience::Professional);
    let data = || json!({ "audiences": service.audiences });
    let reason = |verdict, nl: &str, en: &str, points| {
        Some(A::new(Criterion::Audience, verdict, || (nl, en, data())).worth(points))
    };
    let pupil = !children.is_empty();
    match (pupil, for_school) {
        (true, true) if service.audiences.len() == 1 => {
            reason(Verdict::Minus, "is er voor scholen en diensten", "is for schools and services", weights::FOR_OTHERS)
        }
        (false, true) => reason(Verdict::Plus, "is er voor scholen", "is for schools", weights::FOR_SCHOOLS),
        _ => None,
    }
}

/// Language orders, it excludes nobody: an interpreter may do.
#[must_use]
pub fn language<A: Answer>(service: &Candidate, languages: &[String]) -> Option<A> {
    if languages.is_empty() || service.languages.is_empty() {
        return None;
    }
    let data = || json!({ "family": languages, "service": service.languages });
    let shared = || languages.iter().filter(|code| service.languages.contains(code)).map(String::as_str);
    if shared().next().is_none() {
        let words = || {
            let nl = "geen taal van het gezin: denk aan een tolk";
            (nl, "no language of the family: think of an interpreter", data())
        };
        return Some(A::new(Criterion::Language, Verdict::Minus, words).worth(-weights::LANGUAGE / 2.0));
    }
    let points = if shared().any(|code| code != "nl") { weights::LANGUAGE } else { 0.0 };
    let words = || {
        let list = shared().collect::<Vec<_>>().join(", ");
        (format!("spreekt {list}"), format!("speaks {list}"), data())
    };
    Some(A::new(Criterion::Language, Verdict::Plus, words).worth(points))
}

/// A site in the family's own municipality.
#[must_use]
pub fn distance<A: Answer>(service: &Candidate, postcode: Option<u16>) -> Option<A> {
    let home = municipality(postcode?)?;
    let towns = || service.sites.iter().filter_map(|site| municipality(*site));
    let data = || json!({ "home": home, "sites": towns().collect::<Vec<_>>() });
    if towns().any(|town| town == home) {
        let words = || (format!("dichtbij: in {home}"), format!("near: in {home}"), data());
        return Some(A::new(Criterion::Distance, Verdict::Plus, words).worth(weights::NEAR));
    }
    let first = towns().next()?;
    let words = || (format!("verder weg: in {first}"), format!("further away: in {first}"), data());
    Some(A::new(Criterion::Distance, Verdict::Neutral, words))
}

codes! {
    /// Room, where an old word counts as none.
    RoomState {
        /// Room.
        Open = "open",
        /// A waiting list.
        WaitingList = "waiting_list",
        /// No room.
        Full = "full",
        /// Nobody said, or too long ago.
        Unknown = "unknown",
    }
}

/// Room of a service at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Room {
    /// Room or not.
    pub state: RoomState,
    /// Places, where they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<i32>,
    /// Weeks that people wait, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_weeks: Option<i32>,
    /// When it was said, also where that is too long ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Moment>,
}

impl Room {
    /// What is known of a service's room; what was said more than [`weights::CAPACITY_DAYS`] days ago is not.
    #[must_use]
    pub fn of(service: &Candidate, at: Moment) -> Self {
        Self::known(service.capacity, at)
    }

    /// The same from what was last said.
    #[must_use]
    pub fn known(said: Option<Capacity>, at: Moment) -> Self {
        let Some(said) = said else {
            return Self { state: RoomState::Unknown, places: None, waiting_weeks: None, updated_at: None };
        };
        let updated_at = Some(said.updated_at);
        if at.utc() - said.updated_at.utc() > chrono::Duration::days(weights::CAPACITY_DAYS) {
            return Self { state: RoomState::Unknown, places: None, waiting_weeks: None, updated_at };
        }
        let state = match said.state {
            CapacityState::Open => RoomState::Open,
            CapacityState::WaitingList => RoomState::WaitingList,
            CapacityState::Full => RoomState::Full,
        };
        Self { state, places: said.places, waiting_weeks: said.waiting_weeks, updated_at }
    }
}

/// Room, a waiting list, or neither.
#[must_use]
pub fn capacity<A: Answer>(service: &Candidate, at: Moment) -> A {
    let room = Room::of(service, at);
    let reason = |verdict, nl: &str, en: &str, points| {
        A::new(Criterion::Capacity, verdict, || (nl, en, json!(room))).worth(points)
    };
    match room.state {
        RoomState::Open => reason(Verdict::Plus, "er is plaats", "there is room", weights::ROOM),
        RoomState::WaitingList => {
            reason(Verdict::Minus, "er is een wachtlijst", "there is a waiting list", weights::WAITING)
        }
        RoomState::Full => reason(Verdict::Minus, "er is geen plaats", "there is no room", weights::FULL),
        RoomState::Unknown => reason(Verdict::Neutral, "plaats niet gekend", "room not known", 0.0),
    }
}

/// Where somebody has to act today, who has room comes first.
#[must_use]
pub fn urgency<A: Answer>(service: &Candidate, urgency: Option<Urgency>, at: Moment) -> Option<A> {
    if urgency != Some(Urgency::Urgent) {
        return None;
    }
    let room = Room::of(service, at);
    let data = || json!({ "urgency": Urgency::Urgent, "state": room.state });
    let reason = |verdict, nl: &str, en: &str, points| {
        Some(A::new(Criterion::Urgency, verdict, || (nl, en, data())).worth(points))
    };
    match room.state {
        RoomState::Open => {
            reason(Verdict::Plus, "dringend: er is nu plaats", "urgent: there is room now", weights::URGENT_ROOM)
        }
        RoomState::WaitingList | RoomState::Full => {
            let (nl, en) = ("dringend: er is nu geen plaats", "urgent: there is no room now");
            reason(Verdict::Minus, nl, en, weights::URGENT_WAITS)
        }
        RoomState::Unknown => None,
    }
}

/// An entry that was not checked for a year counts less.
#[must_use]
pub fn freshness<A: Answer>(service: &Candidate, day: NaiveDate) -> Option<A> {
    let checked = service.assured_date?;
    let stale = is_stale_on(checked, day);
    let (verdict, points) = if stale { (Verdict::Minus, weights::STALE) } else { (Verdict::Plus, 0.0) };
    let words = || {
        let data = json!({ "assuredDate": checked, "stale": stale });
        let nl = format!("laatst nagekeken op {}", checked.format("%d/%m/%Y"));
        (nl, format!("last checked on {checked}"), data)
    };
    Some(A::new(Criterion::Freshness, verdict, words).worth(points))
}

/// Whether the entry was not checked for [`weights::FRESH_DAYS`] days.
#[must_use]
pub fn is_stale(service: &Candidate, at: Moment) -> bool {
    service.assured_date.is_some_and(|checked| is_stale_on(checked, at.local_date()))
}

fn is_stale_on(checked: NaiveDate, day: NaiveDate) -> bool {
    (day - checked).num_days() > weights::FRESH_DAYS
}

/// Somebody to turn to makes a warm handover possible.
#[must_use]
pub fn contact<A: Answer>(service: &Candidate) -> Option<A> {
    let words = || ("heeft een contact voor een warme overdracht", "has a contact for a warm handover", json!({}));
    service.has_contact.then(|| A::new(Criterion::Contact, Verdict::Plus, words).worth(weights::CONTACT))
}

#[cfg(test)]
#[path = "soft_tests.rs"]
mod tests;
