//! The social map from package to suggestion: import, look up, ask; bad packages, hostile words, rights.

use std::collections::BTreeMap;

use netsterk::domain::school::read_list;
use netsterk::domain::socialmap::Package;
use netsterk::store::reading;
use netsterk::usecases::atlas::{self, Atlas};
use netsterk::usecases::map::import::{Summary, import};
use netsterk::usecases::map::schools;
use serde_json::json;

use crate::harness::{World, on_both, phone_case};

/// The map that the demonstration brings.
pub fn demo_files() -> BTreeMap<String, Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/demo/map");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn package(files: &BTreeMap<String, Vec<u8>>) -> Package {
    match Package::read(files) {
        Ok(package) => package,
        Err(faults) => panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()),
    }
}

/// Brings a map in.
pub fn bring(world: &World, files: &BTreeMap<String, Vec<u8>>) -> Summary {
    import(&world.app.ctx, &package(files), |_, _| {}).unwrap()
}

fn replaced(files: &mut BTreeMap<String, Vec<u8>>, name: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[name].clone()).unwrap();
    assert!(text.contains(from), "{from}");
    files.insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
}

fn names(answer: &serde_json::Value, list: &str) -> Vec<String> {
    let rows = answer[list].as_array().unwrap();
    rows.iter().map(|row| row["service"]["name"].as_str().unwrap_or_default().to_owned()).collect()
}

on_both!(the_same_package_twice_changes_nothing, |world: &World| {
    let files = demo_files();
    let first = bring(world, &files);
    assert!(first.services.new > 40 && first.capacities > 20, "{first:?}");
    let team = world.team();
    let before = team.get("/v1/services?limit=200").expect(200);
    let again = bring(world, &files);
    assert!(!again.changes(), "{again:?}");
    assert_eq!(again.services.unchanged, first.services.new);
    let after = team.get("/v1/services?limit=200").expect(200);
    assert_eq!(before.json, after.json);
});

on_both!(a_changed_service_is_updated_and_a_gone_one_becomes_inactive, |world: &World| {
    let mut files = demo_files();
    bring(world, &files);
    let team = world.team();
    let listed = team.get("/v1/services?limit=200").expect(200);
    let one = listed.json["items"][0].clone();
    let (id, name) = (one["id"].as_str().unwrap().to_owned(), one["name"].as_str().unwrap().to_owned());
    replaced(&mut files, "services.csv", &format!(",{name},"), ",Aangepaste naam,");
    let changed = bring(world, &files);
    assert_eq!((changed.services.changed, changed.services.gone, changed.services.new), (1, 0, 0));
    let read = team.get(&format!("/v1/services/{id}")).expect(200);
    assert_eq!(read.json["name"], "Aangepaste naam");
    assert!(read.etag().starts_with("\"2-"), "{}", read.etag());

    // Without its row, and without the rows that hang on it, the service is kept as inactive.
    for text in files.values_mut() {
        let rows = String::from_utf8(text.clone()).unwrap();
        *text = rows
            .lines()
            .filter(|row| !row.contains(&id))
            .map(|row| format!("{row}\n"))
            .collect::<String>()
            .into_bytes();
    }
    let gone = bring(world, &without_dangling(&files));
    assert_eq!(gone.services.gone, 1, "{gone:?}");
    assert_eq!(team.get(&format!("/v1/services/{id}")).expect(200).json["status"], "inactive");
});

/// Takes out rows that refer to a row that was taken out, until the package is sound.
fn without_dangling(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut files = files.clone();
    while let Err(faults) = Package::read(&files) {
        for fault in faults.iter().rev() {
            let text = String::from_utf8(files[&fault.file].clone()).unwrap();
            let line = usize::try_from(fault.line).unwrap() - 1;
            let kept = text.lines().enumerate().filter(|(at, _)| *at != line);
            files.insert(fault.file.clone(), kept.map(|(_, row)| format!("{row}\n")).collect::<String>().into_bytes());
        }
    }
    files
}

