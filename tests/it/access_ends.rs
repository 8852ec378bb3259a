//! A3 and A4: when a right ends, what was kept under an idempotency key and what is half open end with it.

use serde_json::json;

use crate::harness::{World, on_both};
use crate::scene::{self, contact, offered, partner, step};

on_both!(a3_a_kept_answer_is_not_given_again_to_who_may_no_longer_see_it, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (sent, family) = offered(&team, &partner, "Peeters", "015 11 22 33");
    let path = format!("/v1/handovers/{}/transitions", sent.id());
    let etag = sent.etag();
    let headers = [("if-match", etag.as_str()), ("idempotency-key", "accept-1")];
    let first = partner.caller.json("POST", &path, &headers, &contact()).expect(200);
    assert_eq!(partner.caller.json("POST", &path, &headers, &contact()).expect(200).json, first.json);
    let consents = team.get_with(&format!("/v1/families/{family}"), &[("x-purpose", "test")]).expect(200);
    let consent = consents.json["consents"][0]["id"].as_str().unwrap();
    team.post(&format!("/v1/consents/{consent}/withdraw"), &json!({})).expect(200);
    partner.caller.json("POST", &path, &headers, &contact()).expect(404);

    let (other, _) = offered(&team, &partner, "Janssens", "015 44 55 66");
    let (path, etag) = (format!("/v1/handovers/{}/transitions", other.id()), other.etag());
    let headers = [("if-match", etag.as_str()), ("idempotency-key", "reject-1")];
    let no = json!({ "to": "rejected", "reasonCode": "waiting_list" });
    let said = partner.caller.json("POST", &path, &headers, &no).expect(200);
    assert_eq!(partner.caller.json("POST", &path, &headers, &no).expect(200).json, said.json, "it names nothing");
});

on_both!(a4_without_an_agreement_in_force_nothing_is_accepted_and_nobody_named, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (one, _) = offered(&team, &partner, "Peeters", "015 11 22 33");
    let (other, _) = offered(&team, &partner, "Janssens", "015 44 55 66");
    step(&partner.caller, &one, &contact()).expect(200);
    let path = format!("/v1/organizations/{}/agreement", partner.organization);
    let mut ended = scene::agreement();
    ended["validUntil"] = json!("2026-11-15");
    team.json("PUT", &path, &[("if-match", &team.get(&path).expect(200).etag())], &ended).expect(200);
    assert_eq!(step(&partner.caller, &other, &contact()).expect(409).json["guard"], "agreementMissing");
    let read = partner.caller.get(&format!("/v1/handovers/{}", one.id())).expect(200);
    assert_eq!((&read.json["family"], &read.json["familyWithheld"]), (&json!(null), &json!("agreementMissing")));
});
