//! The event feed: in order, replayable, and complete while others write.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::harness::http::Caller;
use crate::harness::{World, on_both};

const WRITERS: usize = 8;
const REPORTS: usize = 12;

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}

/// Counts a writer as finished, also when it panics, so that no reader waits for it for ever.
struct Finished<'a>(&'a AtomicUsize);

impl Drop for Finished<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Reads from a cursor to the end; answers the ids in order and where to continue.
fn drain(caller: &Caller, limit: usize, after: &mut Option<String>) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let cursor = after.as_ref().map(|cursor| format!("&after={cursor}")).unwrap_or_default();
        let page = caller.get(&format!("/v1/events?limit={limit}{cursor}"));
        assert_eq!(page.status, 200, "{}", page.json);
        *after = Some(page.json["next"].as_str().unwrap().to_owned());
        let found = ids(&page.json);
        if found.is_empty() {
            return all;
        }
        all.extend(found);
    }
}

on_both!(g4_nothing_is_missed_and_nothing_comes_twice_while_eight_write, |world: &World| {
    let team = world.team();
    let finished = AtomicUsize::new(0);
    let (seen, mut after) = std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (team, finished) = (&team, &finished);
            scope.spawn(move || {
                let _finished = Finished(finished);
                for number in 0..REPORTS {
                    let report = json!({ "schoolId": format!("s-{writer}"), "pupilRef": format!("P-{number}"),
                        "asOf": "2026-11-13", "halfDays": { "B": 10 } });
                    assert_eq!(team.post("/v1/signals", &report).status, 201);
                }
            });
        }
        let readers: Vec<_> = [3, 50]
            .into_iter()
            .map(|limit| {
                let (team, finished) = (&team, &finished);
                scope.spawn(move || {
                    let (mut seen, mut after) = (Vec::new(), None);
                    loop {
                        let done = finished.load(Ordering::SeqCst) == WRITERS;
                        seen.extend(drain(team, limit, &mut after));
                        if done {
                            return (seen, after);
                        }
                    }
                })
            })
            .collect();
        let mut read: Vec<_> = readers.into_iter().map(|reader| reader.join().unwrap()).collect();
        assert_eq!(read[0].0, read[1].0, "two readers see the same feed");
        read.swap_remove(0)
    });

    // A report with ten B half days: one proposed, one confirmed by law, one alert raised on it.
    assert_eq!(seen.len(), WRITERS * REPORTS * 3);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "nothing twice");
    assert_eq!(drain(&team, 200, &mut None), seen, "replayed from the beginning it is the same");
    assert!(drain(&team, 50, &mut after).is_empty(), "nothing appears behind a place that was passed");
    assert_eq!(team.get("/v1/events?limit=1").json["total"], seen.len());
});

on_both!(the_end_of_the_feed_can_be_kept_and_continued, |world: &World| {
    let (team, cmp) = (world.team(), world.alert_point());
    let empty = team.get("/v1/events").json;
    assert_eq!((&empty["items"], &empty["total"]), (&json!([]), &json!(0)));
    let mut after = empty["next"].as_str().map(str::to_owned);
    assert!(after.is_some());

    let report = |pupil: &str, b: u32| {
        let body = json!({ "schoolId": "s", "pupilRef": pupil, "asOf": "2026-11-13", "halfDays": { "B": b } });
        assert_eq!(team.post("/v1/signals", &body).status, 201);
    };
    report("P-1", 10);
    assert_eq!(drain(&team, 2, &mut after).len(), 3);
    report("P-2", 5);
    assert_eq!(drain(&team, 2, &mut after).len(), 2);

    let own = cmp.get("/v1/events").json;
    assert_eq!(own["total"], 2, "the alert point sees its alerts and no signals: {own}");
    let narrowed = team.get("/v1/events?types=alert.raised,be.netsterk.v1.signal.proposed").json;
    assert_eq!(narrowed["total"], 3);
    assert_eq!(team.get("/v1/events?after=nonsense").status, 400);
    assert_eq!(team.get("/v1/events?limit=0").status, 400);
});

on_both!(events_are_cloudevents_with_a_sequence_per_subject, |world: &World| {
    let team = world.team();
    let report = |b: u32| {
        let body = json!({ "schoolId": "s", "pupilRef": "P", "asOf": "2026-11-13", "halfDays": { "B": b } });
        team.post("/v1/signals", &body);
    };
    report(10);
    report(11);
    report(12);
    let feed = team.get("/v1/events").json;
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for event in feed["items"].as_array().unwrap() {
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["source"], world.base.as_str());
        assert_eq!(event["datacontenttype"], "application/json");
        let reference = event["dataref"].as_str().unwrap();
        let path = reference.strip_prefix(&world.base).unwrap();
        assert_eq!(team.get(path).status, 200, "{path}");
        let sequence: i64 = event["sequence"].as_str().and_then(|text| text.parse().ok()).unwrap();
        let before = last.insert(event["subject"].to_string(), sequence).unwrap_or(0);
        assert_eq!(sequence, before + 1, "{event}");
    }
    assert_eq!(last.len(), 3);
});
