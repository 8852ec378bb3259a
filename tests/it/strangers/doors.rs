//! A1: ids of others at every door of the table of routes. A door that this test cannot open for its owner makes it fail,
//! so that a new one cannot be left out.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use netsterk::domain::access::Scope;
use netsterk::store::conn::Conn;
use netsterk::store::error::StoreError;
use netsterk::web::routes::{Access, Row, TABLE};
use serde_json::{Value, json};

use super::secrets::{Secrets, other_partner};
use crate::harness::http::{Answer, Caller};
use crate::harness::{World, on_both};
use crate::scene;

const NOWHERE: &str = "01999999-0000-7000-8000-000000000000";

/// What a stranger gets behind a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// 404, as if it were not there.
    Nothing,
    /// 403 for any id: what is behind it is the team's alone, whatever it is.
    Team,
    /// It is for everybody who has the scope, without anything that is somebody's.
    Shared,
}

/// Whose id goes into an address, and what a partner gets there that it does not belong to.
fn behind<'a>(secrets: &'a Secrets, method: &str, path: &str) -> (&'a str, Behind) {
    if path.starts_with("/hsds/") {
        return (&secrets.mine.service, Behind::Shared);
    }
    let noun = path.split('/').nth(2).unwrap_or_default();
    let what_is_read = if method == "GET" { Behind::Shared } else { Behind::Nothing };
    match noun {
        "map" if path.starts_with("/v1/map/proposals") => (&secrets.proposal, Behind::Nothing),
        "map" if path.starts_with("/v1/map/merges") => (&secrets.map_merge, Behind::Nothing),
        "locations" => (&secrets.location, what_is_read),
        "cases" => (&secrets.case, Behind::Nothing),
        "handovers" => (&secrets.handover, Behind::Nothing),
        "families" => (&secrets.family, Behind::Nothing),
        "merges" => (&secrets.merge, Behind::Nothing),
        "consents" => (&secrets.consent, Behind::Nothing),
        "signals" => (&secrets.signal, Behind::Nothing),
        "alerts" => (&secrets.alert, Behind::Nothing),
        "organizations" if path.ends_with("/agreement") => (&secrets.mine.organization, Behind::Nothing),
        "organizations" => (&secrets.mine.organization, what_is_read),
        "services" => (&secrets.mine.service, what_is_read),
        "subscriptions" => (&secrets.subscription, Behind::Team),
        "needs" if path == "/v1/needs/{code}" && method == "GET" => ("food", Behind::Shared),
        "needs" if path == "/v1/needs/{code}" => ("food", Behind::Team),
        "needs" => (&secrets.phrase, Behind::Team),
        "targets" if path.ends_with("/families") => (&secrets.target, Behind::Team),
        "targets" => (&secrets.target, Behind::Shared),
        _ => panic!("a new door, {path}: say here whose id goes into it and what a stranger gets"),
    }
}

/// Whose id goes into an address.
pub fn whose<'a>(secrets: &'a Secrets, path: &str) -> &'a str {
    behind(secrets, "GET", path).0
}

/// A body that the owner could send.
fn body(secrets: &Secrets, row: &Row) -> Value {
    match (row.method, row.path) {
        ("GET" | "DELETE", _) => json!({}),
        ("POST", "/v1/needs/{code}/phrases") => json!({ "phrase": "lege koelkast" }),
        ("PATCH", "/v1/cases/{id}") => json!({ "urgency": "urgent" }),
        ("POST", "/v1/cases/{id}/notes") => json!({ "text": "x" }),
        ("POST", "/v1/cases/{id}/transitions") => json!({ "to": "closed", "outcome": "out_of_scope" }),
        ("POST", "/v1/cases/{id}/handovers") => json!({ "serviceId": secrets.mine.service, "warm": true }),
        ("POST", "/v1/handovers/{id}/transitions") => json!({ "to": "withdrawn", "by": "source", "reason": "x" }),
        ("POST", "/v1/families/{id}/merge") => json!({ "into": secrets.sibling, "reason": "x" }),
        ("POST", "/v1/families/{id}/consents") => json!({ "givenBy": "parent", "form": "oral",
            "recipientOrganizationId": secrets.mine.organization, "categories": ["contact"] }),
        ("POST", "/v1/merges/{id}/undo" | "/v1/consents/{id}/withdraw") => json!({}),
        ("PATCH", "/v1/services/{id}" | "/v1/organizations/{id}" | "/v1/locations/{id}") => json!({ "name": "x" }),
        ("POST", "/v1/services/{id}/confirm" | "/v1/organizations/{id}/confirm" | "/v1/map/merges/{id}/undo") => {
            json!({})
        }
        ("PUT", "/v1/needs/{code}") => {
            let words = json!({ "nl": "Eten", "en": "Food" });
            json!({ "label": words, "description": words })
        }
        ("PUT", "/v1/services/{id}/capacity") => json!({ "state": "full" }),
        ("POST", "/v1/map/proposals/{id}/transitions") => json!({ "to": "refused", "reason": "x" }),
        ("PUT", "/v1/organizations/{id}/agreement") => scene::agreement(),
        ("POST", "/v1/signals/{id}/transitions") => json!({ "to": "dismissed", "reason": "x" }),
        ("POST", "/v1/alerts/{id}/transitions") => json!({ "to": "withdrawn", "reason": "x" }),
        (method, path) => panic!("a new door, {method} {path}: say here what its owner could send"),
    }
}

