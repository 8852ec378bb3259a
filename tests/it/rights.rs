//! Every door against every role: nobody, a forged token, every single scope.
//! The table of routes is walked, so that a new door cannot be left out.

use netsterk::domain::access::Scope;
use netsterk::web::routes::{Access, TABLE};
use serde_json::json;

use crate::harness::http::Caller;
use crate::harness::{World, on_both};

const NOWHERE: &str = "01999999-0000-7000-8000-000000000000";

/// Knocks at a door with an id that leads nowhere and a body that is empty.
fn knock(caller: &Caller, method: &str, pattern: &str) -> u16 {
    let path: String =
        pattern.split('/').map(|part| if part.starts_with('{') { NOWHERE } else { part }).collect::<Vec<_>>().join("/");
    if method == "GET" {
        caller.get_with(&path, &[("x-purpose", "test")]).status
    } else {
        caller.json(method, &path, &[("if-match", "\"1\"")], &json!({})).status
    }
}

on_both!(every_door_asks_for_a_token_and_its_scope, |world: &World| {
    let nobody = world.nobody();
    let forged = world.nobody().with_token("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.");
    let all: Vec<(Scope, Caller)> = Scope::ALL
        .iter()
        .map(|scope| (*scope, world.caller(&format!("only-{scope}"), "team", None, scope.as_str())))
        .collect();
    for row in TABLE {
        let door = format!("{} {}", row.method, row.path);
        match row.access {
            Access::Open => assert_ne!(knock(&nobody, row.method, row.path), 403, "{door}"),
            Access::AnyOf(scopes) => {
                assert_eq!(knock(&nobody, row.method, row.path), 401, "{door} without a token");
                assert_eq!(knock(&forged, row.method, row.path), 401, "{door} with a forged token");
                for (scope, caller) in &all {
                    let status = knock(caller, row.method, row.path);
                    if scopes.contains(scope) {
                        assert!(![401, 403, 405].contains(&status), "{door} with {scope} answers {status}");
                    } else {
                        assert_eq!(status, 403, "{door} with only {scope}");
                    }
                }
            }
        }
    }
});

on_both!(a_missing_scope_is_named, |world: &World| {
    let reader = world.caller("reader", "team", None, "cases:read");
    let refused = reader.post("/v1/cases", &json!({ "channel": "phone", "question": "x" })).expect(403);
    assert_eq!(refused.json["requiredScope"], "cases:write");
});

on_both!(a7_methods_and_overrides_open_nothing, |world: &World| {
    let team = world.team();
    let case = team.post("/v1/cases", &crate::harness::phone_case()).expect(201);
    let path = format!("/v1/cases/{}", case.id());
    for method in ["DELETE", "PUT", "TRACE", "OPTIONS"] {
        let answer = team.json(method, &path, &[("if-match", "\"1\"")], &json!({}));
        assert_eq!(answer.status, 405, "{method}");
    }
    let overridden = team.json("POST", &path, &[("x-http-method-override", "PATCH")], &json!({ "urgency": "urgent" }));
    assert_eq!(overridden.status, 405);
    assert_eq!(team.get(&path).expect(200).json["version"], 1);
});

on_both!(a3_a_disabled_client_is_out_at_once, |world: &World| {
    let team = world.team();
    team.get("/v1/cases").expect(200);
    world.app.ctx.db.write(|conn| netsterk::store::client::disable(conn, "team", world.app.ctx.now())).unwrap();
    team.get("/v1/cases").expect(401);
});
