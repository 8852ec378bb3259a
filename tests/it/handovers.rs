//! The bridge over HTTP: the whole way, who sees what when, what stops it, and what happens at the same moment.

use serde_json::{Value, json};

use crate::harness::http::Answer;
use crate::harness::{World, on_both, phone_case};
use crate::scene::{self, capacity, case_with_family, consent, contact, draft, offered, partner, step};

/// A family's data as they stand in the scenes; none of it may show where it should not.
const PERSONAL: [&str; 7] = ["El Haddaoui", "12 34 56", "475123456", "gezin@voorbeeld", "Bruul", "Samira", "Noor"];

fn names_nobody(text: &str) {
    for part in PERSONAL {
        assert!(!text.contains(part), "{part} stands in {text}");
    }
}

fn kinds(feed: &Value) -> Vec<String> {
    let items = feed["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|entry| format!("{} {}", entry["kind"], entry["to"]).replace('"', "")).collect()
}

on_both!(a_family_is_carried_over_the_bridge, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (case, family) = case_with_family(&team, "El Haddaoui", "0475 12 34 56");
    consent(&team, &family, &partner);
    let draft = draft(&team, &case.id(), &partner);
    assert_eq!(draft.json["status"], "draft");
    assert_eq!(draft.json["allowedTransitions"], json!(["held", "offered", "withdrawn", "entered_in_error"]));
    partner.caller.get(&format!("/v1/handovers/{}", draft.id())).expect(404);

    let offered = step(&team, &draft, &json!({ "to": "offered" })).expect(200);
    let seen = partner.caller.get(&format!("/v1/handovers/{}", draft.id())).expect(200);
    assert_eq!(seen.json["status"], "offered", "reading changes nothing");
    assert_eq!(
        seen.json["card"],
        json!({ "needs": ["food", "school-costs"], "ageBands": ["6-11"], "language": "ar", "postcode": "2800",
                "contactPreference": "phone", "message": "gezin wil graag" })
    );
    names_nobody(&seen.text);
    assert!(seen.json.get("family").is_none() && seen.json.get("caseId").is_none());

    let acknowledged = step(&partner.caller, &offered, &json!({ "to": "acknowledged" })).expect(200);
    let unnamed = step(&partner.caller, &acknowledged, &json!({ "to": "accepted" })).expect(409);
    assert_eq!(unnamed.json["guard"], "contactNeeded");
    let accepted = step(&partner.caller, &acknowledged, &contact()).expect(200);
    names_nobody(&accepted.text);
    let opened = partner.caller.get(&format!("/v1/handovers/{}", draft.id())).expect(200);
    assert_eq!(opened.json["family"]["name"], "El Haddaoui");
    assert_eq!(opened.json["family"]["members"][1]["firstName"], "Noor");
    assert!(opened.json["family"]["members"][1].get("schoolId").is_none(), "the school was not consented to");
    names_nobody(&partner.caller.get("/v1/handovers").expect(200).text);

    let early = step(&partner.caller, &accepted, &json!({ "to": "taken_over" })).expect(409);
    assert_eq!(early.json["guard"], "introductionNeeded");
    let introduction = json!({ "at": "2026-11-20T13:00:00Z", "place": "school", "mode": "in_person" });
    let planned = step(&team, &accepted, &json!({ "to": "intro_planned", "introduction": introduction })).expect(200);
    let missed = step(&team, &planned, &json!({ "to": "introduced", "attended": ["source", "partner"] })).expect(200);
    assert_eq!((&missed.json["status"], &missed.json["noShows"]), (&json!("intro_planned"), &json!(1)));
    let met = json!({ "to": "introduced", "attended": ["family", "source", "partner"] });
    let introduced = step(&partner.caller, &missed, &met).expect(200);
    let by_source = step(&team, &introduced, &json!({ "to": "taken_over" })).expect(409);
    assert_eq!(by_source.json["allowedTransitions"], json!(["withdrawn", "entered_in_error"]));
    let taken = step(&partner.caller, &introduced, &json!({ "to": "taken_over" })).expect(200);
    assert_eq!(taken.json["owner"], "partner");
    assert_eq!(team.get(&format!("/v1/cases/{}", case.id())).expect(200).json["status"], "aftercare");
    let open = step(&partner.caller, &taken, &json!({ "to": "completed" })).expect(409);
    assert_eq!(open.json["guard"], "outcomeNeeded");
    let done = json!({ "to": "completed", "outcome": "support_started", "activity": "budgetbegeleiding" });
    let completed = step(&partner.caller, &taken, &done).expect(200);
    assert_eq!(completed.json["allowedTransitions"], json!([]));
    let after = partner.caller.get(&format!("/v1/handovers/{}", draft.id())).expect(200);
    assert!(after.json.get("family").is_none(), "the work is done");

    let timeline = team.get(&format!("/v1/cases/{}/timeline", case.id())).expect(200);
    names_nobody(&timeline.text);
    assert_eq!(
        kinds(&timeline.json),
        [
            "case.opened new",
            "case.linked null",
            "handover.drafted draft",
            "handover.transition offered",
            "case.transition bridging",
            "handover.transition acknowledged",
            "handover.transition accepted",
            "handover.transition intro_planned",
            "handover.transition intro_planned",
            "handover.transition introduced",
            "handover.transition taken_over",
            "case.transition aftercare",
            "handover.transition completed",
        ]
    );
});

