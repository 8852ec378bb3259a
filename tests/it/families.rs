//! Families over HTTP: recorded once, found by what agrees, opened with a purpose, merged and separated.

use netsterk::store::error::StoreError;
use netsterk::store::schema::access_log;
use serde_json::{Value, json};

use crate::harness::{World, on_both, phone_case};
use crate::scene::household;

fn readings(world: &World, family: &str) -> Vec<String> {
    use diesel::prelude::*;
    let query = access_log::table.filter(access_log::subject_id.eq(family)).select(access_log::purpose);
    world.app.ctx.db.read(|conn| query.load(conn).map_err(StoreError::from)).unwrap()
}

on_both!(an_identity_is_opened_with_a_purpose_and_logged, |world: &World| {
    let team = world.team();
    let family = team.post("/v1/families", &household("El Haddaoui", "0475 12 34 56")).expect(201);
    assert_eq!(family.json["reference"], "G-0001");
    assert_eq!(family.json.as_object().map(|fields| fields.len()), Some(2), "nothing that names");
    let path = format!("/v1/families/{}", family.id());
    assert_eq!(team.get(&path).expect(400).issues(), ["X-Purpose"]);
    assert_eq!(readings(world, &family.id()), Vec::<String>::new());
    let opened = team.get_with(&path, &[("x-purpose", "terugbellen")]).expect(200);
    assert_eq!(opened.json["name"], "El Haddaoui");
    assert_eq!(opened.json["members"][1]["birthDate"], "2018-03-01");
    assert_eq!(readings(world, &family.id()), ["terugbellen"]);
    let blind = world.caller("blind", "team", None, "cases:read families:write");
    let refused = blind.get_with(&path, &[("x-purpose", "x")]).expect(403);
    assert_eq!(refused.json["requiredScope"], "families:read");
});

on_both!(a_family_in_another_writing_is_found, |world: &World| {
    let team = world.team();
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let first = team.post("/v1/families", &household("De Smet", "0475 12 34 56")).expect(201);
    let mut again = household("de smét", "+32 475 12 34 56");
    again["caseId"] = json!(case.id());
    let second = team.post("/v1/families", &again).expect(200);
    assert_eq!(first.json, second.json);
    assert_eq!(team.get(&format!("/v1/cases/{}", case.id())).expect(200).json["familyId"], first.id().as_str());
    let other = team.post("/v1/families", &household("De Smet", "0475 99 99 99")).expect(201);
    assert_ne!(first.id(), other.id());
    let alone = json!({ "name": "Peeters", "postcode": "2800" });
    let (one, two) = (team.post("/v1/families", &alone).expect(201), team.post("/v1/families", &alone).expect(201));
    assert_ne!(one.id(), two.id(), "a name alone does not make them one");
    let lost = json!({ "name": "Peeters", "caseId": "0198-no-such-case" });
    assert_eq!(team.post("/v1/families", &lost).expect(400).issues(), ["caseId"]);
});

on_both!(g2_one_family_recorded_by_fifty_at_once_is_one, |world: &World| {
    let team = world.team();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..50)
            .map(|_| {
                let team = team.clone();
                scope.spawn(move || team.post("/v1/families", &household("El Haddaoui", "0475 12 34 56")))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| [200, 201].contains(&answer.status) && answer.id() == answers[0].id()));
});

on_both!(l1_likely_matches_come_with_reasons_and_without_names, |world: &World| {
    let team = world.team();
    let family = team.post("/v1/families", &household("De Smet", "0475 12 34 56")).expect(201);
    let reasons = |query: &str| -> Value {
        let found = team.get(&format!("/v1/families/matches?{query}")).expect(200);
        for part in ["Smet", "smet", "12 34 56", "475123456", "Bruul", "Noor"] {
            assert!(!found.text.contains(part), "{}", found.text);
        }
        match found.json["items"].as_array().map(Vec::as_slice) {
            Some([one]) => {
                assert_eq!(one["id"], family.id().as_str());
                one["reasons"].clone()
            }
            _ => json!(null),
        }
    };
    assert_eq!(reasons("phone=0032475123456"), json!(["same_phone"]));
    assert_eq!(reasons("surname=Desmedt&street=bruul"), json!(["surname_and_street"]));
    assert_eq!(reasons("surname=de%20Sm%C3%A9t&birthDate=2018-03-01"), json!(["surname_and_birth_date"]));
    assert_eq!(reasons("surname=Desmet"), json!(null), "a surname is shared by many");
    assert_eq!(reasons("phone=0475000000"), json!(null));
    team.get("/v1/families/matches").expect(400);
    team.get("/v1/families/matches?naam=x").expect(400);
});

