//! What is read from a question beside its needs: proposed, used where nobody gave it, struck by a worker.

use serde_json::{Value, json};

use crate::harness::{World, on_both};
use crate::map::{bring, demo_files};

/// The team, as the use cases know it.
fn netsterk_team(world: &World) -> netsterk::domain::access::Principal {
    use netsterk::domain::access::{Party, Principal, Scope};
    let id = world.app.ctx.id(world.app.ctx.now());
    Principal { id, client_id: "team".to_owned(), party: Party::Team, scopes: Scope::ALL.iter().copied().collect() }
}

fn reason<'a>(row: &'a Value, criterion: &str) -> Option<&'a Value> {
    row["reasons"].as_array()?.iter().find(|reason| reason["criterion"] == criterion)
}

on_both!(what_is_read_is_used_where_nothing_is_given_and_says_so, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let asked = json!({ "question": "Meisje van 14 uit Hombeek heeft niemand om huiswerk mee te maken, spreekt thuis enkel Pashto" });
    let answer = team.post("/v1/suggestions", &asked).expect(200).json;
    assert_eq!(
        answer["read"]["children"],
        json!([{ "age": 14.0, "youngest": 14, "oldest": 14, "because": ["Meisje van 14"] }])
    );
    assert_eq!(answer["read"]["place"]["postcode"], "2811");
    assert_eq!(answer["read"]["languages"][0]["code"], "ps");
    let all = || answer["items"].as_array().unwrap().iter().chain(answer["excluded"].as_array().unwrap());
    let said: Vec<&str> =
        all().filter_map(|row| reason(row, "age")).filter_map(|reason| reason["text"].as_str()).collect();
    assert!(said.iter().any(|text| text.contains("14") && text.contains("gelezen uit ‘Meisje van 14’")), "{said:?}");
    assert!(all().filter_map(|row| reason(row, "age")).all(|reason| reason["points"].is_number()));
    // What is given wins, and then nothing is said of reading.
    let given = json!({ "question": asked["question"], "pupilAge": 5, "postcode": "2800", "languages": ["nl"] });
    let answer = team.post("/v1/suggestions", &given).expect(200).json;
    assert!(
        !answer["items"].to_string().contains("gelezen uit") && !answer["excluded"].to_string().contains("gelezen")
    );
    assert_eq!(answer["read"]["children"][0]["age"], 14.0);
});

on_both!(a_case_keeps_what_was_read_until_it_is_struck, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let body =
        json!({ "channel": "phone", "question": "Zoontje (3j) komt met lege brooddoos, vannacht geen slaapplaats" });
    let case = team.post("/v1/cases", &body).expect(201);
    let path = format!("/v1/cases/{}", case.id());
    assert_eq!(case.json["read"]["children"][0]["age"], 3.0);
    assert_eq!(case.json["read"]["urgency"]["urgency"], "urgent");
    assert_eq!(case.json["urgency"], "routine");
    let proposed = |answer: &Value| answer["proposedNeeds"].to_string();
    assert!(proposed(&case.json).contains("\"food\""));
    let wrong =
        team.patch(&path, &case.etag(), &json!({ "needsStruck": ["fod", "food", "food"], "readStruck": ["age"] }));
    assert_eq!(wrong.expect(400).issues(), ["readStruck.0"]);
    let wrong = team.patch(&path, &case.etag(), &json!({ "needsStruck": ["fod", "food", "food"] }));
    assert_eq!(wrong.expect(400).issues(), ["needsStruck.0", "needsStruck.2"]);
    let struck = json!({ "needsStruck": ["food"], "readStruck": ["children"] });
    let after = team.patch(&path, &case.etag(), &struck).expect(200);
    assert!(!proposed(&after.json).contains("\"food\""), "{}", after.text);
    assert_eq!((&after.json["read"]["children"], &after.json["needsStruck"]), (&json!(null), &json!(["food"])));
    let suggested = team.get(&format!("{path}/suggestions")).expect(200).json;
    assert!(!suggested["needs"].to_string().contains("\"food\"") && suggested["read"]["children"].is_null());
    // Other words do not bring it back; confirming it does.
    let question = json!({ "question": "Zoontje (3j) komt weer met lege brooddoos" });
    let after = team.patch(&path, &after.etag(), &question).expect(200);
    assert!(!proposed(&after.json).contains("\"food\""));
    let after = team.patch(&path, &after.etag(), &json!({ "needs": ["food"] })).expect(200);
    assert_eq!(after.json["needsStruck"], json!([]));
});