on_both!(what_was_read_of_the_map_is_kept_until_it_changes, |world: &World| {
    bring(world, &demo_files());
    let ctx = &world.app.ctx;
    let (id, path) = ("97cef9eb-6e44-5461-95b8-e4e9f6272431", "/v1/services/97cef9eb-6e44-5461-95b8-e4e9f6272431");
    let kept = |program: &str| ctx.db.read(|conn| reading::of(conn, program, &[id.to_owned()])).unwrap().remove(0);
    let first = atlas::prepare(ctx).unwrap();
    let second = atlas::prepare(&world.replica().ctx).unwrap();
    assert_eq!(first.roster.services(), second.roster.services());
    let scores = |atlas: &Atlas| atlas.index.scores("facturen en schulden, lege brooddoos").unwrap();
    assert!(!scores(&first).is_empty());
    assert_eq!(scores(&first), scores(&second));

    // The next start reads what is kept, and not the rows again.
    let (_, revision, reading) = kept(ctx.program);
    let changed = reading.unwrap().replace("Budgetbegeleiding en", "Onthouden en");
    ctx.db.write(|conn| reading::keep(conn, ctx.program, &[(id.to_owned(), revision, changed.clone())])).unwrap();
    let name = || atlas::prepare(&world.replica().ctx).unwrap().service(id).unwrap().name.clone();
    assert_eq!(name(), "Onthouden en schuldbemiddeling");
    assert_eq!(kept("another program").2, None);

    let team = world.team();
    let version = team.get(path).expect(200).etag();
    team.patch(path, &version, &json!({ "name": "Geld op orde" })).expect(200);
    assert_eq!(kept(ctx.program).2, None, "of a revision that is past");
    assert_eq!((name(), name()), ("Geld op orde".to_owned(), "Geld op orde".to_owned()));
});

on_both!(a_question_gets_reasons_and_near_misses_with_why_not, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let asked = json!({ "question": "Kleuter van 4 komt met een lege brooddoos, mama kan de facturen niet betalen",
                        "pupilAge": 4, "schoolStage": "kleuter", "postcode": "2800", "languages": ["fr"] });
    let answer = team.post("/v1/suggestions", &asked).expect(200);
    let codes: Vec<&str> =
        answer.json["needs"].as_array().unwrap().iter().map(|need| need["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"food"), "{codes:?}");
    let items = answer.json["items"].as_array().unwrap();
    assert!(!items.is_empty() && answer.json["noConfidentMatch"] == false);
    assert!(items[0]["reasons"].as_array().unwrap().iter().any(|reason| reason["criterion"] == "need"));
    assert!(items.iter().all(|item| item["eligible"] == true && item["freshness"]["stale"].is_boolean()));
    for excluded in answer.json["excluded"].as_array().unwrap() {
        assert_eq!(excluded["reasons"][0]["verdict"], "minus");
    }
    // Far away nothing that is tied to Mechelen is left, and says so.
    let far = json!({ "question": "lege brooddoos, honger", "pupilAge": 4, "postcode": "8400" });
    let answer = team.post("/v1/suggestions", &far).expect(200);
    let why: Vec<&str> = answer.json["excluded"]
        .as_array()
        .unwrap()
        .iter()
        .map(|excluded| excluded["reasons"][0]["criterion"].as_str().unwrap())
        .collect();
    assert!(why.contains(&"area"), "{why:?}");
    let english = team.json("POST", "/v1/suggestions", &[("accept-language", "en")], &far);
    let text = english.expect(200).json["excluded"][0]["reasons"][0]["text"].to_string();
    assert!(text.contains("does not work in"), "{text}");
    let nonsense = team.post("/v1/suggestions", &json!({ "question": "😀 😀" })).expect(200);
    assert_eq!((nonsense.json["noConfidentMatch"].clone(), names(&nonsense.json, "items").len()), (json!(true), 0));
});

on_both!(a_case_is_answered_by_its_confirmed_needs, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let answer = team.get(&format!("/v1/cases/{}/suggestions", case.id())).expect(200);
    assert_eq!(answer.json["needs"][0]["code"], "food");
    assert!(!names(&answer.json, "items").is_empty());
    assert_eq!(team.get("/v1/cases/00000000-0000-7000-8000-000000000000/suggestions").expect(404).json["status"], 404);
});

on_both!(lists_turn_pages_and_find_by_words, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let total = team.get("/v1/services").expect(200).json["total"].as_u64().unwrap();
    let (mut seen, mut next) = (Vec::new(), None::<String>);
    loop {
        let cursor = next.map(|next| format!("&after={next}")).unwrap_or_default();
        let page = team.get(&format!("/v1/services?limit=20{cursor}")).expect(200).json;
        seen.extend(page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(place) => next = Some(place.to_owned()),
            None => break,
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len() as u64, total);
    let found = team.get("/v1/services?q=huiswerk").expect(200).json;
    assert!(found["total"].as_u64().unwrap() > 0 && found["total"].as_u64().unwrap() < total);
    let organization = found["items"][0]["organizationId"].as_str().unwrap();
    let its = team.get(&format!("/v1/services?organizationId={organization}")).expect(200).json;
    assert!(its["items"].as_array().unwrap().iter().all(|row| row["organizationId"] == organization));
    let body = team.get(&format!("/v1/organizations/{organization}")).expect(200);
    assert_eq!(body.json["services"], its["total"]);
    assert!(team.get("/v1/organizations?limit=5").expect(200).json["next"].is_string());
    let listed = read_list(b"id,name,stage,postcode\n990101,BA Stassart,secondary,2800\n990102,De Puzzel,,\n").unwrap();
    assert_eq!(schools::take_in(&world.app.ctx, &listed).unwrap(), 2);
    assert_eq!(schools::take_in(&world.app.ctx, &listed).unwrap(), 0);
    let found = team.get("/v1/schools?q=puzz").expect(200).json;
    assert_eq!(found["items"], json!([{ "id": "990102", "name": "De Puzzel", "stage": null, "postcode": null }]));
    assert_eq!(team.get("/v1/schools?limit=1").expect(200).json["total"], 2);
    let needs = team.get_with("/v1/needs", &[("accept-language", "en-GB")]).expect(200);
    assert_eq!((needs.json["language"].clone(), needs.json["total"].clone()), (json!("en"), json!(47)));
});