on_both!(a1_a_partner_never_reaches_another_partners_handover, |world: &World| {
    let (team, mine, other) = (world.team(), partner(world, "Sociaal Huis"), partner(world, "Welzijnsschakel"));
    let (offered, family) = offered(&team, &mine, "El Haddaoui", "0475 12 34 56");
    let path = format!("/v1/handovers/{}", offered.id());
    for address in [path.clone(), format!("{path}/history")] {
        let refused = other.caller.get(&address).expect(404);
        let unknown = other.caller.get(&address.replace(&offered.id(), "0198-no-such-handover")).expect(404);
        assert_eq!(refused.json["detail"], unknown.json["detail"]);
    }
    step(&other.caller, &offered, &json!({ "to": "acknowledged" })).expect(404);
    assert_eq!(other.caller.get("/v1/handovers").expect(200).json["total"], 0);
    let asked = other.caller.get(&format!("/v1/handovers?organizationId={}", mine.organization)).expect(200);
    assert_eq!(asked.json["total"], 0);
    assert_eq!(mine.caller.get("/v1/handovers").expect(200).json["total"], 1);
    let agreement = format!("/v1/organizations/{}/agreement", mine.organization);
    other.caller.get(&agreement).expect(404);
    mine.caller.get(&agreement).expect(200);
    other.caller.json("PUT", &agreement, &[], &scene::agreement()).expect(404);
    for (method, address) in [
        ("GET", format!("/v1/families/{family}")),
        ("POST", format!("/v1/families/{family}/merge")),
        ("POST", format!("/v1/families/{family}/consents")),
    ] {
        other.caller.json(method, &address, &[], &json!({})).expect(403);
    }
    let everything = world.caller("greedy", "partner", Some(&other.organization), crate::harness::TEAM);
    everything.get_with(&format!("/v1/families/{family}"), &[("x-purpose", "nieuwsgierig")]).expect(404);
    everything.get(&path).expect(404);
    everything.post("/v1/families", &scene::household("Peeters", "015 11 22 33")).expect(403);
    let body = json!({ "into": family, "reason": "zelfde" });
    everything.post(&format!("/v1/families/{family}/merge"), &body).expect(404);
    let body = json!({ "serviceId": mine.service });
    everything.post(&format!("/v1/cases/{}/handovers", offered.json["caseId"].as_str().unwrap()), &body).expect(404);
    everything.get("/v1/families/matches?phone=0475123456").expect(403);
});

on_both!(a3_what_was_declined_or_withdrawn_is_gone_for_the_partner, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (first, _) = offered(&team, &partner, "Peeters", "015 11 22 33");
    step(&partner.caller, &first, &json!({ "to": "rejected" })).expect(409);
    step(&partner.caller, &first, &json!({ "to": "rejected", "reasonCode": "geen zin" })).expect(400);
    let full = json!({ "to": "rejected", "reasonCode": "no_capacity", "reason": "wachtlijst van een jaar" });
    let declined = step(&partner.caller, &first, &full).expect(200);
    assert!(declined.json.get("card").is_none());
    assert_eq!(capacity(world, &partner.service), Some(("full".to_owned(), None)));
    partner.caller.get(&format!("/v1/handovers/{}", first.id())).expect(404);
    partner.caller.get(&format!("/v1/handovers/{}/history", first.id())).expect(404);
    let case = first.json["caseId"].as_str().unwrap();
    assert_eq!(team.get(&format!("/v1/cases/{case}")).expect(200).json["status"], "in_progress");
    let again = draft(&team, case, &partner);
    let excluded = step(&team, &again, &json!({ "to": "offered" })).expect(409);
    assert_eq!(excluded.json["guard"], "serviceExcluded");
    assert!(excluded.json["detail"].as_str().is_some_and(|detail| detail.ends_with(": declined")), "{}", excluded.text);

    let (second, _) = offered(&team, &partner, "Janssens", "015 44 55 66");
    let accepted = step(&partner.caller, &second, &contact()).expect(200);
    partner.caller.get(&format!("/v1/handovers/{}", second.id())).expect(200);
    let by_family = json!({ "to": "withdrawn", "by": "family", "reason": "liever niet" });
    let withdrawn = step(&team, &accepted, &by_family).expect(200);
    assert_eq!(withdrawn.json["endedBy"], "family");
    partner.caller.get(&format!("/v1/handovers/{}", second.id())).expect(404);
    step(&partner.caller, &withdrawn, &json!({ "to": "failed", "reason": "weg" })).expect(404);
});

