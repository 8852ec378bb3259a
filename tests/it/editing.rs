//! Entries of the map, written and changed: rows that hang on them, versions, faults, history, rights.

use serde_json::{Value, json};

use crate::harness::http::{Answer, Caller};
use crate::harness::{World, on_both};
use crate::map::{bring, demo_files};

/// An organisation of the map.
pub fn organization(team: &Caller, name: &str) -> String {
    team.post("/v1/organizations", &json!({ "name": name, "description": "Een organisatie." })).expect(201).id()
}

/// A service of an organisation, with a phone, a contact and a language.
pub fn service(team: &Caller, organization: &str, name: &str) -> Answer {
    let body = json!({
        "organizationId": organization, "name": name, "description": "Huiswerk maken na school.", "minimumAge": 6,
        "maximumAge": 12, "assurerEmail": "Els.Peeters@dienst.example",
        "phones": [{ "number": "015 11 22 33", "languages": [{ "code": "nl" }] }],
        "contacts": [{ "name": "Els Peeters", "email": "els@dienst.example", "phones": [{ "number": "015 44 55 66" }] }],
        "languages": [{ "code": "nl" }, { "code": "fr" }],
        "serviceAreas": [{ "name": "Mechelen", "uri": "https://data.vlaanderen.be/id/gemeente/12025" }]
    });
    team.post("/v1/services", &body).expect(201)
}

pub fn path(service: &Answer) -> String {
    format!("/v1/services/{}", service.id())
}

/// The history of an entry: field, what it was, what it is, action, by whom.
pub fn history(caller: &Caller, path: &str) -> Vec<(String, String, String, String, String)> {
    let lines = caller.get(&format!("{path}/history?limit=200")).expect(200).json["items"].as_array().unwrap().clone();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    lines
        .iter()
        .map(|line| {
            let field = format!("{}.{}", text(line, "object"), text(line, "field"));
            (field, text(line, "previous"), text(line, "replacement"), text(line, "action"), text(line, "by"))
        })
        .collect()
}

on_both!(an_entry_is_written_read_changed_and_retired, |world: &World| {
    let team = world.team();
    let organization = organization(&team, "Huiswerkhuis");
    let made = service(&team, &organization, "Huiswerkklas");
    assert_eq!(made.header("location"), Some(path(&made).as_str()));
    assert_eq!((made.json["directory"].clone(), made.json["version"].clone()), (json!("own"), json!(1)));
    let read = team.get(&path(&made)).expect(200);
    assert_eq!(read.json["record"], made.json["record"]);
    assert_eq!(read.json["record"]["phones"][0]["languages"][0]["code"], "nl");
    assert_eq!(read.json["languages"], json!(["fr", "nl"]), "routing sees it at once");
    assert_eq!(read.json["assuredDate"], "2026-11-16");
    assert_eq!(team.get("/v1/services?q=huiswerkklas").expect(200).json["total"], 1);

    let kept = read.json["record"]["phones"][0]["id"].as_str().unwrap();
    let change = json!({ "name": "Huiswerkbegeleiding", "maximumAge": null,
        "phones": [{ "id": kept, "number": "015 99 99 99" }, { "number": "015 00 00 01" }], "contacts": [] });
    let changed = team.patch(&path(&made), &read.etag(), &change).expect(200);
    assert_eq!(changed.etag(), "\"2\"");
    let now = team.get(&path(&made)).expect(200);
    assert_eq!((now.json["name"].clone(), now.json["maximumAge"].clone()), (json!("Huiswerkbegeleiding"), Value::Null));
    let phones = now.json["record"]["phones"].as_array().unwrap();
    assert_eq!(phones.len(), 2);
    assert!(phones.iter().any(|phone| phone["id"] == kept && phone["languages"][0]["code"] == "nl"), "{phones:?}");
    assert_eq!(now.json["record"]["contacts"], json!([]));
    assert_eq!(team.get("/v1/services?q=huiswerkbegeleiding").expect(200).json["total"], 1);

    let told = history(&team, &path(&made));
    let has = |field: &str, previous: &str, replacement: &str, action: &str| {
        told.iter().any(|line| (&*line.0, &*line.1, &*line.2, &*line.3) == (field, previous, replacement, action))
    };
    assert!(has("service.name", "Huiswerkklas", "Huiswerkbegeleiding", "update"), "{told:?}");
    assert!(
        has("service.maximum_age", "12", "", "update") || has("service.maximumAge", "12", "", "update"),
        "{told:?}"
    );
    assert!(has("phone.number", "015 11 22 33", "015 99 99 99", "update"), "{told:?}");
    assert!(has("contact.name", "Els Peeters", "", "update"), "{told:?}");
    assert!(has("service.name", "", "Huiswerkklas", "create"), "{told:?}");
    assert!(told.iter().all(|line| line.4 == "team"));

    // The same again changes nothing, and is told nowhere.
    let same = team.patch(&path(&made), &now.etag(), &json!({ "name": "Huiswerkbegeleiding" })).expect(200);
    assert_eq!((same.etag(), history(&team, &path(&made)).len()), ("\"2\"".to_owned(), told.len()));
    let gone = team.json("DELETE", &path(&made), &[("if-match", "\"2\"")], &json!({})).expect(200);
    assert_eq!(gone.json["record"]["status"], "inactive");
    assert_eq!(team.get(&path(&made)).expect(200).json["status"], "inactive");
    assert_eq!(history(&team, &path(&made))[0].3, "retire");
});

