//! Cases over HTTP: open, find, change, note, move; bad input; two writers; a repeated request.

use serde_json::json;

use crate::harness::{World, on_both, phone_case};

on_both!(a_phone_case_without_a_name, |world: &World| {
    let team = world.team();
    let opened = team.post("/v1/cases", &phone_case()).expect(201);
    assert_eq!(opened.json["number"], "26-0001");
    assert_eq!(opened.json["status"], "new");
    assert_eq!(opened.header("location"), Some(format!("/v1/cases/{}", opened.id()).as_str()));
    let proposed: Vec<&str> =
        opened.json["proposedNeeds"].as_array().unwrap().iter().map(|need| need["code"].as_str().unwrap()).collect();
    assert!(proposed.contains(&"food"), "{proposed:?}");
    let read = team.get(&format!("/v1/cases/{}", opened.id())).expect(200);
    assert_eq!(read.json["needs"], json!(["food", "school-costs"]));
    assert_eq!(read.json["asker"]["role"], "zorgcoördinator");
    let again = team.get_with(&format!("/v1/cases/{}", opened.id()), &[("if-none-match", &read.etag())]);
    assert_eq!(again.status, 304);
    let timeline = team.get(&format!("/v1/cases/{}/timeline", opened.id())).expect(200);
    assert_eq!(timeline.json["items"][0]["kind"], "case.opened");
});

on_both!(a_case_is_taken_up_noted_closed_and_reopened, |world: &World| {
    let team = world.team();
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let path = format!("/v1/cases/{}", case.id());
    let steps = format!("{path}/transitions");
    let taken = team.step(&steps, &case.etag(), &json!({ "to": "in_progress" })).expect(200);
    team.post(&format!("{path}/notes"), &json!({ "text": "teruggebeld, mama wil praten" })).expect(201);
    let refused = team.step(&steps, &taken.etag(), &json!({ "to": "aftercare" })).expect(409);
    assert_eq!(refused.json["allowedTransitions"], json!(["closed"]));
    let unmet = team.step(&steps, &taken.etag(), &json!({ "to": "closed" })).expect(409);
    assert_eq!(unmet.json["guard"], "outcomeNeeded");
    let closed = team.step(&steps, &taken.etag(), &json!({ "to": "closed", "outcome": "advice_given" })).expect(200);
    assert_eq!(closed.json["outcome"], "advice_given");
    let reopened =
        team.step(&steps, &closed.etag(), &json!({ "to": "in_progress", "reason": "school belt opnieuw" })).expect(200);
    assert_eq!(reopened.json["outcome"], json!(null));
    let timeline = team.get(&format!("{path}/timeline")).expect(200);
    let kinds: Vec<&str> =
        timeline.json["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["case.opened", "case.transition", "note.added", "case.transition", "case.transition"]);
    assert_eq!(timeline.json["items"][2]["text"], "teruggebeld, mama wil praten");
});

on_both!(a6_every_fault_is_named_and_nothing_is_kept, |world: &World| {
    let team = world.team();
    let wrong = team
        .post(
            "/v1/cases",
            &json!({ "channel": "fax", "question": 7, "postcode": "28000", "status": "closed", "organizationId": "x",
                     "countsToTarget": true, "asker": { "email": "geen adres", "age": 3 } }),
        )
        .expect(400);
    assert_eq!(
        wrong.issues(),
        ["asker.age", "asker.email", "channel", "countsToTarget", "organizationId", "postcode", "question", "status"]
    );
    let national = team
        .post("/v1/cases", &json!({ "channel": "mail", "question": "Het gaat over 85.07.30-033.28, kan je helpen?" }))
        .expect(400);
    assert_eq!(national.issues(), ["question"]);
    assert!(!national.text.contains("033"));
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 0);
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let path = format!("/v1/cases/{}", case.id());
    let refused = team.patch(&path, &case.etag(), &json!({ "status": "closed", "version": 9, "urgency": "urgent" }));
    assert_eq!(refused.expect(400).issues(), ["status", "version"]);
    assert_eq!(team.get(&path).expect(200).etag(), case.etag());
});