on_both!(an_address_that_runs_is_brought_in_and_never_given_out, |world: &World| {
    let mut files = demo_files();
    replaced(
        &mut files,
        "services.csv",
        "https://www.sociaal-huis.example/budgetbegeleiding-en-",
        "JavaScript:steal()//",
    );
    replaced(&mut files, "organizations.csv", "https://www.sociaal-huis.example", "javascript://steal");
    bring(world, &files);
    let team = world.team();
    for path in ["services/97cef9eb-6e44-5461-95b8-e4e9f6272431", "organizations/b7c0b8ea-edef-501c-8ccd-bff8ae655b3a"]
    {
        let shown = team.get(&format!("/v1/{path}")).expect(200);
        assert!(!shown.json.to_string().to_lowercase().contains("steal"), "{}", shown.json);
    }
    let other = team.get("/v1/services/10fb7d99-c78b-51b4-943e-11fb5a85223b").expect(200);
    assert!(other.json["url"].as_str().unwrap().starts_with("https://"));
});

on_both!(f2_hostile_words_find_nothing_and_break_nothing, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let total = team.get("/v1/services").expect(200).json["total"].clone();
    for hostile in ["' OR 1=1 --", "'; DROP TABLE services; --", "%", "_", "\" UNION SELECT 1 --", "name:* AND (", "\\"]
    {
        let coded: String = hostile.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in ["services?q", "services?organizationId", "organizations?q", "schools?q", "services?after"] {
            let answer = team.get(&format!("/v1/{path}={coded}"));
            assert!(matches!(answer.status, 200 | 400), "{path} {hostile}: {}", answer.status);
        }
        assert_eq!(team.get(&format!("/v1/services?organizationId={coded}")).expect(200).json["total"], 0);
        team.get(&format!("/v1/services/{coded}")).expect(404);
        team.get(&format!("/v1/organizations/{coded}")).expect(404);
        team.post("/v1/suggestions", &json!({ "question": hostile })).expect(200);
        team.post("/v1/suggestions", &json!({ "question": "honger", "needs": [hostile] })).expect(400);
    }
    assert_eq!(team.get("/v1/services").expect(200).json["total"], total);
});

on_both!(every_fault_of_a_question_is_named, |world: &World| {
    let wrong = json!({ "question": "", "pupilAge": 200, "schoolStage": "unief", "postcode": "28000", "colour": 1 });
    let answer = world.team().post("/v1/suggestions", &wrong).expect(400);
    assert_eq!(answer.issues(), ["colour", "postcode", "pupilAge", "question", "schoolStage"]);
});

on_both!(f1_a_question_of_100_kb_is_answered, |world: &World| {
    bring(world, &demo_files());
    let flood = "kan de factuur niet betalen, honger, ".repeat(2_700);
    let answer = world.team().post("/v1/suggestions", &json!({ "question": flood[..99_000] })).expect(200);
    let needs: Vec<&str> =
        answer.json["needs"].as_array().unwrap().iter().map(|need| need["code"].as_str().unwrap()).collect();
    assert!(needs.contains(&"school-costs") && needs.contains(&"food"), "{needs:?}");
});

on_both!(a_partner_reads_the_map_but_gets_no_suggestions, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let organization = team.get("/v1/organizations").expect(200).json["items"][0]["id"].as_str().unwrap().to_owned();
    let partner = world.partner("partner", &organization);
    partner.get("/v1/services").expect(200);
    partner.post("/v1/suggestions", &json!({ "question": "honger" })).expect(403);
    partner.get(&format!("/v1/cases/{}/suggestions", case.id())).expect(403);
    let reader = world.caller("reader", "partner", Some(&organization), "cases:read");
    reader.get(&format!("/v1/cases/{}/suggestions", case.id())).expect(404);
    let bare = world.caller("bare", "team", None, "events:read");
    assert!(bare.get("/v1/services").expect(403).text.contains("map:read"));
});