on_both!(g1_two_changes_on_one_version_are_one, |world: &World| {
    let team = world.team();
    let made = service(&team, &organization(&team, "Huis"), "Klas");
    let etag = team.get(&path(&made)).expect(200).etag();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..6)
            .map(|number| {
                let (team, etag, path) = (&team, &etag, path(&made));
                scope.spawn(move || team.patch(&path, etag, &json!({ "name": format!("Klas {number}") })).status)
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 5, "{statuses:?}");
    assert_eq!(team.json("PATCH", &path(&made), &[], &json!({})).expect(428).status, 428);
    // A new entry under one key is one entry.
    let body = json!({ "name": "Eén", "description": "x" });
    let twice: Vec<String> = (0..2)
        .map(|_| team.json("POST", "/v1/organizations", &[("idempotency-key", "k")], &body).expect(201).id())
        .collect();
    assert_eq!(twice[0], twice[1]);
});

on_both!(a6_every_fault_of_a_body_is_named_and_nothing_is_kept, |world: &World| {
    let team = world.team();
    let organization = organization(&team, "Huis");
    let wrong = json!({ "organizationId": "nergens", "name": "a\nb", "status": "open", "minimumAge": "6", "url": "geen",
        "colour": 1, "version": 3, "description": "rijksregisternummer 85.07.30-033.28", "programId": organization,
        "phones": [{ "description": "zonder nummer" }],
        "serviceAtLocations": [{ "locationId": "01999999-0000-7000-8000-000000000000" }] });
    let answer = team.post("/v1/services", &wrong).expect(400);
    assert_eq!(
        answer.issues(),
        [
            "colour",
            "description",
            "minimumAge",
            "name",
            "organizationId",
            "phones.0.number",
            "programId",
            "serviceAtLocations.0.locationId",
            "status",
            "url",
            "version"
        ]
    );
    assert!(!answer.text.contains("85.07.30"), "{}", answer.text);
    let made = service(&team, &organization, "Klas");
    let before = team.get(&path(&made)).expect(200);
    for read_only in ["organizationId", "lastModified", "id", "directory", "mergedInto"] {
        let answer = team.patch(&path(&made), "\"1\"", &json!({ read_only: "x" })).expect(400);
        assert_eq!(answer.issues(), [read_only]);
    }
    assert_eq!(team.patch(&path(&made), "\"1\"", &json!([1])).expect(400).issues(), ["(whole body)"]);
    assert_eq!(team.get(&path(&made)).expect(200).json, before.json);
    assert_eq!(team.get("/v1/services").expect(200).json["total"], 1);
    let post = team.post("/v1/services", &json!({})).expect(400);
    assert_eq!(post.issues(), ["name", "organizationId"]);
});

