//! From a school's report to an alert that the alert point has dealt with.

use serde_json::{Value, json};

use crate::harness::{World, on_both};

fn report(pupil: &str, b: u32) -> Value {
    json!({ "schoolId": "school-1", "pupilRef": pupil, "asOf": "2026-11-13", "halfDays": { "B": b, "Z": 4 } })
}

fn signal<'a>(answer: &'a Value, rule: &str) -> &'a Value {
    let signals = answer["signals"].as_array().unwrap();
    signals.iter().find(|signal| signal["rule"] == rule).unwrap_or_else(|| panic!("no {rule} in {answer}"))
}

fn states(answer: &Value) -> Vec<String> {
    let text = |signal: &Value| format!("{} {}", signal["rule"], signal["state"]).replace('"', "");
    answer["signals"].as_array().unwrap().iter().map(text).collect()
}

on_both!(a_report_becomes_signals_and_a_confirmed_one_an_alert, |world: &World| {
    let (team, cmp) = (world.team(), world.alert_point());
    let reported = team.post("/v1/signals", &report("P-0042", 31));
    assert_eq!(reported.status, 201, "{}", reported.json);
    assert_eq!(
        states(&reported.json),
        [
            "absence-30 proposed",
            "absent-all-30 proposed",
            "absence-15 proposed",
            "absence-10 proposed",
            "absence-5 confirmed"
        ]
    );
    let gravest = signal(&reported.json, "absence-30");
    assert_eq!(gravest["evidence"]["counted"], 31);
    let path = format!("/v1/signals/{}", gravest["id"].as_str().unwrap());

    let confirmed = team.step(&format!("{path}/transitions"), "\"1\"", &json!({ "to": "confirmed" }));
    assert_eq!((confirmed.status, confirmed.json["state"].as_str()), (200, Some("confirmed")), "{}", confirmed.json);
    let alert_id = confirmed.json["alertId"].as_str().unwrap();
    assert_eq!(team.get(&path).json, confirmed.json);

    let alert_path = format!("/v1/alerts/{alert_id}");
    let alert = cmp.get(&alert_path);
    assert_eq!((alert.status, alert.json["state"].as_str()), (200, Some("raised")), "{}", alert.json);
    assert_eq!(alert.json["pupilRef"], "P-0042");
    let mut version = alert.etag();
    for state in ["acknowledged", "in_treatment", "closed"] {
        let moved = cmp.step(&format!("{alert_path}/transitions"), &version, &json!({ "to": state }));
        assert_eq!((moved.status, moved.json["state"].as_str()), (200, Some(state)), "{}", moved.json);
        version = moved.etag();
    }
    assert_eq!(team.get(&alert_path).json["state"], "closed");

    let feed = cmp.get("/v1/events");
    let types: Vec<&str> =
        feed.json["items"].as_array().unwrap().iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(
        types,
        [
            "be.netsterk.v1.alert.raised",
            "be.netsterk.v1.alert.raised",
            "be.netsterk.v1.alert.acknowledged",
            "be.netsterk.v1.alert.treatmentStarted",
            "be.netsterk.v1.alert.closed"
        ]
    );
    assert!(!feed.json.to_string().contains("P-0042"), "events are thin");
});

on_both!(a_later_report_brings_newer_evidence_and_a_repeated_one_nothing, |world: &World| {
    let team = world.team();
    let first = team.post("/v1/signals", &report("P-1", 11));
    assert_eq!(states(&first.json), ["absence-10 proposed", "absence-5 confirmed"]);
    let again = team.post("/v1/signals", &report("P-1", 11));
    assert_eq!(again.json, first.json);
    let more = team.post("/v1/signals", &report("P-1", 16));
    assert_eq!(states(&more.json), ["absence-15 proposed", "absence-10 proposed", "absence-5 confirmed"]);
    assert_eq!(signal(&more.json, "absence-10")["evidence"]["counted"], 16);
    assert_eq!(signal(&more.json, "absence-10")["version"], 2);
    assert_eq!(signal(&more.json, "absence-5")["evidence"]["counted"], 11, "what was decided stays as it was");
    assert_eq!(team.get("/v1/signals").json["total"], 3);
    assert_eq!(team.get("/v1/alerts").json["total"], 1);
});

on_both!(g3_the_same_key_gives_the_same_answer_and_another_body_is_refused, |world: &World| {
    let team = world.team();
    let key = [("idempotency-key", "\"report-1\"")];
    let first = team.json("POST", "/v1/signals", &key, &report("P-1", 31)).expect(201);
    assert_eq!(team.json("POST", "/v1/signals", &key, &report("P-1", 31)).expect(201).json, first.json);
    team.json("POST", "/v1/signals", &key, &report("P-1", 32)).expect(422);
    let body = report("P-2", 31).to_string();
    let keyless =
        team.send("POST", "/v1/signals", &[("content-type", "application/json")], body.as_bytes()).expect(400);
    assert_eq!(keyless.issues(), ["Idempotency-Key"]);
});

