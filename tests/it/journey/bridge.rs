//! From the family's yes to the partner's: consent, the offer, the introduction, the takeover, the end.

use serde_json::json;

use super::{FAMILY, Journey, PARTNER, PARTNER_ID, list};

/// The family is recorded, sealed; it agrees that this partner hears of it.
pub fn the_family_agrees(journey: &mut Journey<'_>) {
    journey.story.part("The bridge");
    journey.story.on(journey.world, "2026-11-16T13:30:00Z");
    let team = journey.team();
    let [name, phone, street, parent, child] = FAMILY;
    let body = json!({ "name": name, "language": "nl", "postcode": "2800", "street": street, "number": "12", "phone": phone,
        "members": [{ "role": "parent", "firstName": parent },
                    { "role": "child", "firstName": child, "birthDate": "2017-03-02" }],
        "caseId": journey.case });
    let family = team.post("/v1/families", &body).expect(201);
    journey.family = family.id();
    journey.story.name(&family.id(), "family");
    journey.story.act("Netsterk", "records the family, sealed");
    journey
        .story
        .sees(&format!("→ {}: all that is said of it from now on", family.json["reference"].as_str().unwrap()));
    let body = json!({ "givenBy": "parent", "form": "oral", "recipientOrganizationId": PARTNER_ID,
        "categories": ["contact", "needs", "children"] });
    let consent = team.post(&format!("/v1/families/{}/consents", journey.family), &body).expect(201);
    journey.story.name(&consent.id(), "consent");
    journey.story.act("Parent", &format!("agrees, orally, that {PARTNER} hears of contact, needs and children"));
}

/// A draft becomes an offer, and a letter leaves that names nobody.
pub fn the_offer_leaves(journey: &mut Journey<'_>) {
    let team = journey.team();
    let body = json!({ "serviceId": journey.service, "warm": true, "accompaniment": "netsterk",
        "message": "Graag samen kennismaken." });
    let draft = team.post(&format!("/v1/cases/{}/handovers", journey.case), &body).expect(201);
    journey.handover = draft.id();
    journey.story.name(&draft.id(), "handover");
    journey.story.act("Netsterk", "drafts a warm handover and goes along");
    journey.partner().get(&format!("/v1/handovers/{}", journey.handover)).expect(404);
    journey.story.act(PARTNER_SHORT, "does not see it yet: 404");
    journey.story.act("Netsterk", "offers it");
    journey.step(&team, &json!({ "to": "offered" }));
    assert_eq!(journey.post_goes(), 1);
    let letter = journey.mail.letters().pop().unwrap();
    journey.story.act("Mail", &format!("“{}” to {}", letter.subject, letter.to));
}

const PARTNER_SHORT: &str = "Sociaal Huis";

/// A card without a name first; after the yes the family.
pub fn the_partner_says_yes(journey: &mut Journey<'_>) {
    journey.story.on(journey.world, "2026-11-17T08:10:00Z");
    let (partner, path) = (journey.partner(), format!("/v1/handovers/{}", journey.handover));
    let seen = partner.get(&path).expect(200);
    for name in FAMILY {
        assert!(!seen.text.contains(name), "{name} stands in {}", seen.text);
    }
    let card = &seen.json["card"];
    journey.story.act(PARTNER_SHORT, "opens it and sees a card without a name");
    journey.story.sees(&format!("{card}"));
    journey.step(&partner, &json!({ "to": "acknowledged" }));
    journey.story.act(PARTNER_SHORT, "accepts, by person");
    let contact = json!({ "name": "Griet Vervloesem", "phone": "+32 15 00 99 66" });
    journey.step(&partner, &json!({ "to": "accepted", "contact": contact }));
    let seen = partner.get_with(&path, &[("x-purpose", "eerste contact met het gezin")]).expect(200);
    journey.story.act(PARTNER_SHORT, "now knows whom to call");
    journey.story.sees(&format!("{}", seen.json["family"]));
    journey.story.act(PARTNER_SHORT, "plans the introduction with the family");
    let introduction = json!({ "at": "2026-11-19T13:00:00Z", "place": "op school", "mode": "in_person" });
    journey.step(&partner, &json!({ "to": "intro_planned", "introduction": introduction }));
}

/// The introduction, the takeover, the end; and what is not possible any more.
pub fn they_meet_and_it_takes_over(journey: &mut Journey<'_>) {
    journey.story.on(journey.world, "2026-11-19T14:15:00Z");
    journey.story.act("Netsterk", "was there: the family, the partner and Netsterk met");
    let team = journey.team();
    journey.step(&team, &json!({ "to": "introduced", "attended": ["family", "source", "partner", "accompanier"] }));
    journey.story.on(journey.world, "2026-11-20T09:00:00Z");
    journey.story.act(PARTNER_SHORT, "takes over: Netsterk may let go");
    let partner = journey.partner();
    journey.step(&partner, &json!({ "to": "taken_over" }));
    journey.story.on(journey.world, "2026-11-26T15:40:00Z");
    journey.story.act(PARTNER_SHORT, "closes the loop");
    let activity = "Afbetalingsplan met de verhuurder; de zitting is niet doorgegaan.";
    let partner = journey.partner();
    let path = format!("/v1/handovers/{}", journey.handover);
    let ended = json!({ "to": "completed", "outcome": "support_completed", "activity": activity });
    journey.step(&partner, &ended);
    journey.story.sees(&format!("“{activity}”"));
    let after = partner.get(&path).expect(200);
    assert!(after.json.get("family").is_none(), "the work is done, the name is closed");
    journey.story.act(PARTNER_SHORT, "does not see who the family is any more");
    let team = journey.team();
    let refused = team.step(&format!("{path}/transitions"), &after.etag(), &json!({ "to": "offered" })).expect(409);
    journey.story.act("Netsterk", "tries to offer it again: 409");
    journey.story.sees(refused.json["detail"].as_str().unwrap());
    let feed = partner.get("/v1/events?limit=200").expect(200).json;
    let kinds = feed["items"].as_array().unwrap().iter().map(|event| event["type"].clone()).collect();
    journey.story.act(PARTNER_SHORT, "finds it all in its feed");
    journey.story.sees(&list(&kinds).replace("be.netsterk.v1.", ""));
}