on_both!(a_merge_keeps_both_and_can_be_undone, |world: &World| {
    let team = world.team();
    let one = team.post("/v1/families", &household("De Smet", "0475 12 34 56")).expect(201);
    let two = team.post("/v1/families", &household("Desmet", "0475 65 43 21")).expect(201);
    let merge = |from: &str, into: &str| {
        team.post(&format!("/v1/families/{from}/merge"), &json!({ "into": into, "reason": "zelfde mama" }))
    };
    assert_eq!(merge(&one.id(), &one.id()).expect(400).issues(), ["into"]);
    let merged = merge(&one.id(), &two.id()).expect(201);
    assert_eq!(merge(&two.id(), &one.id()).expect(409).json["guard"], "mergedAlready");
    let opened = team.get_with(&format!("/v1/families/{}", one.id()), &[("x-purpose", "controle")]).expect(200);
    assert_eq!((&opened.json["name"], &opened.json["mergedInto"]), (&json!("De Smet"), &json!(two.id())));
    let again = team.post("/v1/families", &household("De Smet", "0475 12 34 56")).expect(200);
    assert_eq!(again.id(), two.id(), "whoever is merged is found under the one that stands for it");
    let found = team.get("/v1/families/matches?phone=0475123456").expect(200);
    assert_eq!(found.json["items"][0]["id"], two.id().as_str());
    let undone = team.post(&format!("/v1/merges/{}/undo", merged.id()), &json!({})).expect(200);
    assert!(undone.json["undoneAt"].is_string());
    assert_eq!(
        team.post(&format!("/v1/merges/{}/undo", merged.id()), &json!({})).expect(409).json["guard"],
        "undoneAlready"
    );
    let again = team.post("/v1/families", &household("De Smet", "0475 12 34 56")).expect(200);
    assert_eq!(again.id(), one.id());
});

on_both!(a6_every_fault_of_a_family_is_named_and_none_repeated, |world: &World| {
    let team = world.team();
    let wrong = json!({ "name": "Peeters 85.07.30-033.28", "postcode": "28000", "status": "merged", "email": "geen adres",
                        "members": [{ "role": "child", "birthDate": "gisteren" }] });
    let refused = team.post("/v1/families", &wrong).expect(400);
    assert_eq!(refused.issues(), ["email", "members.0.birthDate", "name", "postcode", "status"]);
    let national = json!({ "name": "Peeters 85.07.30-033.28" });
    let refused = team.post("/v1/families", &national).expect(400);
    assert_eq!(refused.issues(), ["name"]);
    assert!(!refused.text.contains("85.07"), "{}", refused.text);
});

on_both!(g1_two_merges_at_once_are_done_or_refused_and_never_stale, |world: &World| {
    let team = world.team();
    for round in 0..8 {
        let family = |name: &str, last: u32| {
            team.post("/v1/families", &household(name, &format!("0475 00 {round:02} {last:02}"))).expect(201).id()
        };
        let (one, two, three) = (family("Een", 1), family("Twee", 2), family("Drie", 3));
        let merge = |from: &str, into: &str| {
            team.post(&format!("/v1/families/{from}/merge"), &json!({ "into": into, "reason": "zelfde" })).status
        };
        let statuses = std::thread::scope(|scope| {
            let tries = [scope.spawn(|| merge(&one, &two)), scope.spawn(|| merge(&two, &three))];
            tries.map(|one| one.join().unwrap())
        });
        assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
        assert!(statuses.contains(&201), "{statuses:?}");
    }
});