on_both!(every_fault_of_a_report_is_named, |world: &World| {
    let team = world.team();
    let names = |body: &Value| team.post("/v1/signals", body).expect(400).issues();
    assert_eq!(
        names(&json!({ "schoolId": "s", "pupilRef": "P", "asOf": "2026-11-13", "halfDays": { "Q": 3 }, "state": "x" })),
        ["halfDays.Q", "state"]
    );
    assert_eq!(
        names(&json!({ "schoolId": "s", "pupilRef": "85.07.30-033.28", "asOf": "2999-01-01", "halfDays": {} })),
        ["asOf", "halfDays", "pupilRef"]
    );
    assert_eq!(team.get("/v1/signals").json["total"], 0);
});

on_both!(only_the_team_decides_and_only_the_alert_point_treats, |world: &World| {
    let (team, cmp) = (world.team(), world.alert_point());
    let reported = team.post("/v1/signals", &report("P-1", 31));
    let id = signal(&reported.json, "absence-30")["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/signals/{id}/transitions");
    let confirm = json!({ "to": "confirmed" });

    assert_eq!(team.post(&path, &confirm).status, 428);
    assert_eq!(team.step(&path, "\"7\"", &confirm).status, 412);
    assert_eq!(cmp.step(&path, "\"1\"", &confirm).status, 404);
    let illegal = team.step(&path, "\"1\"", &json!({ "to": "expired" }));
    assert_eq!(illegal.status, 409);
    assert_eq!(illegal.json["allowedTransitions"], json!(["confirmed", "dismissed"]));

    let confirmed = team.step(&path, "\"1\"", &confirm);
    let alert = format!("/v1/alerts/{}/transitions", confirmed.json["alertId"].as_str().unwrap());
    let wrong = team.step(&alert, "\"1\"", &json!({ "to": "acknowledged" }));
    assert_eq!((wrong.status, &wrong.json["allowedTransitions"]), (409, &json!(["withdrawn"])));
    let silent = team.step(&alert, "\"1\"", &json!({ "to": "withdrawn" }));
    assert_eq!((silent.status, silent.json["guard"].as_str()), (409, Some("reasonGiven")));
    assert_eq!(cmp.step(&alert, "\"1\"", &json!({ "to": "withdrawn", "reason": "x" })).status, 409);
    let withdrawn = team.step(&alert, "\"1\"", &json!({ "to": "withdrawn", "reason": "wrong pupil" }));
    assert_eq!((withdrawn.status, withdrawn.json["state"].as_str()), (200, Some("withdrawn")));
    let after = cmp.step(&alert, "\"2\"", &json!({ "to": "acknowledged" }));
    assert_eq!((after.status, &after.json["allowedTransitions"]), (409, &json!([])));
});

on_both!(a1_a2_the_alert_point_sees_no_signals_and_a_partner_sees_nothing, |world: &World| {
    let scopes = "alerts:read alerts:decide signals:write events:read";
    // More scopes than a partner can be given: what it sees must not hang on them.
    let partner = world.caller("partner", "partner", Some("org-1"), scopes);
    let (team, cmp) = (world.team(), world.alert_point());
    let reported = team.post("/v1/signals", &report("P-1", 31));
    let id = signal(&reported.json, "absence-30")["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/signals/{id}");
    let confirmed = team.step(&format!("{path}/transitions"), "\"1\"", &json!({ "to": "confirmed" }));
    let alert = format!("/v1/alerts/{}", confirmed.json["alertId"].as_str().unwrap());

    assert_eq!(cmp.get(&path).status, 404);
    assert_eq!(cmp.get("/v1/signals?pupilRef=P-1").json["total"], 0);
    for hidden in [&path, &alert] {
        assert_eq!(partner.get(hidden).status, 404);
        assert_eq!(
            partner.step(&format!("{hidden}/transitions"), "\"1\"", &json!({ "to": "confirmed" })).status / 100,
            4
        );
    }
    for list in ["/v1/signals", "/v1/alerts", "/v1/events"] {
        let seen = partner.get(list);
        assert_eq!((seen.status, &seen.json["total"], &seen.json["items"]), (200, &json!(0), &json!([])), "{list}");
    }
    assert_eq!(partner.post("/v1/signals", &report("P-1", 31)).status, 403);
    let cases_only = world.caller("clerk", "team", None, "cases:read");
    let refused = cases_only.get("/v1/alerts");
    assert_eq!((refused.status, refused.json["requiredScope"].as_str()), (403, Some("alerts:read")));
});

