//! B1: no token gets in that this service did not give out for this moment, and no assertion gets a token that the
//! client did not sign for this moment. Each trick on a list of its own line, so that a failure names it.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use netsterk::domain::access::Party;
use netsterk::store::signing_key;
use netsterk::usecases::client::add::{AddClient, add};
use netsterk::usecases::client::trust::trust;
use serde_json::{Value, json};

use crate::harness::{World, on_both};

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn signed(header: &Value, claims: &Value, pair: &Ed25519KeyPair) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

fn with(value: &Value, name: &str, other: Value) -> Value {
    let mut changed = value.clone();
    changed[name] = other;
    changed
}

fn without(value: &Value, name: &str) -> Value {
    let mut changed = value.clone();
    changed.as_object_mut().unwrap().remove(name);
    changed
}

/// Times that are no times, for one claim.
fn wrong_times(now: i64, claims: &Value, name: &str) -> Vec<(String, Value)> {
    let values = [
        ("text", json!((now + 300).to_string())),
        ("past text", json!((now - 300).to_string())),
        ("float", json!(now as f64 + 300.5)),
        ("huge", json!(u64::MAX)),
        ("huge float", json!(1e300)),
        ("negative", json!(-1)),
        ("null", Value::Null),
        ("list", json!([now + 300])),
        ("true", json!(true)),
    ];
    values.into_iter().map(|(what, value)| (format!("{name} as {what}"), with(claims, name, value))).collect()
}

/// The service's own signing key: what a thief of the key could do is not the matter here, but every other check is.
fn own_key(world: &World) -> (String, Ed25519KeyPair, Vec<u8>) {
    let keys = world.app.ctx.db.read(|conn| signing_key::current(conn, world.app.ctx.now())).unwrap();
    let key = &keys[0];
    let private = world.app.ctx.master_key.open(&key.id, &key.sealed_private_key).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(&private).unwrap();
    let public = URL_SAFE_NO_PAD.decode(&key.public_key).unwrap();
    (key.id.clone(), pair, public)
}

on_both!(b1_forged_and_damaged_access_tokens_are_refused, |world: &World| {
    let caller = world.caller("intake", "team", None, "cases:read");
    assert_eq!(caller.get("/v1/cases").status, 200);

    let (kid, pair, public) = own_key(world);
    let now = world.app.ctx.now().utc().timestamp();
    let header = json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": kid });
    let claims = json!({ "iss": world.base, "aud": world.base, "sub": "intake", "client_id": "intake", "jti": "1",
        "scope": "cases:read", "iat": now, "exp": now + 300 });
    let accepted = world.nobody().with_token(&signed(&header, &claims, &pair)).get("/v1/cases");
    assert_eq!(accepted.status, 200, "the forger's tools work: {}", accepted.json);

    for (what, token) in forgeries(&header, &claims, &pair, &public, now) {
        let refused = world.nobody().with_token(&token).get("/v1/cases");
        assert_eq!(refused.status, 401, "{what}: {}", refused.json);
        assert_eq!(refused.json["type"], "urn:problem-type:belgif:invalidAccessToken", "{what}");
    }
});

