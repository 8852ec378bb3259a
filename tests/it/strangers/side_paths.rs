//! A2: the same secrets by the side paths: lists, totals, filters, words that are looked for, feeds, suggestions, matches.
//! Every list of the table is asked with every parameter that the document names, so that a new one cannot be left out.

use netsterk::web::routes::{Access, Row, TABLE};
use serde_json::{Value, json};

use super::secrets::{Secrets, WORDS, other_partner};
use crate::harness::http::Caller;
use crate::harness::{World, on_both};
use crate::scene::{contact, step};

/// Values for a parameter by which somebody else's row would be found.
fn hooks(secrets: &Secrets, parameter: &str) -> Vec<String> {
    let own = |text: &str| vec![text.to_owned()];
    match parameter {
        "q" => ["wolkenkrabber", "26-0001", "fluisternota", "Vandenproef"].map(str::to_owned).to_vec(),
        "subject" => vec![secrets.case.clone(), secrets.family.clone()],
        "actor" => vec!["team".to_owned(), "sociaal-huis".to_owned()],
        "caseId" => own(&secrets.case),
        "organizationId" => own(&secrets.mine.organization),
        "serviceId" => own(&secrets.mine.service),
        "signalId" => own(&secrets.signal),
        "pupilRef" => own(WORDS[8]),
        "schoolId" => vec!["012345".to_owned(), "s-1".to_owned()],
        "schoolYear" => own("2026-27"),
        "rule" => own("absence-10"),
        "need" => own("food"),
        "channel" => own("phone"),
        "urgency" => own("soon"),
        "owner" => own("none"),
        "overdue" => own("true"),
        "openedAfter" | "from" => own("2020-01-01T00:00:00Z"),
        "openedBefore" | "to" => own("2030-01-01T00:00:00Z"),
        "types" => vec!["be.netsterk.v1.case.opened".to_owned(), "handover.accepted".to_owned()],
        "phone" => own("0475 12 34 56"),
        "email" => vec!["gezin@voorbeeld.example".to_owned(), WORDS[9].to_owned()],
        "surname" => own("Vandenproef"),
        "street" => own("Bruul"),
        "birthDate" => own("2018-03-01"),
        "status" => ["draft", "accepted", "new", "bridging", "active"].map(str::to_owned).to_vec(),
        "state" => ["waiting", "sent", "proposed", "confirmed", "raised", "open"].map(str::to_owned).to_vec(),
        "stale" | "retired" => own("true"),
        "object" => vec!["organization".to_owned(), "service".to_owned()],
        "sort" => ["openedAt", "-openedAt", "createdAt", "-createdAt", "status", "family"].map(str::to_owned).to_vec(),
        "limit" => own("200"),
        "after" => own("eyJhIjoxfQ"),
        _ => panic!("a new parameter, {parameter}: say here by which values others' rows would be found"),
    }
}

/// Lists: doors without an id in their address that are not for everybody.
fn lists() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| row.method == "GET" && !row.path.contains('{') && row.access != Access::Open)
}

/// Parameters of a list, as the document names them.
fn parameters(document: &Value, row: &Row) -> Vec<String> {
    let named = document["paths"][row.path]["get"]["parameters"].as_array().cloned().unwrap_or_default();
    let queries = named.iter().filter(|parameter| parameter["in"] == "query");
    queries.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
}

/// Every list, plain and with every hook.
fn questions(secrets: &Secrets) -> Vec<(&'static Row, String)> {
    let document = serde_json::to_value(netsterk::web::openapi::document()).unwrap();
    let mut all = Vec::new();
    for row in lists() {
        all.push((row, row.path.to_owned()));
        for parameter in parameters(&document, row) {
            for value in hooks(secrets, &parameter) {
                let query = serde_urlencoded::to_string([(&parameter, value)]).unwrap();
                all.push((row, format!("{}?{query}", row.path)));
            }
        }
    }
    all
}

/// Lists of what is the same for everybody who has the scope.
const SHARED: [&str; 9] = [
    "/v1/needs",
    "/v1/services",
    "/v1/organizations",
    "/v1/locations",
    "/v1/schools",
    "/v1/targets",
    "/v1/routing/criteria",
    "/v1/reports/gaps",
    "/v1/reports/choices",
];

/// Asks everything; nothing comes back but what is the stranger's own.
fn look_everywhere(secrets: &Secrets, stranger: &Caller, own: &[&str]) {
    for (row, path) in questions(secrets) {
        let answer = stranger.get_with(&path, &[("x-purpose", "nieuwsgierig")]);
        assert!([200, 400, 403].contains(&answer.status), "{path}: {}", answer.text);
        secrets.none_in(&answer.text, &path);
        if answer.status == 200 && !SHARED.contains(&row.path) {
            let items = answer.json["items"].as_array().unwrap();
            let seen = items.iter().map(|item| item["subject"].as_str().or(item["id"].as_str()).unwrap());
            assert!(seen.clone().all(|id| own.contains(&id)), "{path}: {}", answer.text);
            // The feed counts events, of which a subject has several.
            let total = answer.json["total"].as_u64().unwrap();
            assert!(total <= 4 && (total > 0 || items.is_empty()), "{path}: a total that counts others' rows: {total}");
        }
    }
}