on_both!(locations_stand_under_services_and_are_left, |world: &World| {
    let team = world.team();
    let organization = organization(&team, "Huis");
    let body = json!({ "organizationId": organization, "locationType": "physical", "name": "Het Anker",
        "addresses": [{ "address1": "Bleekstraat 1", "city": "Mechelen", "stateProvince": "Antwerpen",
            "postalCode": "2800", "country": "BE", "addressType": "physical" }] });
    let location = team.post("/v1/locations", &body).expect(201);
    let service = service(&team, &organization, "Klas");
    let stands = json!({ "serviceAtLocations": [{ "locationId": location.id(), "schedules": [{ "byday": "MO", "freq": "WEEKLY",
        "opensAt": "09:00", "closesAt": "12:00" }] }] });
    team.patch(&path(&service), "\"1\"", &stands).expect(200);
    let read = team.get(&path(&service)).expect(200);
    assert_eq!(read.json["record"]["serviceAtLocations"][0]["schedules"][0]["opensAt"], "09:00");
    assert_eq!(team.get("/v1/locations?q=anker").expect(200).json["total"], 1);
    let place = format!("/v1/locations/{}", location.id());
    assert_eq!(team.get(&place).expect(200).json["record"]["addresses"][0]["city"], "Mechelen");
    let moved = json!({ "addresses": [{ "id": location.json["record"]["addresses"][0]["id"], "address1": "Bruul 2",
        "city": "Mechelen", "stateProvince": "Antwerpen", "postalCode": "2800", "country": "BE",
        "addressType": "physical" }] });
    team.patch(&place, &team.get(&place).expect(200).etag(), &moved).expect(200);
    assert_eq!(history(&team, &place)[0].0, "address.address1");
    let etag = team.get(&place).expect(200).etag();
    let gone = team.json("DELETE", &place, &[("if-match", &etag)], &json!({})).expect(200);
    assert_eq!(gone.json["retired"], true);
    let left = team.get(&path(&service)).expect(200);
    assert_eq!((left.json["record"]["serviceAtLocations"].clone(), left.etag().starts_with("\"3-")), (json!([]), true));
    assert_eq!(team.get("/v1/locations").expect(200).json["total"], 0);
});

on_both!(a_retired_organisation_offers_nothing, |world: &World| {
    let team = world.team();
    let organization = organization(&team, "Huis");
    let service = service(&team, &organization, "Klas");
    let there = format!("/v1/organizations/{organization}");
    let etag = team.get(&there).expect(200).etag();
    team.json("DELETE", &there, &[("if-match", &etag)], &json!({})).expect(200);
    assert_eq!(team.get(&there).expect(200).json["retired"], true);
    assert_eq!(team.get("/v1/organizations").expect(200).json["total"], 0);
    assert_eq!(team.get(&path(&service)).expect(200).json["status"], "inactive");
    let under = json!({ "organizationId": organization, "name": "Nog een" });
    assert_eq!(team.post("/v1/services", &under).expect(400).issues(), ["organizationId"]);
    // What is made active there is not offered before the organisation is.
    let active = json!({ "status": "active" });
    team.patch(&path(&service), &team.get(&path(&service)).expect(200).etag(), &active).expect(200);
    assert_eq!(team.get(&path(&service)).expect(200).json["status"], "inactive");
    let etag = team.get(&there).expect(200).etag();
    assert_eq!(team.patch(&there, &etag, &json!({ "retired": true })).expect(400).issues(), ["retired"]);
    let back = team.patch(&there, &etag, &json!({ "retired": false })).expect(200);
    assert_eq!(back.json["retired"], false);
    assert_eq!(team.patch(&there, &back.etag(), &json!({ "retired": false })).expect(200).etag(), back.etag());
    assert_eq!(team.get("/v1/organizations").expect(200).json["total"], 1);
    assert_eq!(team.get(&path(&service)).expect(200).json["status"], "active");
    team.post("/v1/services", &under).expect(201);
});

