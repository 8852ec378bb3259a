//! The whole main job, over and over: from a question to a family that a partner has taken over and helped.

use serde_json::{Value, json};

use crate::client::Client;

/// What somebody phones about; every case takes one of these in turn.
const QUESTIONS: &[&str] = &[
    "Leerling komt al weken met een lege brooddoos en dezelfde trui.",
    "Mama zoekt een plek om Nederlands te oefenen, liefst overdag.",
    "Gezin kreeg een brief van de vrederechter over de huurachterstand.",
    "Jongen van 14 is vaak afwezig, papa zit in de gevangenis.",
    "Elektriciteit afgesloten, drie kinderen in huis.",
    "Kan niemand helpen met huiswerk, ouders begrijpen de taken niet.",
    "Zoekt een buddy voor een meisje in het derde middelbaar.",
    "Kleuter nog niet ingeschreven, gezin is pas aangekomen.",
];

/// Where handovers go: a service and the organisation behind it.
#[derive(Clone)]
pub struct Destination {
    /// The service that is offered to.
    pub service: String,
    /// Its organisation.
    pub organization: String,
}

/// The body of a new case.
pub fn question(number: usize) -> Value {
    json!({
        "channel": if number.is_multiple_of(3) { "mail" } else { "phone" },
        "question": QUESTIONS[number % QUESTIONS.len()],
        "postcode": if number.is_multiple_of(2) { "2800" } else { "2812" },
        "language": "nl",
        "children": [{ "age": 6 + number % 12 }],
        "needs": ["food"],
    })
}

/// Walks one family from the question to the end. `team` and `partner` each use their own connection and rights.
pub fn walk(team: &mut Client, partner: &mut Client, to: &Destination, number: usize) {
    let case = team.post("/v1/cases", &question(number)).expect(201).text("id");
    let family = json!({
        "name": format!("Proefgezin {number}"), "language": "nl", "postcode": "2800", "caseId": case,
        "phone": format!("+32 470 {:02} {:02} {:02}", number / 10_000 % 100, number / 100 % 100, number % 100),
        "members": [{ "role": "parent", "firstName": "An" }],
    });
    let family = team.post("/v1/families", &family).expect(201).text("id");
    let consent = json!({
        "givenBy": "parent", "form": "oral", "recipientOrganizationId": to.organization,
        "categories": ["contact", "needs", "children"],
    });
    let consent = team.post(&format!("/v1/families/{family}/consents"), &consent).expect(201).text("id");
    // All go to one service, whatever it is for.
    let draft = json!({
        "serviceId": to.service, "warm": true, "accompaniment": "netsterk", "consentId": consent, "overrideReason": "-",
    });
    let draft = team.post(&format!("/v1/cases/{case}/handovers"), &draft).expect(201);
    let path = format!("/v1/handovers/{}", draft.text("id"));
    let steps = format!("{path}/transitions");
    team.post_if(&steps, &json!({ "to": "offered" }), &draft.etag).expect(200);

    let mut seen = partner.get(&path).expect(200);
    for step in [
        json!({ "to": "accepted", "contact": { "name": "Bo Janssens", "phone": "+32 15 00 00 00" } }),
        json!({
            "to": "intro_planned",
            "introduction": { "at": "2026-12-01T09:00:00Z", "place": "school", "mode": "in_person" },
        }),
        json!({ "to": "introduced", "attended": ["family", "source", "partner"] }),
        json!({ "to": "taken_over" }),
        json!({ "to": "completed", "outcome": "support_completed", "activity": "gezinsbegeleiding" }),
    ] {
        // With accompaniment the accompanying side confirms the introduction: that is the team here.
        let by = if step["to"] == "introduced" { &mut *team } else { &mut *partner };
        seen = by.post_if(&steps, &step, &seen.etag).expect(200);
    }
}