fn forgeries(header: &Value, claims: &Value, pair: &Ed25519KeyPair, public: &[u8], now: i64) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let good = signed(header, claims, pair);
    let (message, signature) = good.rsplit_once('.').unwrap();

    for alg in ["none", "None", "NONE", "nOnE"] {
        let message = format!("{}.{}", part(&with(header, "alg", json!(alg))), part(claims));
        all.push((format!("alg {alg} unsigned"), format!("{message}.")));
        all.push((format!("alg {alg} with a signature"), format!("{message}.{signature}")));
    }
    for (what, secret) in [("bytes", public.to_vec()), ("text", URL_SAFE_NO_PAD.encode(public).into_bytes())] {
        let message = format!("{}.{}", part(&with(header, "alg", json!("HS256"))), part(claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
        all.push((format!("HS256 with the {what} of the public key"), format!("{message}.{tag}")));
    }
    for kid in ["../../../../dev/null", "/etc/passwd", "' OR '1'='1", "", "\u{0}", "unknown"] {
        all.push((format!("kid {kid:?}"), signed(&with(header, "kid", json!(kid)), claims, pair)));
    }
    all.push(("no kid".to_owned(), signed(&without(header, "kid"), claims, pair)));
    for typ in ["JWT", "jwt", "at+jwt\n", ""] {
        all.push((format!("typ {typ:?}"), signed(&with(header, "typ", json!(typ)), claims, pair)));
    }
    all.push(("no typ".to_owned(), signed(&without(header, "typ"), claims, pair)));
    let stranger = Ed25519KeyPair::generate().unwrap();
    all.push(("another key".to_owned(), signed(header, claims, &stranger)));

    let mut wrong: Vec<(String, Value)> =
        ["exp", "nbf"].iter().flat_map(|name| wrong_times(now, claims, name)).collect();
    wrong.push(("no exp".to_owned(), without(claims, "exp")));
    wrong.push(("exp now".to_owned(), with(claims, "exp", json!(now))));
    wrong.push(("exp past".to_owned(), with(claims, "exp", json!(now - 1))));
    wrong.push(("nbf ahead".to_owned(), with(claims, "nbf", json!(now + 200))));
    wrong.push(("iat ahead".to_owned(), with(claims, "iat", json!(now + 200))));
    for name in ["iss", "aud", "sub", "client_id"] {
        wrong.push((format!("other {name}"), with(claims, name, json!("https://example.org"))));
        wrong.push((format!("no {name}"), without(claims, name)));
    }
    all.extend(wrong.into_iter().map(|(what, claims)| (what, signed(header, &claims, pair))));

    all.push(("changed claims".to_owned(), {
        let more = part(&with(claims, "scope", json!("cases:read cases:write")));
        format!("{}.{more}.{signature}", part(header))
    }));
    all.push(("no signature".to_owned(), format!("{message}.")));
    all.push(("two parts".to_owned(), message.to_owned()));
    all.push(("four parts".to_owned(), format!("{good}.x")));
    all.push(("long".to_owned(), signed(header, &with(claims, "jti", json!("x".repeat(10_000))), pair)));
    all.push(("empty".to_owned(), String::new()));
    all
}

on_both!(b1_a_token_of_one_megabyte_is_refused_and_harms_nobody, |world: &World| {
    let caller = world.caller("intake", "team", None, "cases:read");
    let huge = "x".repeat(1024 * 1024);
    let mut stream = std::net::TcpStream::connect(world.base.trim_start_matches("http://")).unwrap();
    let head = format!("GET /v1/cases HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {huge}\r\n\r\n");
    // The server may hang up in the middle of it; that is a refusal too.
    let _ = std::io::Write::write_all(&mut stream, head.as_bytes());
    let mut answer = Vec::new();
    let _ = std::io::Read::read_to_end(&mut std::io::Read::take(stream, 4_096), &mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    assert_eq!(caller.get("/v1/cases").status, 200);
});

/// A client that signs its assertions with a key of its own.
fn signing_client(world: &World) -> Ed25519KeyPair {
    let pair = Ed25519KeyPair::generate().unwrap();
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let keys =
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "own", "x": x, "alg": "EdDSA", "use": "sig" }] });
    let command = AddClient { name: "signer".to_owned(), party: Party::Team, scopes: "cases:read".to_owned() };
    add(&world.app.ctx, &command).unwrap();
    trust(&world.app.ctx, "signer", &keys.to_string()).unwrap();
    pair
}