on_both!(l1_strange_questions_are_answered, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let flood = "meisje van 14 spreekt Pashto in Sint-Katelijne-Waver ".repeat(1_900);
    for text in [
        "😀😀😀",
        "Amina Youssef Fatima",
        "me\u{301}isje van 1\u{301}4",
        &flood[..100_000],
        "((((",
        "-",
        "'; DROP TABLE cases",
    ] {
        let answer = team.post("/v1/suggestions", &json!({ "question": text })).expect(200);
        assert!(answer.json["read"].is_object(), "{}", answer.text);
    }
    team.post("/v1/suggestions", &json!({ "question": "a\u{0}b" })).expect(400);
});

on_both!(what_nothing_fits_is_a_gap_once_and_closing_confirms_it, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let gaps = || team.get("/v1/reports/gaps").expect(200).json;
    let body = json!({ "channel": "phone", "question": "papa uit Oostende zoekt schuldhulp, kinderen van 9 en 11", "needs": ["debt"] });
    let case = team.post("/v1/cases", &body).expect(201);
    let path = format!("/v1/cases/{}", case.id());
    for _ in 0..3 {
        assert_eq!(team.get(&format!("{path}/suggestions")).expect(200).json["noConfidentMatch"], true);
    }
    let report = gaps();
    let expected = json!([{ "need": "debt", "label": "Schulden", "municipality": "Oostende", "ageBand": "6-11", "cases": 1,
                            "confirmed": 0 }]);
    assert_eq!((&report["cases"], &report["items"]), (&json!(1), &expected));
    // It asks something else now: what it asked before is no gap any more.
    let moved = team.patch(&path, &case.etag(), &json!({ "postcode": "8000" })).expect(200);
    team.get(&format!("{path}/suggestions")).expect(200);
    assert_eq!(gaps()["items"][0]["municipality"], "Brugge");
    let near = team.patch(&path, &moved.etag(), &json!({ "postcode": "2800" })).expect(200);
    assert_eq!(team.get(&format!("{path}/suggestions")).expect(200).json["noConfidentMatch"], false);
    assert_eq!(gaps()["items"], json!([]));
    let far = team.patch(&path, &near.etag(), &json!({ "postcode": "8400" })).expect(200);
    let steps = format!("{path}/transitions");
    let closed = team.step(&steps, &far.etag(), &json!({ "to": "closed", "outcome": "no_offer_found" })).expect(200);
    assert_eq!((&gaps()["items"][0]["confirmed"], &gaps()["cases"]), (&json!(1), &json!(1)));
    team.step(&steps, &closed.etag(), &json!({ "to": "in_progress", "reason": "toch iets gevonden" })).expect(200);
    assert_eq!(gaps()["items"][0]["confirmed"], 0);
    // Other readers see no small number.
    let outside = world.caller("alderman", "alert_point", None, "targets:read");
    let seen = outside.get("/v1/reports/gaps").expect(200).json;
    assert_eq!((&seen["cases"], &seen["items"][0]["cases"]), (&json!(null), &json!(null)));
    assert_eq!(team.get("/v1/reports/gaps?from=2026-12-01&to=2026-11-01").expect(400).issues(), ["from"]);
    assert_eq!(team.get("/v1/reports/gaps?from=2020-01-01&to=2020-12-31").expect(200).json["items"], json!([]));
    assert!(!gaps().to_string().contains("papa"));
});

