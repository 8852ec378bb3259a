//! Entries that are one: found with reasons, merged by a person, undone exactly; and what a merge must never do: lose an
//! agreement, a handover or room, or show a family to an organisation that it did not agree to.

use serde_json::{Value, json};

use crate::editing::{history, organization, path, service};
use crate::harness::http::{Answer, Caller};
use crate::harness::{World, on_both};
use crate::scene::{self, capacity, case_with_family, consent, contact, draft, offered, partner, step};

fn merge(team: &Caller, object: &str, id: &str, into: &str) -> Answer {
    team.post("/v1/map/merges", &json!({ "object": object, "id": id, "into": into, "reason": "dezelfde" }))
}

fn undo(team: &Caller, merge: &Answer) -> Answer {
    team.post(&format!("/v1/map/merges/{}/undo", merge.id()), &json!({}))
}

/// Every entry of the map as the team sees it, without what only counts changes.
fn whole_map(team: &Caller) -> Vec<Value> {
    let mut all = Vec::new();
    for list in ["services", "organizations", "locations"] {
        for row in team.get(&format!("/v1/{list}?limit=200")).expect(200).json["items"].as_array().unwrap() {
            let mut entry = team.get(&format!("/v1/{list}/{}", row["id"].as_str().unwrap())).expect(200).json;
            entry["version"] = Value::Null;
            all.push(entry);
        }
    }
    all
}

