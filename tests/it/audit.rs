//! The access log as the data-protection officer reads it.

use serde_json::json;

use crate::harness::{World, on_both};

on_both!(every_opening_of_an_identity_can_be_found_by_subject_actor_and_time, |world: &World| {
    let team = world.team();
    let asker = json!({ "name": "Anke Voorbeeld", "role": "zorgcoördinator", "phone": "+32 15 00 00 00" });
    let opened = team.post("/v1/cases", &json!({ "channel": "phone", "question": "Lege brooddoos", "asker": asker }));
    assert_eq!(opened.status, 201, "{}", opened.json);
    let id = opened.json["id"].as_str().unwrap();
    for _ in 0..3 {
        assert_eq!(team.get(&format!("/v1/cases/{id}")).status, 200);
    }

    let found = team.get(&format!("/v1/audit?subject={id}")).json;
    assert_eq!(found["total"], 3, "{found}");
    assert_eq!(found["items"][0]["actor"], "team");
    assert_eq!(found["items"][0]["action"], "identity.read");
    assert!(!found.to_string().contains("Voorbeeld"));
    assert_eq!(team.get("/v1/audit?actor=team").json["total"], 3);
    assert_eq!(team.get("/v1/audit?actor=nobody").json["total"], 0);
    assert_eq!(team.get("/v1/audit?from=2199-01-01T00:00:00Z").json["total"], 0);
    assert_eq!(team.get("/v1/audit?to=2199-01-01T00:00:00Z").json["total"], 3);

    let first = team.get("/v1/audit?limit=2").json;
    let rest = team.get(&format!("/v1/audit?limit=2&after={}", first["next"].as_str().unwrap())).json;
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1));
    assert!(rest["next"].is_null());
});

on_both!(without_the_scope_there_is_no_log, |world: &World| {
    let clerk = world.caller("clerk", "team", None, "cases:read cases:write");
    let refused = clerk.get("/v1/audit");
    assert_eq!((refused.status, refused.json["requiredScope"].as_str()), (403, Some("admin")));
});
