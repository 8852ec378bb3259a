//! What hangs on the bridge: places that are given back, offers that wait for each other, events that name nobody.

use serde_json::json;

use crate::harness::http::Answer;
use crate::harness::{World, on_both};
use crate::scene::{self, capacity, case_with_family, consent, contact, draft, offered, partner, step};

on_both!(a_place_is_given_back_when_nothing_comes_of_it, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    scene::places(world, &partner.service, 1);
    let place = |state: &str, places: i32| {
        assert_eq!(capacity(world, &partner.service), Some((state.to_owned(), Some(places))));
    };
    let ended = [
        json!({ "to": "failed", "reason": "niet bereikt" }),
        json!({ "to": "withdrawn", "reason": "toch niet" }),
        json!({ "to": "on_hold", "reason": "vakantie", "reviewOn": "2026-12-01" }),
    ];
    for (number, last) in ended.iter().enumerate() {
        let (offer, _) = offered(&team, &partner, &format!("Gezin {number}"), &format!("015 00 20 0{number}"));
        let accepted = step(&partner.caller, &offer, &contact()).expect(200);
        place("full", 0);
        let left = step(&partner.caller, &accepted, last).expect(200);
        if left.json["status"] == "on_hold" {
            place("full", 0);
            let consents = team.get(&format!("/v1/handovers/{}", offer.id())).expect(200).json["consentId"].clone();
            team.post(&format!("/v1/consents/{}/withdraw", consents.as_str().unwrap()), &json!({})).expect(200);
        }
        place("open", 1);
    }
    let (offer, _) = offered(&team, &partner, "Gezin 9", "015 00 20 99");
    let accepted = step(&partner.caller, &offer, &contact()).expect(200);
    let introduction = json!({ "at": "2026-11-20T13:00:00Z", "place": "school", "mode": "in_person" });
    let planned = json!({ "to": "intro_planned", "introduction": introduction });
    let planned = step(&partner.caller, &accepted, &planned).expect(200);
    let met = json!({ "to": "introduced", "attended": ["family", "partner"] });
    let introduced = step(&partner.caller, &planned, &met).expect(200);
    let taken = step(&partner.caller, &introduced, &json!({ "to": "taken_over" })).expect(200);
    step(&partner.caller, &taken, &json!({ "to": "failed", "reason": "gestopt" })).expect(200);
    place("full", 0);
});

on_both!(g2_one_service_is_offered_a_case_once_at_a_time, |world: &World| {
    let (team, mine, other) = (world.team(), partner(world, "Sociaal Huis"), partner(world, "Welzijnsschakel"));
    let (case, family) = case_with_family(&team, "El Haddaoui", "0475 12 34 56");
    consent(&team, &family, &mine);
    consent(&team, &family, &other);
    let drafts: Vec<Answer> = (0..6).map(|_| draft(&team, &case.id(), &mine)).collect();
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let offer = |draft: &Answer| step(&team, draft, &json!({ "to": "offered" }));
        let tries: Vec<_> = drafts.iter().map(|draft| scope.spawn(move || offer(draft))).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (sent, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(sent.len(), 1);
    for answer in refused {
        assert_eq!(answer.expect(409).json["guard"], "offerOpen");
    }
    let elsewhere = draft(&team, &case.id(), &other);
    step(&team, &elsewhere, &json!({ "to": "offered" })).expect(200);
    step(&team, &sent[0], &json!({ "to": "withdrawn", "reason": "opnieuw" })).expect(200);
    let again = draft(&team, &case.id(), &mine);
    step(&team, &again, &json!({ "to": "offered" })).expect(200);
});

on_both!(k3_events_for_a_partner_name_no_family, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    let (case, family) = case_with_family(&team, "El Haddaoui", "0475 12 34 56");
    let given = consent(&team, &family, &partner);
    let draft = draft(&team, &case.id(), &partner);
    let offered = step(&team, &draft, &json!({ "to": "offered" })).expect(200);
    step(&partner.caller, &offered, &contact()).expect(200);
    team.post(&format!("/v1/consents/{}/withdraw", given.id()), &json!({})).expect(200);
    let feed = partner.caller.get("/v1/events").expect(200);
    assert!(feed.text.contains("consent.withdrawn") && feed.text.contains("handover.withdrawn"), "{}", feed.text);
    assert!(!feed.text.contains(&family) && !feed.text.contains(&case.id()), "{}", feed.text);
});

on_both!(g1_a_withdrawn_consent_waits_for_no_version, |world: &World| {
    let (team, partner) = (world.team(), partner(world, "Sociaal Huis"));
    for round in 0..10 {
        let (case, family) = case_with_family(&team, &format!("Gezin {round}"), &format!("015 00 30 0{round}"));
        let given = consent(&team, &family, &partner);
        let offered = step(&team, &draft(&team, &case.id(), &partner), &json!({ "to": "offered" })).expect(200);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let seen = step(&partner.caller, &offered, &json!({ "to": "acknowledged" }));
                if seen.status == 200 {
                    step(&partner.caller, &seen, &contact());
                }
            });
            scope.spawn(|| team.post(&format!("/v1/consents/{}/withdraw", given.id()), &json!({})).expect(200));
        });
        let after = team.get(&format!("/v1/handovers/{}", offered.id())).expect(200);
        assert_eq!(after.json["status"], "withdrawn");
    }
});
