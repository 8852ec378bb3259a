//! Partners propose changes of their own entries, confirm them and say what room there is; the team decides.

use diesel::prelude::*;
use netsterk::domain::socialmap::{Object, Package, Record};
use netsterk::store::error::StoreError;
use netsterk::store::schema::idempotency_keys;
use netsterk::usecases::map::import::import;
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
    assert_eq!(listed.json["items"][0]["entryName"], "Klas");
    assert!(listed.json["items"][0].get("changes").is_none(), "a list tells what there is, not all of it");
    let shown = team.get(&format!("/v1/map/proposals/{}", proposal.id())).expect(200).json;
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
    let open = world.nobody().get("/hsds/services?full=true").expect(200).etag();
    say("\"1\"", &json!({ "state": "open", "places": 2 })).expect(200);
    let known = [("if-none-match", open.as_str())];
    assert_eq!(world.nobody().get_with("/hsds/services?full=true", &known).status, 304, "room is not shown there");
    assert_eq!(team.get(&path(&made)).expect(200).json["capacity"]["places"], 2);
    world.clock.turn_to("2026-12-17T09:00:00Z");
    let team = world.team();
    let old = team.get(&there).expect(200);
    assert_eq!((old.json["state"].clone(), old.json["said"].clone()), (json!("unknown"), json!("open")));
    assert_eq!(team.get(&path(&made)).expect(200).json["capacity"]["state"], "unknown");
    assert_eq!(team.get("/v1/services").expect(200).json["items"][0]["capacity"]["state"], "unknown");
});

on_both!(a2_a_proposal_shows_nothing_of_an_entry_that_is_not_the_partners_any_more, |world: &World| {
    let team = world.team();
    let (one, two) = (organization(&team, "Een"), organization(&team, "Twee"));
    let made = service(&team, &one, "Klas");
    let partner = world.partner("twee", &two);
    let merge = json!({ "object": "organization", "id": one, "into": two, "reason": "dezelfde" });
    let merged = team.post("/v1/map/merges", &merge).expect(201);
    let body = json!({ "object": "service", "id": made.id(), "changes": { "contacts": [], "assurerEmail": null } });
    let key = [("idempotency-key", "sleutel")];
    let proposal = partner.json("POST", "/v1/map/proposals", &key, &body).expect(201);
    assert!(proposal.text.contains("Els Peeters") && proposal.text.contains("Els.Peeters@dienst.example"));
    team.post(&format!("/v1/map/merges/{}/undo", merged.id()), &json!({})).expect(200);

    // Neither the proposal, nor the list, nor the same request again tells who works there.
    let there = format!("/v1/map/proposals/{}", proposal.id());
    let again = partner.json("POST", "/v1/map/proposals", &key, &body).expect(201);
    assert_eq!(again.id(), proposal.id());
    for answer in [partner.get(&there), partner.get("/v1/map/proposals"), again] {
        assert!(!answer.text.contains("Peeters"), "{}", answer.text);
    }
    let kept: Vec<String> = world
        .app
        .ctx
        .db
        .read(|conn| Ok::<_, StoreError>(idempotency_keys::table.select(idempotency_keys::answer).load(conn)?))
        .unwrap();
    assert!(kept.len() > 3 && kept.iter().all(|answer| !answer.contains("Peeters")), "{kept:?}");
    let shown = team.get(&there).expect(200).json;
    assert_eq!((&shown["base"], &shown["now"], &shown["stale"]), (&json!({}), &json!({}), &json!([])));
    let refused = decide(&team, &proposal, &json!({ "to": "accepted", "overwrite": true })).expect(409);
    assert_eq!(
        (&refused.json["guard"], &refused.json["allowedTransitions"]),
        (&json!("entryMoved"), &json!(["refused"]))
    );
    assert!(team.get(&path(&made)).expect(200).text.contains("Els Peeters"));
    decide(&team, &proposal, &json!({ "to": "refused", "reason": "niet meer van jullie" })).expect(200);
});

/// An organisation with a service, and with a location if it is wanted.
fn small_map(with_location: bool) -> Package {
    let id = |number: u8| format!("0f7d5a5e-0000-4000-8000-0000000000{number:02}");
    let row = |number: u8, cells: &[(&str, &str)]| Record {
        id: id(number),
        line: 0,
        fields: cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect(),
    };
    let mut package = Package::default();
    let organization = row(1, &[("name", "Huis"), ("description", "Een huis.")]);
    let service = row(2, &[("name", "Klas"), ("status", "active"), ("organization_id", &id(1))]);
    let location = row(3, &[("name", "Kelder"), ("location_type", "physical"), ("organization_id", &id(1))]);
    package.rows.insert(Object::Organization, vec![organization]);
    package.rows.insert(Object::Service, vec![service]);
    package.rows.insert(Object::Location, if with_location { vec![location] } else { Vec::new() });
    package
}

on_both!(a_proposal_outlives_an_entry_that_its_directory_took_away, |world: &World| {
    let team = world.team();
    import(&world.app.ctx, &small_map(true), |_, _| {}).unwrap();
    let location = team.get("/v1/locations").expect(200).json["items"][0].clone();
    let partner = world.partner("huis", location["organizationId"].as_str().unwrap());
    let body = json!({ "object": "location", "id": location["id"], "changes": { "name": "Zolder" } });
    let proposal = partner.post("/v1/map/proposals", &body).expect(201);
    import(&world.app.ctx, &small_map(false), |_, _| {}).unwrap();
    team.get(&format!("/v1/locations/{}", location["id"].as_str().unwrap())).expect(404);

    for caller in [&team, &partner] {
        let shown = caller.get("/v1/map/proposals").expect(200).json["items"][0].clone();
        assert_eq!((&shown["id"], &shown["entryName"]), (&json!(proposal.id()), &json!("")));
        let shown = caller.get(&format!("/v1/map/proposals/{}", proposal.id())).expect(200).json;
        assert_eq!((&shown["now"], &shown["base"]), (&json!({}), &json!({})));
    }
    let refused = decide(&team, &proposal, &json!({ "to": "accepted" })).expect(409);
    assert_eq!(refused.json["guard"], "entryMoved");
    decide(&team, &proposal, &json!({ "to": "refused", "reason": "bestaat niet meer" })).expect(200);
});

on_both!(a_flood_of_faults_is_answered_with_some_of_them, |world: &World| {
    let team = world.team();
    let one = organization(&team, "Een");
    let made = service(&team, &one, "Klas");
    let flood = json!({ "serviceAtLocations": vec![json!({ "phones": vec![json!({}); 200] }); 20] });
    let answer = propose(&world.partner("een", &one), &made, flood).expect(400);
    assert!((100..150).contains(&answer.issues().len()), "{}", answer.issues().len());
});
