//! Partners propose changes of their own entries, confirm them and say what room there is; the team decides.

use serde_json::json;

use crate::editing::{history, organization, path, service};
use crate::harness::http::{Answer, Caller};
use crate::harness::{World, on_both};

fn propose(caller: &Caller, service: &Answer, changes: serde_json::Value) -> Answer {
    let body = json!({ "object": "service", "id": service.id(), "changes": changes, "message": "graag" });
    caller.post("/v1/map/proposals", &body)
}

fn decide(caller: &Caller, proposal: &Answer, body: &serde_json::Value) -> Answer {
    let path = format!("/v1/map/proposals/{}", proposal.id());
    let etag = caller.get(&path).headers.get("etag").map_or("\"1\"".to_owned(), |tag| tag.to_str().unwrap().to_owned());
    caller.step(&format!("{path}/transitions"), &etag, body)
}

on_both!(a_proposal_is_made_shown_and_accepted, |world: &World| {
    let team = world.team();
    let one = organization(&team, "Een");
    let made = service(&team, &one, "Klas");
    let partner = world.partner("een", &one);
    let proposal = propose(&partner, &made, json!({ "name": "Klas op woensdag", "fees": "gratis" })).expect(201);
    assert_eq!(team.get(&path(&made)).expect(200).json["name"], "Klas", "nothing has changed yet");
    let listed = team.get("/v1/map/proposals?state=open").expect(200);
    assert_eq!(listed.json["total"], 1);
    let shown = &listed.json["items"][0];
    assert_eq!(
        (shown["base"]["name"].clone(), shown["changes"]["name"].clone()),
        (json!("Klas"), json!("Klas op woensdag"))
    );
    assert_eq!((shown["stale"].clone(), shown["entryName"].clone()), (json!([]), json!("Klas")));
    assert_eq!(
        decide(&partner, &proposal, &json!({ "to": "accepted" })).expect(409).json["allowedTransitions"],
        json!(["withdrawn"])
    );
    assert_eq!(decide(&team, &proposal, &json!({ "to": "refused" })).expect(409).json["guard"], "reasonNeeded");
    let done = decide(&team, &proposal, &json!({ "to": "accepted" })).expect(200);
    assert_eq!(done.json["state"], "accepted");
    assert_eq!(team.get(&path(&made)).expect(200).json["name"], "Klas op woensdag");
    let line = team.get(&format!("{}/history", path(&made))).expect(200).json["items"][0].clone();
    assert_eq!((line["because"].clone(), line["by"].clone()), (json!(proposal.id()), json!("team")));
    let again = decide(&team, &proposal, &json!({ "to": "refused", "reason": "x" })).expect(409);
    assert_eq!(again.json["allowedTransitions"], json!([]));
    let news = partner.get("/v1/events").expect(200).text;
    assert!(news.contains("proposal.accepted") && !news.contains("woensdag"), "{news}");
});

on_both!(a_proposal_on_what_has_changed_since_is_stale, |world: &World| {
    let team = world.team();
    let one = organization(&team, "Een");
    let made = service(&team, &one, "Klas");
    let partner = world.partner("een", &one);
    let proposal = propose(&partner, &made, json!({ "name": "A", "phones": [] })).expect(201);
    let aside = propose(&partner, &made, json!({ "fees": "5 euro" })).expect(201);
    team.patch(&path(&made), "\"1\"", &json!({ "name": "B" })).expect(200);
    let shown = team.get(&format!("/v1/map/proposals/{}", proposal.id())).expect(200);
    assert_eq!((shown.json["stale"].clone(), shown.json["now"]["name"].clone()), (json!(["name"]), json!("B")));
    let refused = decide(&team, &proposal, &json!({ "to": "accepted" })).expect(409);
    assert_eq!(refused.json["guard"], "proposalStale");
    assert_eq!(team.get(&path(&made)).expect(200).json["name"], "B");
    decide(&team, &aside, &json!({ "to": "accepted" })).expect(200);
    decide(&team, &proposal, &json!({ "to": "accepted", "overwrite": true })).expect(200);
    let now = team.get(&path(&made)).expect(200).json;
    assert_eq!((now["name"].clone(), now["record"]["phones"].clone()), (json!("A"), json!([])));
    assert_eq!(now["record"]["fees"], "5 euro");
});

