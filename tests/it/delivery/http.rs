//! Targets, subscriptions and the outbox over HTTP.

use serde_json::json;

use super::stage::Stage;
use crate::harness::{World, on_both};

on_both!(targets_over_http, |world: &World| {
    let stage = Stage::on(world);
    let team = world.team();
    let list = team.get("/v1/targets").expect(200);
    assert_eq!((list.json["total"].clone(), list.json["items"][0]["goal"].clone()), (json!(1), json!(300)));
    let path = format!("/v1/targets/{}", stage.target_id());
    let read = team.get(&format!("{path}?asOf=2026-11-20")).expect(200);
    assert_eq!(read.json["count"], 0);
    assert_eq!(read.json["weeks"].as_array().map(Vec::len), Some(12));
    assert_eq!(team.get_with(&format!("{path}?asOf=2026-11-20"), &[("if-none-match", &read.etag())]).status, 304);
    for day in ["0001-01-01", "9999-12-31"] {
        team.get(&format!("{path}?asOf={day}")).expect(200);
    }
    assert_eq!(team.get(&format!("{path}?asOf=gisteren")).expect(400).issues(), ["asOf"]);
    assert_eq!(team.get(&format!("{path}/families")).expect(200).json["items"], json!([]));
    let chart = team.get(&format!("{path}/chart.svg")).expect(200);
    assert!(chart.text.starts_with("<svg ") && chart.text.contains("<desc id=\"desc\">0 van de 300 gezinnen"));
    team.get("/v1/targets/none").expect(404);
});

on_both!(subscriptions_over_http, |world: &World| {
    Stage::on(world);
    let team = world.team();
    let body = json!({ "email": "Schepen@Mechelen.example", "language": "nl" });
    let made = team.post("/v1/subscriptions", &body).expect(201);
    assert_eq!(made.json["email"], "schepen@mechelen.example");
    assert_eq!(team.post("/v1/subscriptions", &body).expect(201).id(), made.id(), "one address, one mail");
    let wrong = json!({ "email": "a\r\nBcc: b@c.example", "language": "fr", "extra": 1 });
    assert_eq!(team.post("/v1/subscriptions", &wrong).expect(400).issues(), ["email", "extra", "language"]);
    assert_eq!(team.get("/v1/subscriptions").expect(200).json["total"], 1);
    let path = format!("/v1/subscriptions/{}", made.id());
    team.json("DELETE", &path, &[("if-match", "\"7\"")], &json!({})).expect(412);
    team.json("DELETE", &path, &[("if-match", &made.etag())], &json!({})).expect(204);
    team.get(&path).expect(404);
});

on_both!(c7_the_team_sees_what_waits, |world: &World| {
    let stage = Stage::on(world);
    stage.offered("Budgetbegeleiding");
    stage.post.refuse_next(netsterk::domain::notice::NotSent::Temporary("no connection to the mail server".to_owned()));
    stage.worker().tick().unwrap();
    let seen = world.team().get("/v1/outbox?state=waiting").expect(200);
    let row = &seen.json["items"][0];
    assert_eq!((row["attempts"].clone(), row["about"].clone()), (json!(1), json!("h1")));
    assert_eq!(row["lastError"], "temporary: no connection to the mail server");
    assert!(!seen.text.contains('@'), "{}", seen.text);
    let other = world.caller("reader", "team", None, "targets:read cases:read");
    other.get("/v1/outbox").expect(403);
});

on_both!(i2_a_mail_scanner_does_not_unsubscribe, |world: &World| {
    let stage = Stage::on(world);
    stage.subscribe("schepen@mechelen.example");
    stage.set("2026-11-23T06:00:00Z");
    stage.worker().tick().unwrap();
    let url = stage.post.letters()[0].unsubscribe_url.clone().unwrap();
    let path = url.strip_prefix(&world.base).unwrap().to_owned();
    let nobody = world.nobody();
    assert!(nobody.get(&path).expect(200).text.contains("<form"));
    assert!(nobody.get(&path).expect(200).text.contains("<form"));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let done = nobody.send("POST", &path, &form, b"List-Unsubscribe=One-Click").expect(200);
    assert!(done.text.contains("uitgeschreven"));
    nobody.get("/unsubscribe/made-up").expect(404);
});