on_both!(what_was_chosen_is_kept_beside_what_was_proposed, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let draft = |nth: Option<usize>, reason: Value| {
        let case = team.post("/v1/cases", &crate::harness::phone_case()).expect(201);
        let suggested = team.get(&format!("/v1/cases/{}/suggestions", case.id())).expect(200).json;
        let all = team.get("/v1/services?limit=200").expect(200).json;
        let proposed: Vec<&Value> =
            suggested["items"].as_array().unwrap().iter().map(|it| &it["service"]["id"]).collect();
        let other =
            || all["items"].as_array().unwrap().iter().map(|it| &it["id"]).find(|id| !proposed.contains(id)).unwrap();
        let service = nth.map_or_else(other, |nth| proposed[nth]);
        let mut body = json!({ "serviceId": service, "warm": true });
        if reason.is_string() {
            body["notFirstReasonCode"] = reason;
        }
        team.post(&format!("/v1/cases/{}/handovers", case.id()), &body)
    };
    draft(Some(0), json!("too_far")).expect(201);
    draft(Some(1), json!("language")).expect(201);
    draft(Some(1), json!(null)).expect(201);
    draft(None, json!("known_to_family")).expect(201);
    assert_eq!(draft(Some(0), json!("because")).expect(400).issues(), ["notFirstReasonCode"]);
    let report = team.get("/v1/reports/choices").expect(200).json;
    let total = &report["total"];
    assert_eq!(
        (&total["choices"], &total["first"], &total["firstThree"], &total["outside"]),
        (&json!(4), &json!(1), &json!(3), &json!(1))
    );
    assert_eq!(report["needs"][0]["need"], "food");
    let reasons: Vec<&Value> = report["reasons"].as_array().unwrap().iter().map(|row| &row["reasonCode"]).collect();
    assert_eq!(reasons, [&json!(null), &json!("known_to_family"), &json!("language")]);
    let outside = world.caller("alderman", "alert_point", None, "targets:read");
    assert_eq!(outside.get("/v1/reports/choices").expect(200).json["total"]["choices"], json!(null));
});

on_both!(the_rules_are_explained_with_the_numbers_that_they_use, |world: &World| {
    let rules = world.team().get("/v1/routing/criteria").expect(200).json;
    let age = rules["items"].as_array().unwrap().iter().find(|rule| rule["criterion"] == "age").unwrap();
    assert_eq!(age["excludes"], true);
    let need = rules["items"].as_array().unwrap().iter().find(|rule| rule["criterion"] == "need").unwrap();
    assert_eq!(need["worths"][0]["value"], f64::from(netsterk::domain::routing::rules::weights::NEED));
});

on_both!(a_phrase_counts_for_the_next_question_everywhere_and_is_kept_when_taken_away, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let ask = || {
        team.post("/v1/suggestions", &json!({ "question": "Mama zegt: wij zijn platzak sinds maandag" }))
            .expect(200)
            .json
    };
    assert!(!ask()["needs"].to_string().contains("\"food\""));
    let path = "/v1/needs/food/phrases";
    for (phrase, why) in [
        ("bel 0475 12 34 56", "number"),
        ("85.07.30-033.28", "number"),
        ("an@voorbeeld.be", "address"),
        ("de school", "every"),
        ("<ouder> weg", "may hold"),
        ("   ", "no word"),
    ] {
        let refused = team.post(path, &json!({ "phrase": phrase })).expect(400);
        assert_eq!(refused.issues(), ["phrase"], "{phrase}");
        assert!(refused.text.contains(why) && !refused.text.contains("033.28"), "{}", refused.text);
    }
    let wrong = team.post(path, &json!({ "phrase": "x", "language": "fr", "weight": 9, "who": "ik" })).expect(400);
    assert_eq!(wrong.issues(), ["language", "phrase", "weight", "who"]);
    team.post("/v1/needs/fud/phrases", &json!({ "phrase": "platzak" })).expect(404);
    let added = team.post(path, &json!({ "phrase": " wij zijn  platzak ", "weight": "strong" })).expect(201);
    assert_eq!((&added.json["phrase"], &added.json["addedBy"]), (&json!("wij zijn platzak"), &json!("team")));
    let needs = ask()["needs"].clone();
    assert_eq!((&needs[0]["code"], &needs[0]["because"][0]), (&json!("food"), &json!("wij zijn platzak")));
    let case = json!({ "channel": "phone", "question": "ze zeggen: wij zijn platzak" });
    assert!(team.post("/v1/cases", &case).expect(201).json["proposedNeeds"].to_string().contains("food"));
    // Another replica on the same database.
    let other = world.replica();
    let principal = netsterk_team(world);
    let question = serde_json::from_value(json!({ "question": "wij zijn platzak" })).unwrap();
    let answer = netsterk::usecases::suggestion::ask::ask(
        &other.ctx,
        &principal,
        &question,
        netsterk::domain::language::Language::Dutch,
    );
    assert_eq!(answer.unwrap().needs[0].code, "food");
    let again = team.post(path, &json!({ "phrase": "Wij zijn PLATZAK" })).expect(409);
    assert_eq!(again.json["guard"], "phraseKnown");
    let one = format!("{path}/{}", added.id());
    assert_eq!(team.json("DELETE", &one, &[("if-match", "\"7\"")], &json!({})).status, 412);
    team.json("DELETE", &one, &[], &json!({})).expect(428);
    team.json("DELETE", &one, &[("if-match", &added.etag())], &json!({})).expect(204);
    team.json("DELETE", &one, &[("if-match", &added.etag())], &json!({})).expect(404);
    assert!(!ask()["needs"].to_string().contains("\"food\""));
    let answer = netsterk::usecases::suggestion::ask::ask(
        &other.ctx,
        &principal,
        &question,
        netsterk::domain::language::Language::Dutch,
    );
    assert!(answer.unwrap().needs.iter().all(|need| need.code != "food"));
    assert_eq!(team.get(path).expect(200).json["total"], 0);
    let history = team.get(&format!("{path}?removed=true")).expect(200).json;
    assert_eq!((&history["total"], &history["items"][0]["removedBy"]), (&json!(1), &json!("team")));
    world.partner("nieuwsgierig", "x").post(path, &json!({ "phrase": "platzak" })).expect(403);
});