on_both!(a1_a_partner_proposes_for_its_own_only, |world: &World| {
    let team = world.team();
    let (one, two) = (organization(&team, "Een"), organization(&team, "Twee"));
    let made = service(&team, &one, "Klas");
    let (own, other) = (world.partner("een", &one), world.partner("twee", &two));
    propose(&other, &made, json!({ "name": "x" })).expect(404);
    propose(&team, &made, json!({ "name": "x" })).expect(403);
    let wrong = propose(&own, &made, json!({ "organizationId": two, "status": "open", "name": null })).expect(400);
    assert_eq!(wrong.issues(), ["changes.name", "changes.organizationId", "changes.status"]);
    assert_eq!(propose(&own, &made, json!({ "name": "Klas" })).expect(400).issues(), ["changes"]);
    let proposal = propose(&own, &made, json!({ "name": "x" })).expect(201);
    let there = format!("/v1/map/proposals/{}", proposal.id());
    other.get(&there).expect(404);
    assert_eq!(other.get("/v1/map/proposals").expect(200).json["total"], 0);
    other.step(&format!("{there}/transitions"), "\"1\"", &json!({ "to": "withdrawn" })).expect(404);
    decide(&own, &proposal, &json!({ "to": "withdrawn" })).expect(200);
    for caller in [&other, &world.alert_point()] {
        let answer = caller.post(&format!("{}/confirm", path(&made)), &json!({}));
        assert!([403, 404].contains(&answer.status), "{}", answer.text);
    }
    let room = json!({ "state": "full" });
    other.json("PUT", &format!("{}/capacity", path(&made)), &[("if-match", "\"0\"")], &room).expect(404);
});

on_both!(a_partner_confirms_in_one_call, |world: &World| {
    let team = world.team();
    let one = organization(&team, "Een");
    let (made, second) = (service(&team, &one, "Klas"), service(&team, &one, "Bad"));
    world.clock.turn_to("2028-01-10T09:00:00Z");
    let (team, partner) = (world.team(), world.partner("een", &one).clone());
    assert_eq!(team.get("/v1/services?stale=true").expect(200).json["total"], 2);
    let done = partner.post(&format!("{}/confirm", path(&made)), &json!({})).expect(200);
    assert_eq!(done.json, json!({ "serviceIds": [made.id()], "assuredDate": "2028-01-10" }));
    let read = team.get(&path(&made)).expect(200);
    assert_eq!((read.json["assuredDate"].clone(), read.json["stale"].clone()), (json!("2028-01-10"), json!(false)));
    let told = history(&team, &path(&made));
    assert_eq!(
        told[0],
        ("service.assuredDate".into(), "2026-11-16".into(), "2028-01-10".into(), "confirm".into(), "een".into())
    );
    partner.post(&format!("{}/confirm", path(&made)), &json!({})).expect(200);
    assert_eq!(history(&team, &path(&made)).len(), told.len(), "twice on a day is once");
    assert_eq!(team.get("/v1/services?stale=true").expect(200).json["items"][0]["id"], second.id());
    let all = partner.post(&format!("/v1/organizations/{one}/confirm"), &json!({})).expect(200);
    assert_eq!(all.json["serviceIds"].as_array().map(Vec::len), Some(2));
    assert_eq!(team.get("/v1/services?stale=true").expect(200).json["total"], 0);
});

on_both!(a_partner_says_what_room_there_is_and_it_ages, |world: &World| {
    let team = world.team();
    let one = organization(&team, "Een");
    let made = service(&team, &one, "Klas");
    let partner = world.partner("een", &one);
    let there = format!("{}/capacity", path(&made));
    let unknown = partner.get(&there).expect(200);
    assert_eq!((unknown.json["state"].clone(), unknown.json["version"].clone()), (json!("unknown"), json!(0)));
    let list = json!({ "state": "waiting_list", "waitingWeeks": 6 });
    let say = |etag: &str, body: &serde_json::Value| partner.json("PUT", &there, &[("if-match", etag)], body);
    say(&unknown.etag(), &list).expect(200);
    say(&unknown.etag(), &list).expect(412);
    assert_eq!(
        say("\"1\"", &json!({ "state": "full", "places": 3, "waitingWeeks": 2 })).expect(400).issues(),
        ["places", "waitingWeeks"]
    );
    assert_eq!(
        say("\"1\"", &json!({ "state": "busy", "places": -1, "color": 1 })).expect(400).issues(),
        ["color", "places", "state"]
    );
    let shown = team.get(&path(&made)).expect(200).json["capacity"].clone();
    assert_eq!((shown["state"].clone(), shown["waitingWeeks"].clone()), (json!("waiting_list"), json!(6)));
    say("\"1\"", &json!({ "state": "open", "places": 2 })).expect(200);
    assert_eq!(team.get(&path(&made)).expect(200).json["capacity"]["places"], 2);
    world.clock.turn_to("2026-12-17T09:00:00Z");
    let team = world.team();
    let old = team.get(&there).expect(200);
    assert_eq!((old.json["state"].clone(), old.json["said"].clone()), (json!("unknown"), json!("open")));
    assert_eq!(team.get(&path(&made)).expect(200).json["capacity"]["state"], "unknown");
    assert_eq!(team.get("/v1/services").expect(200).json["items"][0]["capacity"]["state"], "unknown");
});