on_both!(a5_a_partner_reads_no_reasons_of_others, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (case, family) = case_with_family(&team, "Peeters", "015 11 22 33");
    consent(&team, &family, &partner);
    let body = json!({ "serviceId": partner.service, "warm": false, "overrideReason": "ruzie met andere dienst" });
    let draft = team.post(&format!("/v1/cases/{}/handovers", case.id()), &body).expect(201);
    let late = json!({ "to": "held", "reason": "mama durft nog niet", "reviewOn": "2026-12-24" });
    assert_eq!(step(&team, &draft, &late).expect(409).json["guard"], "reviewOnTooLate");
    let held = json!({ "to": "held", "reason": "mama durft nog niet", "reviewOn": "2026-11-20" });
    let held = step(&team, &draft, &held).expect(200);
    assert_eq!(held.json["reviewOn"], "2026-11-20");
    let offered = step(&team, &held, &json!({ "to": "offered", "reason": "nu wel" })).expect(200);
    assert_eq!(offered.json["reviewOn"], json!(null));
    let path = format!("/v1/handovers/{}", draft.id());
    for answer in
        [partner.caller.get(&path), partner.caller.get(&format!("{path}/history")), partner.caller.get("/v1/handovers")]
    {
        let answer = answer.expect(200);
        for hidden in ["durft", "ruzie", "nu wel", "consentId", "familyId"] {
            assert!(!answer.text.contains(hidden), "{hidden} stands in {}", answer.text);
        }
    }
    let history = partner.caller.get(&format!("{path}/history")).expect(200);
    assert_eq!(history.json["total"], 1);
    assert_eq!(team.get(&format!("{path}/history")).expect(200).json["items"][1]["reason"], "mama durft nog niet");
    let accepted = step(&partner.caller, &offered, &contact()).expect(200);
    let taken = step(&partner.caller, &accepted, &json!({ "to": "taken_over" })).expect(200);
    let paused = json!({ "to": "on_hold", "reasonCode": "waiting_list", "reviewOn": "2026-12-01" });
    let paused = step(&partner.caller, &taken, &paused).expect(200);
    assert_eq!(paused.json["allowedTransitions"], json!(["taken_over", "failed", "withdrawn"]));
    let resumed = step(&partner.caller, &paused, &json!({ "to": "taken_over" })).expect(200);
    assert_eq!(resumed.json["status"], "taken_over");
});

on_both!(a6_unknown_fields_of_a_step_are_named, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (offered, _) = offered(&team, &partner, "Peeters", "015 11 22 33");
    let wrong = json!({ "to": "accepted", "status": "taken_over", "organizationId": "x", "countsToTarget": true,
                        "contact": { "name": "Els", "email": "geen adres", "role": "baas" } });
    let refused = step(&partner.caller, &offered, &wrong).expect(400);
    assert_eq!(refused.issues(), ["contact.email", "contact.role", "countsToTarget", "organizationId", "status"]);
    let national = json!({ "to": "rejected", "reasonCode": "other", "reason": "het is 85.07.30-033.28" });
    assert_eq!(step(&partner.caller, &offered, &national).expect(400).issues(), ["reason"]);
    let path = format!("/v1/handovers/{}/transitions", offered.id());
    partner.caller.post(&path, &json!({ "to": "acknowledged" })).expect(428);
    assert_eq!(
        partner.caller.get(&format!("/v1/handovers/{}", offered.id())).expect(200).json["version"],
        offered.json["version"]
    );
});

