//! The phone rings, the needs are read from the words, and services are weighed.

use serde_json::{Value, json};

use super::{Journey, PARTNER, list};

/// A case without a name; the needs are proposed with the words that pointed to them, and a worker confirms.
pub fn a_school_phones(journey: &mut Journey<'_>) {
    journey.story.part("A school phones");
    journey.story.on(journey.world, "2026-11-16T09:05:00Z");
    let question = "Gezin kreeg een brief van de vrederechter over de huurachterstand en vreest op straat te staan. \
                    Dochter komt met een lege brooddoos.";
    journey.story.act("Zorgcoördinator", &format!("phones: “{question}”"));
    let body = json!({ "channel": "phone", "question": question, "postcode": "2800", "language": "nl",
        "urgency": "soon", "asker": { "role": "zorgcoördinator" }, "children": [{ "age": 9 }] });
    let team = journey.team();
    let case = team.post("/v1/cases", &body).expect(201);
    journey.case = case.id();
    journey.story.name(&case.id(), "case");
    journey.story.act("Netsterk", "opens a case; no name is needed");
    journey.story.sees(&format!(
        "→ {}, {}",
        case.json["number"].as_str().unwrap(),
        case.json["status"].as_str().unwrap()
    ));
    for need in case.json["proposedNeeds"].as_array().unwrap() {
        let because = need["because"].as_array().unwrap().iter().map(|word| format!("“{}”", word.as_str().unwrap()));
        let because = because.collect::<Vec<_>>().join(", ");
        journey.story.sees(&format!("proposed: {} because of {because}", need["code"].as_str().unwrap()));
    }
    let change = json!({ "needs": ["eviction", "food"] });
    let case = team.patch(&format!("/v1/cases/{}", journey.case), &case.etag(), &change).expect(200);
    journey.story.act("Netsterk", "confirms what is right");
    journey.story.sees(&format!("→ needs: {}", list(&case.json["needs"])));
}

/// Ranked services, each with its reasons; near misses with why not.
pub fn thinking_along(journey: &mut Journey<'_>) {
    let found = journey.team().get(&format!("/v1/cases/{}/suggestions", journey.case)).expect(200).json;
    let items = found["items"].as_array().unwrap();
    journey.story.act("Netsterk", &format!("thinks along: {} services fit; the first three", items.len()));
    for (place, item) in items.iter().take(3).enumerate() {
        journey.story.sees(&format!("{}. {}", place + 1, called(item)));
        for reason in item["reasons"].as_array().unwrap() {
            let sign = match reason["verdict"].as_str() {
                Some("plus") => '+',
                Some("minus") => '−',
                _ => '·',
            };
            journey.story.sees(&format!("   {sign} {}", reason["text"].as_str().unwrap()));
        }
    }
    let excluded = found["excluded"].as_array().unwrap();
    assert!(!excluded.is_empty(), "a near miss is named");
    journey.story.act("", "near misses, with why not");
    for item in excluded.iter().take(4) {
        journey.story.sees(&format!("✗ {}: {}", called(item), item["reasons"][0]["text"].as_str().unwrap()));
    }
    let chosen = items.iter().find(|item| item["service"]["organizationName"] == PARTNER);
    let chosen = chosen.unwrap_or_else(|| panic!("{PARTNER} is suggested"));
    journey.service = chosen["service"]["id"].as_str().unwrap().to_owned();
    journey.story.act("Netsterk", &format!("chooses {}", called(chosen)));
}

fn called(item: &Value) -> String {
    let service = &item["service"];
    format!("{} ({})", service["name"].as_str().unwrap(), service["organizationName"].as_str().unwrap())
}