on_both!(f2_a_nul_character_is_refused_wherever_it_stands, |world: &World| {
    let team = world.team();
    let body = json!({ "channel": "pigeon", "question": "a\0b", "asker": { "name": "85.07.30-033.28" } });
    assert_eq!(team.post("/v1/cases", &body).expect(400).issues(), ["asker.name", "channel", "question"]);
    team.get("/v1/cases/%00").expect(404);
    team.get("/v1/cases?schoolId=a%00").expect(400);
    team.get("/v1/cases?after=MjAyNi0xMS0xNlQwOTowMDowMFogAAA").expect(400);
    let form = b"grant_type=client_credentials&client_id=%00&client_secret=x";
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(world.nobody().send("POST", "/oauth/token", &kind, form).status, 401);
});

on_both!(g3_a_request_sent_twice_at_once_is_answered_alike, |world: &World| {
    let team = world.team();
    let headers = [("idempotency-key", "twin")];
    let answers: Vec<_> = std::thread::scope(|scope| {
        let ask = || team.json("POST", "/v1/cases", &headers, &phone_case());
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap().expect(201).json).collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 1);
});

on_both!(g1_two_changes_on_one_version, |world: &World| {
    let team = world.team();
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let path = format!("/v1/cases/{}", case.id());
    let etag = case.etag();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = ["routine", "urgent"]
            .into_iter()
            .map(|urgency| {
                let (team, path, etag) = (team.clone(), path.clone(), etag.clone());
                scope.spawn(move || team.patch(&path, &etag, &json!({ "urgency": urgency })).status)
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut sorted = statuses;
    sorted.sort_unstable();
    assert_eq!(sorted, [200, 412]);
    team.json("PATCH", &path, &[], &json!({ "urgency": "soon" })).expect(428);
});

on_both!(g3_a_repeated_request_gets_the_first_answer, |world: &World| {
    let team = world.team();
    let send = |key: &str, body: &serde_json::Value| team.json("POST", "/v1/cases", &[("idempotency-key", key)], body);
    let first = send("\"one\"", &phone_case()).expect(201);
    let second = send("one", &phone_case()).expect(201);
    assert_eq!(first.json, second.json);
    send("one", &json!({ "channel": "mail", "question": "iets anders" })).expect(422);
    let none =
        team.send("POST", "/v1/cases", &[("content-type", "application/json")], phone_case().to_string().as_bytes());
    assert_eq!(none.expect(400).issues(), ["Idempotency-Key"]);
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 1);
    let at_once: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let team = team.clone();
                scope.spawn(move || {
                    team.json("POST", "/v1/cases", &[("idempotency-key", "storm")], &phone_case()).expect(201).id()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(at_once.iter().all(|id| *id == at_once[0]));
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 2);
});

on_both!(pages_are_stable_and_totals_exact, |world: &World| {
    let team = world.team();
    for index in 0..7 {
        world.clock.advance(chrono::Duration::seconds(1));
        let question = format!("vraag {index} over de schoolrekening");
        team.post(
            "/v1/cases",
            &json!({ "channel": if index % 2 == 0 { "mail" } else { "phone" }, "question": question }),
        )
        .expect(201);
    }
    let first = team.get("/v1/cases?limit=3").expect(200);
    assert_eq!(first.json["total"], 7);
    assert!(first.header("link").is_some_and(|link| link.contains("rel=\"next\"")));
    team.post("/v1/cases", &phone_case()).expect(201);
    let next = first.json["next"].as_str().unwrap();
    let second = team.get(&format!("/v1/cases?limit=3&after={next}")).expect(200);
    let third = team.get(&format!("/v1/cases?limit=3&after={}", second.json["next"].as_str().unwrap())).expect(200);
    let numbers: Vec<String> = [&first, &second, &third]
        .iter()
        .flat_map(|page| page.json["items"].as_array().unwrap())
        .map(|case| case["number"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(numbers, ["26-0007", "26-0006", "26-0005", "26-0004", "26-0003", "26-0002", "26-0001"]);
    assert!(third.json.get("next").is_none());
    assert_eq!(team.get("/v1/cases?channel=mail").expect(200).json["total"], 4);
    assert_eq!(team.get("/v1/cases?status=new,closed&limit=200").expect(200).json["total"], 8);
    assert_eq!(team.get("/v1/cases?need=food").expect(200).json["total"], 1);
    assert_eq!(team.get("/v1/cases?q=lege+brood").expect(200).json["total"], 1);
    assert_eq!(team.get("/v1/cases?q=26-0003").expect(200).json["total"], 1);
    let wrong = team.get("/v1/cases?limit=0&status=open&after=x&colour=red&sort=name").expect(400);
    assert_eq!(wrong.issues(), ["colour", "limit", "sort", "status.0"]);
});

on_both!(f1_f2_hostile_searches_are_answered_or_refused, |world: &World| {
    let team = world.team();
    team.post("/v1/cases", &phone_case()).expect(201);
    for text in
        ["%", "_", "*", "'", "\"", "((((", "' OR 1=1 --", "a' UNION SELECT * FROM clients", "NEAR(a b)", "x:*&|!", "😀"]
    {
        let pairs = [("q", text)];
        let query = serde_urlencoded::to_string(pairs).unwrap();
        let answer = team.get(&format!("/v1/cases?{query}")).expect(200);
        assert_eq!(answer.json["total"], 0, "{text}");
    }
    for (name, status) in
        [("owner", 200), ("schoolId", 200), ("need", 200), ("status", 400), ("sort", 400), ("after", 400)]
    {
        let pairs = [(name, "x'; DROP TABLE cases; --")];
        let query = serde_urlencoded::to_string(pairs).unwrap();
        team.get(&format!("/v1/cases?{query}")).expect(status);
    }
    let long = "a".repeat(60_000);
    team.get(&format!("/v1/cases?q={long}")).expect(400);
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 1);
});

on_both!(overdue_is_what_should_have_been_taken_up_and_was_not, |world: &World| {
    let team = world.team();
    let one = team.post("/v1/cases", &phone_case()).expect(201);
    let other = team.post("/v1/cases", &phone_case()).expect(201);
    let overdue = |team: &crate::harness::http::Caller| {
        let found = team.get("/v1/cases?overdue=true").expect(200).json;
        found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| case["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(overdue(&team), [""; 0]);
    world.clock.advance(chrono::Duration::days(30));
    let team = world.team();
    assert_eq!(overdue(&team), [other.id(), one.id()]);
    team.step(&format!("/v1/cases/{}/transitions", one.id()), &one.etag(), &json!({ "to": "in_progress" })).expect(200);
    assert_eq!(overdue(&team), [other.id()]);
});

on_both!(j1_a_family_is_reached_when_it_is_linked_and_not_again, |world: &World| {
    use diesel::prelude::*;
    use netsterk::store::error::StoreError;
    use netsterk::store::schema::milestones;
    let team = world.team();
    netsterk::usecases::target::ensure(&world.app.ctx).unwrap();
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let family =
        |name: &str, phone: &str| team.post("/v1/families", &crate::scene::household(name, phone)).expect(201).id();
    let (ada, bo) = (family("Peeters", "015 11 22 33"), family("Janssens", "015 44 55 66"));
    let path = format!("/v1/cases/{}", case.id());
    let mut etag = case.etag();
    for body in [json!({ "familyId": ada }), json!({ "familyId": ada, "urgency": "urgent" }), json!({ "familyId": bo })]
    {
        etag = team.patch(&path, &etag, &body).expect(200).etag();
    }
    let query = milestones::table.order(milestones::id).select(milestones::family_id);
    let reached: Vec<String> = world.app.ctx.db.read(|conn| query.load(conn).map_err(StoreError::from)).unwrap();
    assert_eq!(reached, [ada, bo]);
    let target = team.get("/v1/targets").expect(200).json["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(team.get(&format!("/v1/targets/{target}")).expect(200).json["funnel"]["reached"], 1);
});
