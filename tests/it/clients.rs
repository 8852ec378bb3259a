//! Clients and workers as the operator keeps them.

use netsterk::domain::access::Party;
use netsterk::domain::grant::UserRole;
use netsterk::usecases::client::add::{AddClient, add};
use netsterk::usecases::client::disable::disable;
use netsterk::usecases::client::list::list;
use netsterk::usecases::client::rotate::rotate;
use netsterk::usecases::client::trust::trust;
use netsterk::usecases::error::Error;
use netsterk::usecases::user::add::{AddUser, add as add_user};
use netsterk::usecases::user::{disable as user_disable, reset as user_reset};

use crate::harness::{World, on_both};

fn team_client(name: &str, scopes: &str) -> AddClient {
    AddClient { name: name.to_owned(), party: Party::Team, scopes: scopes.to_owned() }
}

fn faults(world: &World, command: &AddClient) -> Vec<String> {
    match add(&world.app.ctx, command) {
        Err(Error::Invalid(issues)) => issues.into_iter().map(|issue| issue.name).collect(),
        other => panic!("not refused: {:?}", other.map(|issued| issued.client_id)),
    }
}

on_both!(a_client_is_refused_with_every_fault_at_once, |world: &World| {
    let partner = AddClient {
        name: "…".to_owned(),
        party: Party::Partner("no-such-organisation".to_owned()),
        scopes: "cases:read handovers:read".to_owned(),
    };
    let mut found = faults(world, &partner);
    found.sort();
    assert_eq!(found, ["name", "organization", "scopes"]);
    assert!(add(&world.app.ctx, &team_client("Intake", "cases:read")).is_ok());
    assert_eq!(faults(world, &team_client("intake!", "cases:read")), ["name"]);
    assert_eq!(list(&world.app.ctx).unwrap().len(), 1);
});

on_both!(a3_a_disabled_client_is_out_at_once_even_with_a_token, |world: &World| {
    let caller = world.caller("intake", "team", None, "cases:read");
    assert_eq!(caller.get("/v1/cases").status, 200);
    disable(&world.app.ctx, "intake").unwrap();
    assert_eq!(caller.get("/v1/cases").status, 401);
    assert!(matches!(disable(&world.app.ctx, "nobody"), Err(Error::NotFound)));
});

on_both!(a_rotated_secret_replaces_the_old_one, |world: &World| {
    let old = add(&world.app.ctx, &team_client("intake", "cases:read")).unwrap();
    let new = rotate(&world.app.ctx, "intake").unwrap();
    assert_ne!(old.client_secret, new.client_secret);
    let ask = |secret: &str| {
        let form = format!("grant_type=client_credentials&client_id=intake&client_secret={secret}");
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        world.nobody().send("POST", "/oauth/token", &headers, form.as_bytes()).status
    };
    assert_eq!((ask(&new.client_secret), ask(&old.client_secret)), (200, 401));
});

on_both!(a_client_with_its_own_keys_has_no_secret_any_more, |world: &World| {
    let ctx = &world.app.ctx;
    let issued = add(ctx, &team_client("intake", "cases:read")).unwrap();
    let public = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    for wrong in ["", "[]", r#"{"keys":[]}"#, r#"{"keys":[{"kty":"oct","k":"AA"}]}"#] {
        assert!(matches!(trust(ctx, "intake", wrong), Err(Error::Invalid(_))), "{wrong}");
    }
    let private = format!(r#"{{"keys":[{}]}}"#, public.replace("\"x\"", "\"d\":\"AA\",\"x\""));
    assert!(matches!(trust(ctx, "intake", &private), Err(Error::Invalid(_))));
    trust(ctx, "intake", &format!(r#"{{"keys":[{public}]}}"#)).unwrap();
    let form = format!("grant_type=client_credentials&client_id=intake&client_secret={}", issued.client_secret);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(world.nobody().send("POST", "/oauth/token", &headers, form.as_bytes()).status, 401);
    assert!(matches!(trust(ctx, "nobody", &format!(r#"{{"keys":[{public}]}}"#)), Err(Error::NotFound)));
});

fn opens(password: &str, hash: &str) -> bool {
    use argon2::password_hash::PasswordVerifier;
    argon2::Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

on_both!(b4_a_password_is_made_hashed_and_replaced, |world: &World| {
    let command = AddUser {
        email: " An@Netsterk.example ".to_owned(),
        name: "An".to_owned(),
        role: UserRole::Coordinator,
        password: None,
    };
    let added = add_user(&world.app.ctx, &command).unwrap();
    assert_eq!(added.email, "an@netsterk.example");
    let first = added.password.unwrap();
    assert!(first.len() >= 32);
    assert!(matches!(add_user(&world.app.ctx, &command), Err(Error::Invalid(_))));

    let hash = |world: &World| {
        let row = world.app.ctx.db.read(|conn| netsterk::store::user::by_email(conn, "an@netsterk.example"));
        row.unwrap()
    };
    assert!(opens(&first, &hash(world).password_hash));
    user_disable::disable(&world.app.ctx, "an@netsterk.example").unwrap();
    assert!(hash(world).disabled_at.is_some());
    let reset = user_reset::reset(&world.app.ctx, "an@netsterk.example", None).unwrap();
    assert!(hash(world).disabled_at.is_none());
    assert!(!opens(&first, &hash(world).password_hash));
    let second = reset.password.unwrap();
    assert!(opens(&second, &hash(world).password_hash));

    let short = AddUser { email: "b@netsterk.example".to_owned(), password: Some("kort".to_owned()), ..command };
    assert!(matches!(add_user(&world.app.ctx, &short), Err(Error::Invalid(_))));
});