on_both!(a2_lists_totals_filters_and_words_show_a_partner_nothing_of_others, |world: &World| {
    let secrets = Secrets::laid_out(world);
    let other = other_partner(world, &secrets);
    let own = other.caller.get("/v1/handovers").expect(200);
    assert_eq!(own.json["total"], 1);
    let handover = own.json["items"][0]["id"].as_str().unwrap().to_owned();
    look_everywhere(&secrets, &other.caller, &[&handover, &other.organization]);
    // The words are there: the team finds them.
    for word in ["wolkenkrabber", "26-0001"] {
        assert_eq!(secrets.team.get(&format!("/v1/cases?q={word}")).expect(200).json["total"], 1, "{word}");
    }
    assert_ne!(secrets.team.get("/v1/families/matches?phone=0475123456").expect(200).json["items"], json!([]));
});

on_both!(a2_the_alert_point_is_shown_alerts_and_nothing_else, |world: &World| {
    let secrets = Secrets::laid_out(world);
    let every = netsterk::domain::access::Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    let alert_point = world.caller("greedy-cmp", "alert_point", None, &every);
    for (row, path) in questions(&secrets) {
        let answer = alert_point.get_with(&path, &[("x-purpose", "nieuwsgierig")]);
        assert!([200, 400, 403, 404].contains(&answer.status), "{path}: {}", answer.text);
        if !["/v1/alerts", "/v1/events"].contains(&row.path) {
            secrets.none_in(&answer.text, &path);
        }
        for secret in [&secrets.case, &secrets.family, &secrets.handover] {
            assert!(
                path.contains(secret.as_str()) || !answer.text.contains(secret.as_str()),
                "{path}: {}",
                answer.text
            );
        }
    }
});

on_both!(a2_suggestions_and_new_rows_do_not_lean_on_others_ids, |world: &World| {
    let secrets = Secrets::laid_out(world);
    let other = other_partner(world, &secrets);
    let stranger = &other.caller;
    let asked = stranger.post("/v1/suggestions", &json!({ "question": "wolkenkrabber", "postcode": "2800" }));
    secrets.none_in(&asked.text, "wolkenkrabber");
    let family = json!({ "name": "Peeters", "caseId": secrets.case });
    let case = json!({ "channel": "phone", "question": "x", "familyId": secrets.family });
    let report = json!({ "schoolId": "s-1", "pupilRef": WORDS[8], "asOf": "2026-11-14", "halfDays": { "B": 40 } });
    let reader = json!({ "email": WORDS[9], "language": "nl", "targetId": secrets.target });
    for (path, body) in
        [("/v1/families", family), ("/v1/cases", case), ("/v1/signals", report), ("/v1/subscriptions", reader)]
    {
        let refused = stranger.post(path, &body).expect(403);
        secrets.none_in(&refused.text, "");
    }
});

on_both!(a2_the_feed_of_a_partner_tells_its_own_handovers_only_also_later, |world: &World| {
    let secrets = Secrets::laid_out(world);
    let other = other_partner(world, &secrets);
    let before = other.caller.get("/v1/events").expect(200);
    let cursor = before.json["next"].as_str().unwrap().to_owned();
    let own = other.caller.get("/v1/handovers").expect(200).json["items"][0]["id"].as_str().unwrap().to_owned();
    let theirs = secrets.mine.caller.get(&format!("/v1/handovers/{}", secrets.handover)).expect(200);
    step(&secrets.mine.caller, &theirs, &json!({ "to": "taken_over" })).expect(200);
    let mine = other.caller.get(&format!("/v1/handovers/{own}")).expect(200);
    step(&other.caller, &mine, &contact()).expect(200);
    // A cursor is a place in the whole feed; it shows nothing of what lies between.
    let news = other.caller.get(&format!("/v1/events?after={cursor}")).expect(200);
    let kinds: Vec<&str> =
        news.json["items"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["be.netsterk.v1.handover.accepted"]);
    secrets.none_in(&news.text, "");
    // Another partner's cursor leads nowhere else.
    let foreign = secrets.mine.caller.get("/v1/events").expect(200).json["next"].as_str().unwrap().to_owned();
    let stolen = other.caller.get(&format!("/v1/events?after={foreign}")).expect(200);
    secrets.none_in(&stolen.text, "");
});