fn named<'a>(answer: &'a Value, list: &str, name: &str) -> Option<&'a Value> {
    answer[list].as_array()?.iter().find(|row| row["service"]["name"] == name)
}

on_both!(schools_seasons_intermediaries_and_the_internet_are_known, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let ask = |body: Value| team.post("/v1/suggestions", &body).expect(200).json;
    // The bridge figure of the very school comes first there, and is not for others.
    let question = "mama begrijpt de brieven van school niet";
    let own = ask(json!({ "question": question, "pupilAge": 15, "postcode": "2800", "schoolId": "990101" }));
    assert_eq!(own["items"][0]["service"]["name"], "Brugfiguur BA Stassart");
    assert_eq!(reason(&own["items"][0], "school").unwrap()["text"], "hoort bij deze school");
    let other =
        ask(json!({ "question": "brugfiguur aan de poort", "pupilAge": 15, "postcode": "2800", "schoolId": "990108" }));
    assert!(named(&other, "items", "Brugfiguur BA Stassart").is_none());
    // The same through a case, whose school is known.
    let case = json!({ "channel": "phone", "question": question, "asker": { "schoolId": "990101" }, "children": [{ "age": 15 }] });
    let case = team.post("/v1/cases", &case).expect(201);
    let suggested = team.get(&format!("/v1/cases/{}/suggestions", case.id())).expect(200).json;
    assert_eq!(suggested["items"][0]["service"]["name"], "Brugfiguur BA Stassart");
    // Before its season it is suggested and says from when; after it, it is a near miss.
    let circus = |date: &str| {
        ask(
            json!({ "question": "jongleren in de paasvakantie", "pupilAge": 8, "postcode": "2800", "date": date, "limit": 50 }),
        )
    };
    let text = |answer: &Value, list: &str| {
        named(answer, list, "Paasstage circus")
            .and_then(|row| reason(row, "season"))
            .map(|reason| reason["text"].as_str().unwrap().to_owned())
    };
    let now = circus("2026-11-22");
    let begins = "begint over 134 dagen, loopt van 05/04/2027 tot 09/04/2027";
    assert_eq!(text(&now, "items").as_deref(), Some(begins), "{now}");
    assert!(text(&circus("2027-03-16"), "items").is_some_and(|text| text.starts_with("begint over 20 dagen")));
    assert!(text(&circus("2027-04-06"), "items").is_some_and(|text| text.starts_with("loopt van")));
    assert!(text(&circus("2027-05-01"), "excluded").is_some_and(|text| text.starts_with("is voorbij")));
    // Shown, with the intermediary.
    let timeout =
        ask(json!({ "question": "time-out voor een leerling die spijbelt", "pupilAge": 15, "postcode": "2830" }));
    let place = named(&timeout, "items", "Time-out De Luwte").unwrap();
    assert_eq!(reason(place, "via").unwrap()["text"], "enkel via het CLB: spreek eerst met het CLB");
    let line = ask(
        json!({ "question": "anoniem bellen of chatten met een pedagoog over opvoeden", "pupilAge": 5, "postcode": "8400" }),
    );
    let line = named(&line, "items", "De Opvoedingslijn").unwrap();
    assert_eq!(reason(line, "online").unwrap()["text"], "online: overal te bereiken");
});