on_both!(duplicates_are_listed_with_reasons_until_a_person_says_otherwise, |world: &World| {
    let team = world.team();
    let named = |name: &str, more: Value| {
        let mut body = json!({ "name": name, "description": "x" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        team.post("/v1/organizations", &body).expect(201).id()
    };
    let kbo = json!({ "taxId": "BE 0207.499.430", "website": "https://www.huis.example/" });
    let one = named("Huis van het Kind Mechelen vzw", kbo);
    let two = named(
        "Mechelen, huis van 't kind",
        json!({ "website": "http://huis.example",
        "organizationIdentifiers": [{ "identifierType": "KBO", "identifier": "0207499430" }] }),
    );
    let three = named("HUIS VAN HET KIND MECHELEN", json!({}));
    named("Iets anders", json!({}));
    let listed = team.get("/v1/map/duplicates").expect(200);
    assert_eq!(listed.json["total"], 3);
    let first = &listed.json["items"][0];
    assert_eq!(first["reasons"], json!(["kbo", "name", "website"]));
    let ids: Vec<&str> =
        first["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [one.as_str(), two.as_str()]);
    let page = team.get("/v1/map/duplicates?limit=2").expect(200);
    let rest = team.get(&format!("/v1/map/duplicates?after={}", page.json["next"].as_str().unwrap())).expect(200);
    assert_eq!(
        (rest.json["items"].as_array().unwrap().len(), rest.json["items"][0].clone()),
        (1, listed.json["items"][2].clone())
    );

    let apart = json!({ "object": "organization", "ids": [three, one], "reason": "andere stad" });
    team.post("/v1/map/duplicates/dismissals", &apart).expect(200);
    team.post("/v1/map/duplicates/dismissals", &apart).expect(200);
    assert_eq!(team.get("/v1/map/duplicates").expect(200).json["total"], 2);
    merge(&team, "organization", &two, &one).expect(201);
    assert_eq!(team.get("/v1/map/duplicates").expect(200).json["total"], 0);
    let wrong = json!({ "object": "service", "ids": [one, one] });
    assert_eq!(team.post("/v1/map/duplicates/dismissals", &wrong).expect(400).issues(), ["ids"]);
    let stranger = world.partner("vreemd", &three);
    stranger.get("/v1/map/duplicates").expect(403);
    stranger.get("/v1/map/merges").expect(403);
    merge(&stranger, "organization", &three, &one).expect(404);
});

on_both!(an_organisation_is_merged_and_separated_exactly, |world: &World| {
    let team = world.team();
    let (one, two) = (organization(&team, "Huis"), organization(&team, "Het Huis"));
    let (made, other) = (service(&team, &one, "Klas"), service(&team, &two, "Bad"));
    let location = json!({ "organizationId": one, "locationType": "physical", "name": "Kelder" });
    let location = team.post("/v1/locations", &location).expect(201).id();
    let before = whole_map(&team);
    let merged = merge(&team, "organization", &one, &two).expect(201);
    assert_eq!(merged.json["serviceIds"], json!([made.id()]));
    assert_eq!(team.get(&path(&made)).expect(200).json["organizationId"], two);
    assert_eq!(team.get(&path(&made)).expect(200).json["organizationName"], "Het Huis");
    assert_eq!(team.get(&format!("/v1/locations/{location}")).expect(200).json["organizationId"], two);
    let gone = team.get(&format!("/v1/organizations/{one}")).expect(200);
    assert_eq!((gone.json["mergedInto"].clone(), gone.json["services"].clone()), (json!(two), json!(0)));
    assert_eq!(team.get("/v1/organizations").expect(200).json["total"], 1);
    assert_eq!(history(&team, &path(&made))[0].3, "merge");
    let etag = gone.etag();
    let there = format!("/v1/organizations/{one}");
    assert_eq!(team.patch(&there, &etag, &json!({ "name": "x" })).expect(409).json["guard"], "mergedAlready");
    assert_eq!(merge(&team, "organization", &one, &two).expect(409).json["guard"], "mergedAlready");
    assert_eq!(merge(&team, "organization", &two, &one).expect(409).json["guard"], "mergedAlready");
    // What is written after it stays.
    team.patch(&path(&other), "\"1\"", &json!({ "name": "Zwembad" })).expect(200);
    undo(&team, &merged).expect(200);
    team.patch(&path(&other), &team.get(&path(&other)).expect(200).etag(), &json!({ "name": "Bad" })).expect(200);
    assert_eq!(whole_map(&team), before);
    assert_eq!(undo(&team, &merged).expect(409).json["guard"], "undoneAlready");
    assert!(team.get("/v1/map/merges").expect(200).json["items"][0]["undoneAt"].is_string());
    for (id, into, names) in [(&one, &one, vec!["into"]), (&made.id(), &"x".to_owned(), vec!["id", "into"])] {
        assert_eq!(merge(&team, "organization", id, into).expect(400).issues(), names);
    }
});

on_both!(merges_are_undone_in_their_order, |world: &World| {
    let team = world.team();
    let ids: Vec<String> = ["A", "B", "C"].iter().map(|name| organization(&team, &format!("Huis {name}"))).collect();
    service(&team, &ids[0], "Klas");
    let before = whole_map(&team);
    let first = merge(&team, "organization", &ids[0], &ids[1]).expect(201);
    let second = merge(&team, "organization", &ids[1], &ids[2]).expect(201);
    assert_eq!(undo(&team, &first).expect(409).json["guard"], "undoLaterFirst");
    undo(&team, &second).expect(200);
    undo(&team, &first).expect(200);
    assert_eq!(whole_map(&team), before);
});

on_both!(what_the_merged_one_could_do_is_not_lost, |world: &World| {
    let (team, mine) = (world.team(), partner(world, "Sociaal Huis"));
    let copy = organization(&team, "Sociaal Huis");
    let refused = merge(&team, "organization", &mine.organization, &copy).expect(409);
    assert_eq!(refused.json["guard"], "mergeTheOtherWay");
    let offered = offered(&team, &mine, "El Haddaoui", "0475 12 34 56").0;
    let extra = service(&team, &copy, "Onthaal");
    merge(&team, "organization", &copy, &mine.organization).expect(201);
    // The partner goes on as before, and answers for what came along.
    step(&mine.caller, &offered, &contact()).expect(200);
    mine.caller.post(&format!("{}/confirm", path(&extra)), &json!({})).expect(200);
    assert_eq!(team.get(&path(&extra)).expect(200).json["agreementActive"], true);
});

on_both!(a_merge_shows_no_family_to_an_organisation_that_it_did_not_agree_to, |world: &World| {
    let team = world.team();
    let (one, two) = (partner(world, "Een"), partner(world, "Twee"));
    let (open, family) = offered(&team, &one, "El Haddaoui", "0475 12 34 56");
    let (theirs, _) = offered(&team, &two, "Peeters", "0475 65 43 21");
    let accepted = step(&one.caller, &open, &contact()).expect(200);
    let (case, _) = case_with_family(&team, "Janssens", "0475 00 11 22");
    let waiting = draft(&team, &case.id(), &one);
    scene::places(world, &one.service, 5);
    let merged = merge(&team, "organization", &one.organization, &two.organization).expect(201);

    // Each partner sees its own handovers, before and after, and nothing of the other's.
    let there = |answer: &Answer| format!("/v1/handovers/{}", answer.id());
    assert_eq!(one.caller.get(&there(&accepted)).expect(200).json["family"]["name"], "El Haddaoui");
    two.caller.get(&there(&accepted)).expect(404);
    one.caller.get(&there(&theirs)).expect(404);
    for (caller, total) in [(&one.caller, 1), (&two.caller, 1)] {
        assert_eq!(caller.get("/v1/handovers").expect(200).json["total"], total);
    }
    step(&two.caller, &accepted, &json!({ "to": "taken_over" })).expect(404);
    let agreement = format!("/v1/organizations/{}/agreement", one.organization);
    two.caller.get(&agreement).expect(404);
    one.caller.get(&agreement).expect(200);

    // What was drafted for one is not sent to the other; what is new needs a consent for the one that gets it.
    assert_eq!(step(&team, &waiting, &json!({ "to": "offered" })).expect(409).json["guard"], "serviceMoved");
    let fresh = draft(&team, open.json["caseId"].as_str().unwrap(), &one);
    assert_eq!(fresh.json["service"]["organizationId"], two.organization);
    let refused = step(&team, &fresh, &json!({ "to": "offered" })).expect(409);
    assert!(refused.json["guard"].as_str().unwrap().starts_with("consent"), "{}", refused.text);
    consent(&team, &family, &two);
    one.caller.get(&there(&fresh)).expect(404);

    // A partner keeps what was its own, and gets nothing of the other's.
    let room = |caller: &Caller, service: &str, etag: &str| {
        let path = format!("/v1/services/{service}/capacity");
        caller.json("PUT", &path, &[("if-match", etag)], &json!({ "state": "open", "places": 3 })).status
    };
    let etag = one.caller.get(&format!("/v1/services/{}/capacity", one.service)).expect(200).etag();
    assert_eq!((room(&one.caller, &one.service, &etag), room(&one.caller, &two.service, "\"0\"")), (200, 404));
    one.caller.post(&format!("/v1/services/{}/confirm", one.service), &json!({})).expect(200);
    one.caller.post(&format!("/v1/services/{}/confirm", two.service), &json!({})).expect(404);
    one.caller.post(&format!("/v1/organizations/{}/confirm", two.organization), &json!({})).expect(404);
    two.caller.post(&format!("/v1/services/{}/confirm", one.service), &json!({})).expect(200);

    // Separated, everything is as it was.
    undo(&team, &merged).expect(200);
    two.caller.post(&format!("/v1/services/{}/confirm", one.service), &json!({})).expect(404);
    two.caller.get(&there(&accepted)).expect(404);
    let introduction = json!({ "at": "2026-11-20T13:00:00Z", "place": "school", "mode": "in_person" });
    step(&one.caller, &accepted, &json!({ "to": "intro_planned", "introduction": introduction })).expect(200);
    let late = step(&team, &waiting, &json!({ "to": "offered" })).expect(409);
    assert!(late.json["guard"].as_str().unwrap().starts_with("consent"), "{}", late.text);
});

on_both!(a_service_is_merged_with_its_room_and_its_handovers, |world: &World| {
    let (team, mine) = (world.team(), partner(world, "Sociaal Huis"));
    let twin = service(&team, &mine.organization, "Gezinswerking");
    scene::places(world, &mine.service, 2);
    let (open, _) = offered(&team, &mine, "El Haddaoui", "0475 12 34 56");
    let (second, _) = offered(&team, &mine, "Peeters", "0475 65 43 21");
    let before = whole_map(&team);
    let foreign = service(&team, &organization(&team, "Ander"), "Gezinswerking");
    assert_eq!(merge(&team, "service", &mine.service, &foreign.id()).expect(409).json["guard"], "organizationsDiffer");
    team.json("DELETE", &path(&foreign), &[("if-match", "\"1\"")], &json!({})).expect(200);
    let merged = merge(&team, "service", &mine.service, &twin.id()).expect(201);

    let gone = team.get(&format!("/v1/services/{}", mine.service)).expect(200).json;
    assert_eq!((gone["status"].clone(), gone["mergedInto"].clone()), (json!("inactive"), json!(twin.id())));
    assert_eq!(capacity(world, &twin.id()), Some(("open".into(), Some(2))), "the room came along");
    step(&mine.caller, &open, &contact()).expect(200);
    assert_eq!(capacity(world, &twin.id()), Some(("open".into(), Some(1))), "a place of the survivor was taken");
    let said = mine.caller.get(&format!("/v1/services/{}/capacity", mine.service)).expect(200);
    assert_eq!((said.json["serviceId"].clone(), said.json["places"].clone()), (json!(twin.id()), json!(1)));
    step(&mine.caller, &second, &json!({ "to": "rejected", "reasonCode": "no_capacity" })).expect(200);
    assert_eq!(capacity(world, &twin.id()).unwrap().0, "full", "a decline tells the survivor");
    undo(&team, &merged).expect(200);
    assert_eq!(team.get(&format!("/v1/services/{}", mine.service)).expect(200).json["status"], "active");
    assert_eq!(capacity(world, &twin.id()).unwrap().0, "full", "what was said since stays");
    assert_eq!(before.len() + 2, whole_map(&team).len());

    // Nothing happened in between: the room is as it was, too.
    let (three, four) = (service(&team, &mine.organization, "Drie"), service(&team, &mine.organization, "Vier"));
    scene::places(world, &three.id(), 7);
    let again = merge(&team, "service", &three.id(), &four.id()).expect(201);
    assert_eq!(capacity(world, &four.id()), Some(("open".into(), Some(7))));
    undo(&team, &again).expect(200);
    assert_eq!((capacity(world, &three.id()), capacity(world, &four.id())), (Some(("open".into(), Some(7))), None));
});

on_both!(two_merges_into_one_are_undone_in_their_order_where_both_told_of_room, |world: &World| {
    let team = world.team();
    let house = organization(&team, "Huis");
    let ids: Vec<String> = ["Een", "Twee", "Drie"].iter().map(|name| service(&team, &house, name).id()).collect();
    scene::places(world, &ids[0], 3);
    let first = merge(&team, "service", &ids[0], &ids[1]).expect(201);
    world.clock.turn_to("2026-11-18T10:00:00Z");
    let team = world.team();
    scene::places(world, &ids[2], 5);
    let second = merge(&team, "service", &ids[2], &ids[1]).expect(201);
    assert_eq!(capacity(world, &ids[1]), Some(("open".into(), Some(5))));
    assert_eq!(undo(&team, &first).expect(409).json["guard"], "undoLaterFirst");
    undo(&team, &second).expect(200);
    undo(&team, &first).expect(200);
    assert_eq!(capacity(world, &ids[1]), None, "it says again what it said: nothing");
});

on_both!(two_merges_at_once_never_go_round, |world: &World| {
    let team = world.team();
    for round in 0..6 {
        let ids: Vec<String> = (0..3).map(|number| organization(&team, &format!("Huis {round} {number}"))).collect();
        let pairs = [(0, 1), (1, 0), (1, 2), (2, 0)];
        let done: Vec<Answer> = std::thread::scope(|scope| {
            let tries: Vec<_> = pairs
                .iter()
                .map(|(one, other)| {
                    let (team, one, other) = (&team, &ids[*one], &ids[*other]);
                    scope.spawn(move || merge(team, "organization", one, other))
                })
                .collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(done.iter().all(|answer| [201, 409].contains(&answer.status)), "{:?}", done[0].text);
        // One of the three is left that stands for all that were merged, and nothing stands under what is merged.
        let into: Vec<Value> = ids
            .iter()
            .map(|id| team.get(&format!("/v1/organizations/{id}")).expect(200).json["mergedInto"].clone())
            .collect();
        assert!(into.iter().any(Value::is_null), "{into:?}");
        for id in &ids {
            team.post(&format!("/v1/organizations/{id}/confirm"), &json!({})).expect(200);
        }
    }
});

on_both!(what_stands_for_both_is_offered, |world: &World| {
    let team = world.team();
    let (one, two) = (organization(&team, "Een"), organization(&team, "Twee"));
    let (open, closed) = (service(&team, &one, "Klas"), service(&team, &one, "Oude klas"));
    let away = |path: &str| {
        let etag = team.get(path).expect(200).etag();
        team.json("DELETE", path, &[("if-match", &etag)], &json!({})).expect(200)
    };
    away(&path(&closed));
    assert_eq!(merge(&team, "service", &open.id(), &closed.id()).expect(409).json["guard"], "mergeTheOtherWay");
    merge(&team, "service", &closed.id(), &open.id()).expect(201);
    away(&format!("/v1/organizations/{two}"));
    assert_eq!(merge(&team, "organization", &one, &two).expect(409).json["guard"], "mergeTheOtherWay");
    merge(&team, "organization", &two, &one).expect(201);
});

on_both!(organisations_do_not_stand_under_each_other, |world: &World| {
    let team = world.team();
    let ids: Vec<String> = ["A", "B", "D"].iter().map(|name| organization(&team, name)).collect();
    let there = |at: usize| format!("/v1/organizations/{}", ids[at]);
    let under = |below: usize, above: usize| {
        let etag = team.get(&there(below)).expect(200).etag();
        team.patch(&there(below), &etag, &json!({ "parentOrganizationId": ids[above] }))
    };
    under(1, 2).expect(200);
    under(2, 0).expect(200);
    assert_eq!(under(0, 1).expect(400).issues(), ["parentOrganizationId"]);
    merge(&team, "organization", &ids[0], &ids[1]).expect(201);
    let above = team.get(&there(2)).expect(200).json["record"]["parentOrganizationId"].clone();
    assert_eq!(above, json!(ids[0]), "what the survivor stands under is not put under the survivor");
});

on_both!(each_confirms_what_is_its_own_after_a_merge, |world: &World| {
    let team = world.team();
    let (one, two) = (organization(&team, "Een"), organization(&team, "Twee"));
    let (came, own) = (service(&team, &one, "Klas"), service(&team, &two, "Bad"));
    let partners = [world.partner("een", &one), world.partner("twee", &two)];
    let mine = world.partner("ander", &organization(&team, "Ander"));
    // Only the other way round would take the clients of one away.
    merge(&team, "organization", &one, &two).expect(201);
    let confirm = |caller: &Caller, id: &str| {
        let done = caller.post(&format!("/v1/organizations/{id}/confirm"), &json!({})).expect(200);
        let mut ids: Vec<String> = serde_json::from_value(done.json["serviceIds"].clone()).unwrap();
        ids.sort();
        ids
    };
    let mut both = vec![came.id(), own.id()];
    both.sort();
    assert_eq!(confirm(&partners[0], &one), [came.id()]);
    assert_eq!(confirm(&team, &one), both);
    assert_eq!(confirm(&partners[1], &two), both);
    mine.post(&format!("/v1/organizations/{one}/confirm"), &json!({})).expect(404);
});

on_both!(a_merged_service_is_not_offered_whatever_its_directory_says_since, |world: &World| {
    let (team, mine) = (world.team(), partner(world, "Sociaal Huis"));
    let twin = service(&team, &mine.organization, "Gezinswerking");
    let (case, family) = case_with_family(&team, "El Haddaoui", "0475 12 34 56");
    consent(&team, &family, &mine);
    let mut body = json!({ "serviceId": mine.service, "warm": true, "accompaniment": "none" });
    body["overrideReason"] = json!("toch deze");
    let drafted = team.post(&format!("/v1/cases/{}/handovers", case.id()), &body).expect(201);
    merge(&team, "service", &mine.service, &twin.id()).expect(201);
    scene::service_status(world, &mine.service, "active");
    let refused = step(&team, &drafted, &json!({ "to": "offered" })).expect(409);
    assert_eq!(refused.json["guard"], "serviceNotActive", "{}", refused.text);
});