on_both!(g1_two_steps_on_one_version, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (offered, _) = offered(&team, &partner, "Peeters", "015 11 22 33");
    let bodies = [json!({ "to": "rejected", "reasonCode": "other" }), contact()];
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = bodies
            .iter()
            .map(|body| {
                let (caller, offered) = (partner.caller.clone(), offered.clone());
                scope.spawn(move || step(&caller, &offered, body).status)
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    // Whoever declined first made it invisible; whoever accepted first made another version.
    assert_eq!(statuses[0], 200);
    assert!([404, 412].contains(&statuses[1]), "{statuses:?}");
});

on_both!(g2_the_last_place_is_taken_once, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    scene::places(world, &partner.service, 1);
    let offers: Vec<_> = (0..50)
        .map(|index| offered(&team, &partner, &format!("Gezin {index}"), &format!("015 00 10 {index:02}")).0)
        .collect();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = offers
            .iter()
            .map(|offer| {
                let caller = partner.caller.clone();
                scope.spawn(move || step(&caller, offer, &contact()))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for refused in answers.into_iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.expect(409).json["guard"], "placesTaken");
    }
    assert_eq!(capacity(world, &partner.service), Some(("full".to_owned(), Some(0))));
    assert_eq!(team.get("/v1/handovers?status=accepted").expect(200).json["total"], 1);
});

on_both!(k1_without_consent_nothing_is_sent, |world: &World| {
    let (team, mine, other) = (world.team(), partner(world, "Sociaal Huis"), partner(world, "Welzijnsschakel"));
    let refused = |draft: &Answer, guard: &str| {
        let answer = step(&team, draft, &json!({ "to": "offered" })).expect(409);
        assert_eq!(answer.json["guard"], guard);
        assert!(answer.json["detail"].as_str().is_some_and(|detail| detail.contains("consent")), "{}", answer.text);
    };
    let nameless = team.post("/v1/cases", &phone_case()).expect(201);
    refused(&draft(&team, &nameless.id(), &mine), "consentMissing");

    let (case, family) = case_with_family(&team, "El Haddaoui", "0475 12 34 56");
    let draft = draft(&team, &case.id(), &mine);
    refused(&draft, "consentMissing");
    consent(&team, &family, &other);
    refused(&draft, "consentMissing");
    let body = json!({ "givenBy": "parent", "form": "written", "recipientOrganizationId": mine.organization,
                       "categories": ["contact"], "validUntil": "2026-11-15" });
    team.post(&format!("/v1/families/{family}/consents"), &body).expect(201);
    refused(&draft, "consentExpired");
    assert_eq!(mine.caller.get("/v1/handovers").expect(200).json["total"], 0);

    let given = consent(&team, &family, &mine);
    let offered = step(&team, &draft, &json!({ "to": "offered" })).expect(200);
    let accepted = step(&mine.caller, &offered, &contact()).expect(200);
    let withdrawn = team.post(&format!("/v1/consents/{}/withdraw", given.id()), &json!({})).expect(200);
    assert_eq!(withdrawn.json["withdrawnHandovers"], json!([draft.id()]));
    mine.caller.get(&format!("/v1/handovers/{}", draft.id())).expect(404);
    step(&mine.caller, &accepted, &json!({ "to": "failed", "reason": "weg" })).expect(404);
    let seen = team.get(&format!("/v1/handovers/{}", draft.id())).expect(200);
    assert_eq!((&seen.json["status"], &seen.json["reasonCode"]), (&json!("withdrawn"), &json!("consent_withdrawn")));
    assert_eq!(seen.json["endedBy"], "system");
    assert_eq!(team.get(&format!("/v1/cases/{}", case.id())).expect(200).json["status"], "in_progress");
    let again = scene::draft(&team, &case.id(), &mine);
    refused(&again, "consentWithdrawn");
    let twice = team.post(&format!("/v1/consents/{}/withdraw", given.id()), &json!({})).expect(409);
    assert_eq!(twice.json["guard"], "withdrawnAlready");
});