fn ask(world: &World, assertion: &str) -> u16 {
    let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    let form = format!("grant_type=client_credentials&client_assertion_type={kind}&client_assertion={assertion}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    world.nobody().send("POST", "/oauth/token", &headers, form.as_bytes()).status
}

on_both!(b1_forged_damaged_and_replayed_assertions_are_refused, |world: &World| {
    let pair = signing_client(world);
    let now = world.app.ctx.now().utc().timestamp();
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": "own" });
    let fresh = |jti: &str| json!({ "iss": "signer", "sub": "signer", "aud": world.base, "jti": jti, "iat": now, "exp": now + 300 });
    let first = signed(&header, &fresh("once"), &pair);
    assert_eq!(ask(world, &first), 200);
    assert_eq!(ask(world, &first), 401, "replayed");
    assert_eq!(ask(world, &signed(&header, &fresh("once"), &pair)), 401, "the same jti again");
    assert_eq!(ask(world, &signed(&header, &fresh("other"), &pair)), 200);

    let claims = fresh("never");
    let mut wrong: Vec<(String, Value)> =
        ["exp", "nbf"].iter().flat_map(|name| wrong_times(now, &claims, name)).collect();
    wrong.push(("no exp".to_owned(), without(&claims, "exp")));
    wrong.push(("exp past".to_owned(), with(&claims, "exp", json!(now - 120))));
    wrong.push(("exp too far".to_owned(), with(&claims, "exp", json!(now + 3_600))));
    wrong.push(("nbf ahead".to_owned(), with(&claims, "nbf", json!(now + 200))));
    for name in ["iss", "sub", "aud"] {
        wrong.push((format!("other {name}"), with(&claims, name, json!("https://example.org"))));
        wrong.push((format!("no {name}"), without(&claims, name)));
    }
    wrong.push(("no jti".to_owned(), without(&claims, "jti")));
    for (what, claims) in wrong {
        assert_eq!(ask(world, &signed(&header, &claims, &pair)), 401, "{what}");
    }
    for kid in ["../../own", "other"] {
        assert_eq!(ask(world, &signed(&with(&header, "kid", json!(kid)), &claims, &pair)), 401, "kid {kid}");
    }
    let unsigned = format!("{}.{}.", part(&with(&header, "alg", json!("none"))), part(&claims));
    assert_eq!(ask(world, &unsigned), 401, "alg none");
    let x = pair.public_key().as_ref().to_vec();
    let message = format!("{}.{}", part(&with(&header, "alg", json!("HS256"))), part(&claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &x), message.as_bytes());
    assert_eq!(ask(world, &format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))), 401, "HS256 with the public key");
    let stranger = Ed25519KeyPair::generate().unwrap();
    assert_eq!(ask(world, &signed(&header, &claims, &stranger)), 401, "another key");
});

on_both!(one_assertion_used_by_many_at_once_gets_one_token, |world: &World| {
    let pair = signing_client(world);
    let now = world.app.ctx.now().utc().timestamp();
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": "own" });
    let claims = json!({ "iss": "signer", "sub": "signer", "aud": world.base, "jti": "once", "exp": now + 300 });
    let assertion = signed(&header, &claims, &pair);
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| ask(world, &assertion))).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401, 401, 401, 401, 401, 401, 401]);
});

on_both!(tokens_live_on_through_a_rotation_of_the_keys, |world: &World| {
    let before = world.caller("intake", "team", None, "cases:read");
    netsterk::usecases::keyring::rotate(&world.app.ctx).unwrap();
    assert_eq!(before.get("/v1/cases").status, 200, "a token of the old key");
    let after = world.caller("later", "team", None, "cases:read");
    assert_eq!(after.get("/v1/cases").status, 200, "a token given after it");
    world.clock.advance(chrono::Duration::minutes(6));
    let renewed = world.caller("new", "team", None, "cases:read");
    assert_eq!(renewed.get("/v1/cases").status, 200, "a token of the new key");
    assert_eq!(before.get("/v1/cases").status, 200, "still not ended");
    world.clock.advance(chrono::Duration::minutes(5));
    assert_eq!(before.get("/v1/cases").status, 401, "ended by now");
    assert_eq!(renewed.get("/v1/cases").status, 200);
});