on_both!(lists_are_filtered_and_read_page_by_page, |world: &World| {
    let team = world.team();
    for pupil in 0..7 {
        team.post("/v1/signals", &report(&format!("P-{pupil}"), 12));
    }
    assert_eq!(team.get("/v1/signals?state=proposed").json["total"], 7);
    assert_eq!(team.get("/v1/signals?state=proposed,confirmed&schoolYear=2026-27").json["total"], 14);
    assert_eq!(team.get("/v1/signals?rule=absence-10&pupilRef=P-3").json["total"], 1);
    assert_eq!(team.get("/v1/signals?schoolId=other").json["total"], 0);
    assert_eq!(team.get("/v1/signals?state=nonsense").status, 400);
    assert_eq!(team.get("/v1/signals?after=nonsense").status, 400);

    let mut seen = Vec::new();
    let mut next = Some("/v1/signals?limit=3".to_owned());
    while let Some(path) = next {
        let page = team.get(&path).json;
        assert_eq!(page["total"], 14);
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
        next = page["next"].as_str().map(|cursor| format!("/v1/signals?limit=3&after={cursor}"));
    }
    assert_eq!(seen.len(), 14);
    seen.sort_by_key(ToString::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 14);
});

on_both!(e2_a_file_is_taken_in_whole_or_not_at_all, |world: &World| {
    let team = world.team();
    let send = |file: &str| {
        let key = uuid::Uuid::new_v4().to_string();
        let headers = [("content-type", "text/csv"), ("idempotency-key", key.as_str())];
        team.send("POST", "/v1/signals/import", &headers, file.as_bytes())
    };
    let head = "schoolId,pupilRef,asOf,A,B,H,M,P,R,Z\n";
    let faulty = send(&format!("{head}s-1,P-1,2026-11-13,0,31,0,0,0,0,0\ns-1,P-2,2026-11-13,0,x,0,0,0,0,0\n"));
    assert_eq!(faulty.status, 400);
    assert_eq!(faulty.json["issues"][0]["name"], "line 3, B");
    assert_eq!(team.get("/v1/signals").json["total"], 0);

    let good = format!("{head}s-1,P-1,2026-11-13,0,31,0,0,0,0,0\ns-1,P-2,2026-11-13,0,4,0,0,0,0,0\n");
    assert_eq!(send(&good).json, json!({ "rows": 2, "created": 5, "updated": 0 }));
    assert_eq!(send(&good).json, json!({ "rows": 2, "created": 0, "updated": 0 }));
    assert_eq!(team.post("/v1/signals/import", &json!({})).status, 415);
});

on_both!(g1_two_decisions_on_one_version_leave_one_alert, |world: &World| {
    let team = world.team();
    let reported = team.post("/v1/signals", &report("P-1", 12));
    let id = signal(&reported.json, "absence-10")["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/signals/{id}/transitions");
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let confirm = || team.step(&path, "\"1\"", &json!({ "to": "confirmed" })).status;
        let tries: Vec<_> = (0..8).map(|_| scope.spawn(confirm)).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    assert_eq!(team.get(&format!("/v1/alerts?signalId={id}")).json["total"], 1);
});

on_both!(g2_one_pupil_reported_by_many_at_once_has_each_signal_once, |world: &World| {
    let team = world.team();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(team.post("/v1/signals", &report("P-1", 31)).status, 201));
        }
    });
    assert_eq!(team.get("/v1/signals").json["total"], 5);
    assert_eq!(team.get("/v1/alerts").json["total"], 1);
});

on_both!(a2_a_reporter_outside_the_team_reads_only_what_its_report_did, |world: &World| {
    let (team, reporter) = (world.team(), world.caller("school", "alert_point", None, "alerts:read signals:write"));
    team.post("/v1/signals", &report("P-1", 11)).expect(201);
    let same = reporter.post("/v1/signals", &report("P-1", 11)).expect(201);
    assert_eq!(same.json["signals"], json!([]), "nothing new, nothing to read");
    let more = reporter.post("/v1/signals", &report("P-1", 16)).expect(201);
    assert_eq!(states(&more.json), ["absence-15 proposed", "absence-10 proposed"]);
    for made in more.json["signals"].as_array().unwrap() {
        assert_eq!((&made["decidedBy"], &made["reportedBy"]), (&json!(null), &json!(null)));
    }
    let whole = team.post("/v1/signals", &report("P-1", 16)).expect(201);
    assert_eq!(signal(&whole.json, "absence-10")["reportedBy"], "team");
    assert_eq!(signal(&whole.json, "absence-5")["decidedBy"], "system");
});

on_both!(a_report_of_a_year_that_is_over_is_refused, |world: &World| {
    let team = world.team();
    let mut old = report("P-1", 31);
    old["asOf"] = json!("2026-06-30");
    assert_eq!(team.post("/v1/signals", &old).expect(400).issues(), ["asOf"]);
    assert_eq!(team.get("/v1/alerts").json["total"], 0);
});