on_both!(k1_a_consent_that_runs_out_closes_the_identity, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (case, family) = case_with_family(&team, "El Haddaoui", "0475 12 34 56");
    let body = json!({ "givenBy": "parent", "form": "oral", "recipientOrganizationId": partner.organization,
                       "categories": ["contact"], "validUntil": "2026-11-20" });
    team.post(&format!("/v1/families/{family}/consents"), &body).expect(201);
    let second = team.post("/v1/cases", &phone_case()).expect(201);
    let linked = json!({ "familyId": family });
    team.patch(&format!("/v1/cases/{}", second.id()), &second.etag(), &linked).expect(200);
    let (one, other) = (draft(&team, &case.id(), &partner), draft(&team, &second.id(), &partner));
    let one = step(&team, &one, &json!({ "to": "offered" })).expect(200);
    let other = step(&team, &other, &json!({ "to": "offered" })).expect(200);
    step(&partner.caller, &one, &contact()).expect(200);
    let path = format!("/v1/handovers/{}", one.id());
    let opened = partner.caller.get(&path).expect(200);
    assert_eq!(opened.json["family"]["members"].as_array().map(Vec::len), Some(1), "children were not consented to");
    world.clock.turn_to("2026-11-20T23:00:00Z");
    let partner_later = world.partner("sociaal-huis", &partner.organization);
    let closed = partner_later.get(&path).expect(200);
    assert!(closed.json.get("family").is_none());
    assert_eq!(closed.json["familyWithheld"], "consentExpired");
    assert_eq!(step(&partner_later, &other, &contact()).expect(409).json["guard"], "consentExpired");
});

on_both!(nothing_is_sent_without_agreement_or_to_a_closed_service, |world: &World| {
    let (team, partner) = (world.team(), scene::partner_without_agreement(world, "Sociaal Huis"));
    let (case, family) = case_with_family(&team, "Peeters", "015 11 22 33");
    consent(&team, &family, &partner);
    let draft = draft(&team, &case.id(), &partner);
    let to_offered = json!({ "to": "offered" });
    assert_eq!(step(&team, &draft, &to_offered).expect(409).json["guard"], "agreementMissing");
    let path = format!("/v1/organizations/{}/agreement", partner.organization);
    team.get(&path).expect(404);
    let mut agreement = scene::agreement();
    agreement["validUntil"] = json!("2026-11-15");
    let expired = team.json("PUT", &path, &[], &agreement).expect(201);
    assert_eq!(expired.json["active"], false);
    assert_eq!(step(&team, &draft, &to_offered).expect(409).json["guard"], "agreementMissing");
    team.json("PUT", &path, &[], &scene::agreement()).expect(428);
    let stale = [("if-match", "\"7\"")];
    team.json("PUT", &path, &stale, &scene::agreement()).expect(412);
    team.json("PUT", &path, &[("if-match", &expired.etag())], &scene::agreement()).expect(200);
    scene::service_status(world, &partner.service, "temporarily closed");
    assert_eq!(step(&team, &draft, &to_offered).expect(409).json["guard"], "serviceNotActive");
    scene::service_status(world, &partner.service, "active");
    step(&team, &draft, &to_offered).expect(200);
});

on_both!(an_error_is_taken_back_by_two, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (offered, _) = offered(&team, &partner, "Peeters", "015 11 22 33");
    let error = |second: Value| json!({ "to": "entered_in_error", "reason": "verkeerd gezin", "secondPerson": second });
    for second in [json!(null), json!("team"), json!("nobody@netsterk.example")] {
        let refused = step(&team, &offered, &error(second)).expect(409);
        assert_eq!(refused.json["guard"], "secondPersonNeeded");
    }
    world.worker("collega");
    step(&team, &offered, &error(json!("collega@netsterk.example"))).expect(200);
    partner.caller.get(&format!("/v1/handovers/{}", offered.id())).expect(404);
});

on_both!(a_case_is_not_closed_over_an_open_handover, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (offered, _) = offered(&team, &partner, "Peeters", "015 11 22 33");
    let path = format!("/v1/cases/{}", offered.json["caseId"].as_str().unwrap());
    let close = |outcome: &str| {
        let etag = team.get(&path).expect(200).etag();
        team.step(&format!("{path}/transitions"), &etag, &json!({ "to": "closed", "outcome": outcome }))
    };
    assert_eq!(close("advice_given").expect(409).json["guard"], "handoversOpen");
    let accepted = step(&partner.caller, &offered, &contact()).expect(200);
    let introduction = json!({ "at": "2026-11-20T13:00:00Z", "place": "school", "mode": "in_person" });
    let planned = json!({ "to": "intro_planned", "introduction": introduction });
    let planned = step(&partner.caller, &accepted, &planned).expect(200);
    let met = json!({ "to": "introduced", "attended": ["family", "partner"] });
    let introduced = step(&partner.caller, &planned, &met).expect(200);
    let taken = step(&partner.caller, &introduced, &json!({ "to": "taken_over" })).expect(200);
    let paused = json!({ "to": "on_hold", "reason": "vakantie", "reviewOn": "2026-12-01" });
    step(&partner.caller, &taken, &paused).expect(200);
    assert_eq!(close("bridged").expect(200).json["status"], "closed", "the partner carries it, pause or not");
});