on_both!(a_handover_does_not_go_round_the_intermediary, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let asked = json!({ "question": "time-out voor een leerling die spijbelt", "pupilAge": 15, "postcode": "2830" });
    let found = team.post("/v1/suggestions", &asked).expect(200).json;
    let service = named(&found, "items", "Time-out De Luwte").unwrap()["service"].clone();
    let path = format!("/v1/organizations/{}/agreement", service["organizationId"].as_str().unwrap());
    team.json("PUT", &path, &[], &crate::scene::agreement()).expect(201);
    let case =
        json!({ "channel": "phone", "question": asked["question"], "postcode": "2830", "children": [{ "age": 15 }] });
    let case = team.post("/v1/cases", &case).expect(201);
    let mut family = crate::scene::household("Peeters", "015 11 22 33");
    family["caseId"] = json!(case.id());
    let family = team.post("/v1/families", &family).expect(201).id();
    let consent = json!({ "givenBy": "parent", "form": "oral", "recipientOrganizationId": service["organizationId"], "categories": ["contact"] });
    team.post(&format!("/v1/families/{family}/consents"), &consent).expect(201);
    let offer = |who: &str| {
        let body = json!({ "serviceId": service["id"], "warm": true, "accompaniment": who });
        let draft = team.post(&format!("/v1/cases/{}/handovers", case.id()), &body).expect(201);
        crate::scene::step(&team, &draft, &json!({ "to": "offered" }))
    };
    let refused = offer("none").expect(409);
    assert!(refused.json["guard"] == "serviceExcluded" && refused.text.contains("via"), "{}", refused.text);
    offer("clb").expect(200);
});

on_both!(experiences_count_from_five_on, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let organization = "b7c0b8ea-edef-501c-8ccd-bff8ae655b3a".to_owned();
    let path = format!("/v1/organizations/{organization}/agreement");
    team.json("PUT", &path, &[], &crate::scene::agreement()).expect(201);
    let caller = world.partner("sociaal-huis", &organization);
    let service = "97cef9eb-6e44-5461-95b8-e4e9f6272431".to_owned();
    let partner = crate::scene::Partner { organization, service, caller };
    let told = |criterion: &str| {
        let asked = json!({ "question": "budgetbegeleiding voor schulden", "limit": 50 });
        let answer = team.post("/v1/suggestions", &asked).expect(200).json;
        let row = named(&answer, "items", "Budgetbegeleiding en schuldbemiddeling").unwrap().clone();
        reason(&row, criterion)
            .map(|reason| (reason["text"].as_str().unwrap().to_owned(), reason["points"].as_f64().unwrap()))
    };
    assert_eq!(told("acceptance"), Some(("aanvaarding: te weinig ervaringen (0 van 5)".to_owned(), 0.0)));
    for number in 0..5 {
        let (handover, _) =
            crate::scene::offered(&team, &partner, &format!("Gezin{number}"), &format!("015 10 20 3{number}"));
        if number == 2 {
            netsterk::usecases::rates::count(&world.app.ctx).unwrap();
            assert_eq!(told("acceptance").unwrap().0, "aanvaarding: te weinig ervaringen (2 van 5)");
        }
        world.clock.advance(chrono::Duration::minutes(1));
        let body = if number == 4 {
            json!({ "to": "rejected", "reasonCode": "wrong_service" })
        } else {
            crate::scene::contact()
        };
        crate::scene::step(&partner.caller, &handover, &body).expect(200);
    }
    assert!(netsterk::usecases::rates::count(&world.app.ctx).unwrap() == 1);
    assert_eq!(netsterk::usecases::rates::count(&world.app.ctx).unwrap(), 0);
    assert_eq!(told("acceptance"), Some(("aanvaardde 4 van 5 overdrachten".to_owned(), 0.03)));
    assert_eq!(told("response"), Some(("antwoordt meestal binnen 1 uur (5 keer)".to_owned(), 0.03)));
    assert_eq!(told("outcome"), None);
});

on_both!(the_same_question_gets_the_same_answer, |world: &World| {
    bring(world, &demo_files());
    let team = world.team();
    let asked =
        json!({ "question": "Meisje van 14 uit Duffel spijbelt, mama spreekt enkel Turks, dringend", "limit": 50 });
    let first = team.post("/v1/suggestions", &asked).expect(200).text;
    let other = world.replica();
    let question = serde_json::from_value(asked.clone()).unwrap();
    for _ in 0..3 {
        assert_eq!(team.post("/v1/suggestions", &asked).expect(200).text, first);
    }
    let answer = netsterk::usecases::suggestion::ask::ask(
        &other.ctx,
        &netsterk_team(world),
        &question,
        netsterk::domain::language::Language::Dutch,
    );
    assert_eq!(serde_json::to_string(&answer.unwrap()).unwrap(), first);
});