on_both!(a1_partners_change_nothing_and_see_no_contacts_of_others, |world: &World| {
    let team = world.team();
    let (one, two) = (organization(&team, "Een"), organization(&team, "Twee"));
    let made = service(&team, &one, "Klas");
    let (own, other) = (world.partner("een", &one), world.partner("twee", &two));
    own.patch(&path(&made), "\"1\"", &json!({ "name": "x" })).expect(403);
    other.patch(&path(&made), "\"1\"", &json!({ "name": "x" })).expect(404);
    own.post("/v1/services", &json!({ "organizationId": one, "name": "x" })).expect(403);
    own.json("DELETE", &path(&made), &[("if-match", "\"1\"")], &json!({})).expect(403);
    team.patch(&path(&made), "\"1\"", &json!({ "contacts": [{ "name": "Jan Nieuw" }] })).expect(200);
    for secret in ["Els Peeters", "els@dienst.example", "Els.Peeters@dienst.example", "Jan Nieuw", "015 44 55 66"] {
        let inside = own.get(&path(&made)).expect(200).text + &own.get(&format!("{}/history", path(&made))).text;
        assert!(inside.contains(secret), "{secret}");
        for caller in [&other, &world.alert_point()] {
            let (entry, told) = (caller.get(&path(&made)), caller.get(&format!("{}/history", path(&made))));
            assert!(
                !entry.text.contains(secret) && !told.text.contains(secret),
                "{secret}: {}{}",
                entry.text,
                told.text
            );
        }
    }
    let lines = history(&other, &path(&made));
    assert!(!lines.is_empty() && lines.iter().all(|line| line.4 == "netsterk"), "{lines:?}");
    assert!(history(&own, &path(&made)).iter().any(|line| line.0 == "contact.name"));
});

on_both!(what_was_taken_out_or_changed_here_stays_so_with_the_next_package, |world: &World| {
    let team = world.team();
    bring(world, &demo_files());
    let listed = team.get("/v1/services?limit=200").expect(200).json["items"].as_array().unwrap().clone();
    let entries =
        listed.iter().map(|row| team.get(&format!("/v1/services/{}", row["id"].as_str().unwrap())).expect(200));
    let one =
        entries.into_iter().find(|entry| entry.json["record"]["languages"].as_array().unwrap().len() > 1).unwrap();
    let languages = one.json["record"]["languages"].as_array().unwrap().clone();
    let change = json!({ "description": "Onze eigen woorden.", "languages": [languages[0]] });
    team.patch(&path(&one), &one.etag(), &change).expect(200);
    let before = team.get(&path(&one)).expect(200).json["record"].clone();
    assert_eq!(before["languages"], json!([languages[0]]));
    let again = bring(world, &demo_files());
    assert!(!again.changes(), "{again:?}");
    assert_eq!(team.get(&path(&one)).expect(200).json["record"], before);
    // The open door tells of it, too; and leaves out what is not offered any more.
    let open = world.nobody();
    let service = open.get(&format!("/hsds/services/{}", one.id())).expect(200);
    assert!(service.text.contains("Onze eigen woorden."));
    assert!(service.text.contains("previous_value"), "{}", service.text);
    let organization = one.json["organizationId"].as_str().unwrap();
    let named = |text: &str| text.contains(organization);
    assert!(named(&open.get("/hsds/organizations?per_page=200").text) || named(&open.get("/hsds/organizations").text));
    let there = format!("/v1/organizations/{organization}");
    let etag = team.get(&there).expect(200).etag();
    team.json("DELETE", &there, &[("if-match", &etag)], &json!({})).expect(200);
    let after = open.get("/hsds/organizations?per_page=200");
    assert!(!named(&after.text), "{}", after.text);
});