fn knock(caller: &Caller, row: &Row, id: &str, etag: &str, body: &Value) -> Answer {
    let part = |part: &'static str| match part {
        "{code}" => "food".to_owned(),
        part if part.starts_with('{') => id.to_owned(),
        part => part.to_owned(),
    };
    let path: String = row.path.split('/').map(part).collect::<Vec<_>>().join("/");
    let headers = [("x-purpose", "test"), ("if-match", etag)];
    match row.method {
        "GET" => caller.get_with(&path, &[("x-purpose", "test"), ("if-none-match", etag)]),
        method => caller.json(method, &path, &headers, body),
    }
}

/// Doors with an id in their address, except those that are a secret link of their own.
fn doors() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| row.path.contains('{') && row.access != Access::Open)
}

/// The same problem, but for which request it was.
fn words(answer: &Answer) -> Value {
    let mut words = answer.json.clone();
    words["instance"] = json!(null);
    words
}

/// Rows in every table.
fn rows(world: &World) -> BTreeMap<String, i64> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let counted = world.app.ctx.db.read(|conn| {
        let tables = match conn {
            Conn::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'cases_fts%'",
            Conn::Postgres(_) => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
        };
        let tables = diesel::sql_query(tables).load::<Name>(conn)?;
        let count = |table: Name| {
            let rows =
                diesel::sql_query(format!("SELECT count(*) AS n FROM {}", table.name)).get_result::<Count>(conn)?;
            Ok((table.name, rows.n))
        };
        tables.into_iter().map(count).collect::<Result<BTreeMap<_, _>, StoreError>>()
    });
    counted.unwrap()
}

on_both!(a1_ids_of_others_open_no_door, |world: &World| {
    let secrets = Secrets::laid_out(world);
    let other = other_partner(world, &secrets);
    let every = Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    let alert_point = world.caller("greedy-cmp", "alert_point", None, &every);
    let before = rows(world);
    for row in doors() {
        let ((id, behind), body) = (behind(&secrets, row.method, row.path), body(&secrets, row));
        for (who, stranger) in [("partner", &other.caller), ("alert point", &alert_point)] {
            if who == "alert point" && row.path.starts_with("/v1/alerts") {
                continue;
            }
            for etag in ["\"1\"", "\"2\"", "\"99\""] {
                let door = format!("{} {} for a {who} with {etag}", row.method, row.path);
                let answer = knock(stranger, row, id, etag, &body);
                match behind {
                    Behind::Nothing => assert_eq!(answer.status, 404, "{door}: {}", answer.text),
                    Behind::Team => assert_eq!(answer.status, 403, "{door}: {}", answer.text),
                    Behind::Shared => assert!([200, 304].contains(&answer.status), "{door}: {}", answer.text),
                }
                secrets.none_in(&answer.text, "");
                if behind != Behind::Shared {
                    let unknown = knock(stranger, row, NOWHERE, etag, &body);
                    assert_eq!(words(&answer), words(&unknown), "{door}: what exists looks like what does not");
                }
            }
        }
    }
    assert_eq!(rows(world), before, "a stranger left something behind");
});

on_both!(a1_the_same_doors_open_for_the_team, |world: &World| {
    let secrets = Secrets::laid_out(world);
    for row in doors() {
        let ((id, _), body) = (behind(&secrets, row.method, row.path), body(&secrets, row));
        let answer = knock(&secrets.team, row, id, "\"99\"", &body);
        assert!(![400, 401, 403, 404, 405].contains(&answer.status), "{} {}: {}", row.method, row.path, answer.text);
    }
});

on_both!(a1_an_answer_that_was_kept_is_not_given_to_another, |world: &World| {
    let secrets = Secrets::laid_out(world);
    let other = other_partner(world, &secrets);
    let path = format!("/v1/handovers/{}/transitions", secrets.handover);
    let key = [("idempotency-key", "one"), ("if-match", "\"3\"")];
    let introduction = json!({ "at": "2026-11-20T13:00:00Z", "place": "school", "mode": "in_person" });
    let body = json!({ "to": "intro_planned", "introduction": introduction });
    let first = secrets.mine.caller.json("POST", &path, &key, &body).expect(200);
    assert_eq!(secrets.mine.caller.json("POST", &path, &key, &body).expect(200).json, first.json);
    other.caller.json("POST", &path, &key, &body).expect(404);
});
