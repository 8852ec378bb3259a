//! Rules from experience: how fast a service answered, how often it said yes, how often the family was helped.
//!
//! Counted from the handovers of the past year, openly: every reason carries its numbers, and nothing is said for or
//! against a service with fewer than [`weights::EXPERIENCES`] of them.

use serde_json::json;

use crate::domain::socialmap::candidate::{Candidate, TrackRecord};

use super::{Answer, Criterion, Verdict, weights};

/// How fast it answers.
#[must_use]
pub fn response<A: Answer>(service: &Candidate) -> Option<A> {
    let record = service.record?;
    let hours = record.median_hours?;
    let data = || json!({ "medianHours": hours, "decided": record.decided, "least": weights::EXPERIENCES });
    if let Some(few) = few(Criterion::Response, record.decided, ("antwoordtijd", "time to answer"), data) {
        return Some(few);
    }
    let (verdict, points) = match hours {
        hours if hours <= weights::FAST_HOURS => (Verdict::Plus, weights::FAST),
        hours if hours >= weights::SLOW_HOURS => (Verdict::Minus, weights::SLOW),
        _ => (Verdict::Neutral, 0.0),
    };
    let words = || {
        let nl = format!("antwoordt meestal binnen {} ({} keer)", shown(hours, "uur", "dagen"), record.decided);
        let en = format!("answers mostly within {} ({} times)", shown(hours, "hours", "days"), record.decided);
        (nl, en, data())
    };
    Some(A::new(Criterion::Response, verdict, words).worth(points))
}

/// How often it says yes. Where nothing is known of a service at all, this says so.
#[must_use]
pub fn acceptance<A: Answer>(service: &Candidate) -> Option<A> {
    let TrackRecord { decided, accepted, .. } = service.record.unwrap_or_default();
    let data = || json!({ "accepted": accepted, "decided": decided, "least": weights::EXPERIENCES });
    if let Some(few) = few(Criterion::Acceptance, decided, ("aanvaarding", "acceptance"), data) {
        return Some(few);
    }
    let words = || {
        let nl = format!("aanvaardde {accepted} van {decided} overdrachten");
        (nl, format!("accepted {accepted} of {decided} handovers"), data())
    };
    Some(swung(Criterion::Acceptance, (accepted, decided), weights::ACCEPTS, words))
}

/// How often the family was helped, of the handovers that it took on and that ended.
#[must_use]
pub fn outcome<A: Answer>(service: &Candidate) -> Option<A> {
    let TrackRecord { ended, helped, .. } = service.record.filter(|record| record.ended > 0)?;
    let data = || json!({ "helped": helped, "ended": ended, "least": weights::EXPERIENCES });
    if let Some(few) = few(Criterion::Outcome, ended, ("afloop", "outcome"), data) {
        return Some(few);
    }
    let words = || {
        let nl = format!("{helped} van {ended} afgelopen overdrachten leidden tot hulp");
        (nl, format!("{helped} of {ended} ended handovers led to support"), data())
    };
    Some(swung(Criterion::Outcome, (helped, ended), weights::HELPS, words))
}

/// Too few experiences say nothing.
fn few<A: Answer>(
    criterion: Criterion,
    count: u32,
    (nl, en): (&str, &str),
    data: impl FnOnce() -> serde_json::Value,
) -> Option<A> {
    let least = weights::EXPERIENCES;
    let words = || {
        let nl = format!("{nl}: te weinig ervaringen ({count} van {least})");
        (nl, format!("{en}: too few experiences ({count} of {least})"), data())
    };
    (count < least).then(|| A::new(criterion, Verdict::Neutral, words))
}

/// From all to none: the full points, none at half, the full points off.
fn swung<A: Answer>(
    criterion: Criterion,
    (part, whole): (u32, u32),
    most: f32,
    words: impl FnOnce() -> (String, String, serde_json::Value),
) -> A {
    let share = part as f32 / whole as f32;
    let verdict = match share {
        share if share >= 0.6 => Verdict::Plus,
        share if share <= 0.4 => Verdict::Minus,
        _ => Verdict::Neutral,
    };
    A::new(criterion, verdict, words).worth(most * (2.0 * share - 1.0))
}

fn shown(hours: u32, of_hours: &str, of_days: &str) -> String {
    if hours < 48 { format!("{} {of_hours}", hours.max(1)) } else { format!("{} {of_days}", hours / 24) }
}

#[cfg(test)]
#[path = "experience_tests.rs"]
mod tests;
