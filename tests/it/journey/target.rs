//! One of the three hundred: counted, explained, and told on Monday.

use serde_json::json;

use super::Journey;

/// The family counts from the introduction on, and it can be explained why.
pub fn one_of_the_three_hundred(journey: &mut Journey<'_>) {
    journey.story.part("The target");
    journey.story.on(journey.world, "2026-11-27T10:00:00Z");
    let team = journey.team();
    // The worker makes the target of the school year; nothing is due.
    assert_eq!(journey.post_goes(), 0);
    let target = team.get("/v1/targets").expect(200).json["items"][0]["id"].as_str().unwrap().to_owned();
    journey.story.name(&target, "target");
    let path = format!("/v1/targets/{target}");
    let seen = team.get(&path).expect(200).json;
    journey.story.act("Netsterk", &format!("reads “{}”", seen["name"].as_str().unwrap()));
    journey.story.sees(&format!("{} of {} families, {} children", seen["count"], seen["goal"], seen["children"]));
    journey.story.sees(&format!("funnel: {}", seen["funnel"]));
    for day in ["2026-11-18", "2026-11-19"] {
        let then = team.get(&format!("{path}?asOf={day}")).expect(200).json;
        journey.story.sees(&format!("as of {day}: {}", then["count"]));
    }
    let counted = team.get(&format!("{path}/families")).expect(200).json;
    assert_eq!(counted["items"].as_array().map(Vec::len), Some(1));
    let why = &counted["items"][0];
    let text = |field: &str| why[field].as_str().unwrap();
    journey.story.act("Netsterk", "asks which");
    let because = format!("{} on {}, case {}", text("event"), text("date"), text("caseNumber"));
    journey.story.sees(&format!("{}: {because}", text("reference")));
    let recount = netsterk::usecases::target::recount(&journey.world.app.ctx).unwrap();
    assert!(recount.is_equal(), "{recount:?}");
    journey.story.act("Netsterk", "counts again from the histories: equal");
}

/// Monday at seven, not a minute before: one letter each, with fewer numbers for who is not of the team.
pub fn the_weekly_mail(journey: &mut Journey<'_>) {
    let team = journey.team();
    journey.world.worker("an");
    for reader in ["an@netsterk.example", "schepen@mechelen.example"] {
        let made = team.post("/v1/subscriptions", &json!({ "email": reader, "language": "nl" })).expect(201);
        assert_eq!(made.json["email"], reader);
        journey.story.act(reader.split('@').next().unwrap_or_default(), "subscribes to the weekly mail");
    }
    journey.story.on(journey.world, "2026-11-30T05:59:59Z");
    journey.story.act("Mail", &format!("{} letters", journey.post_goes()));
    journey.story.on(journey.world, "2026-11-30T06:00:00Z");
    journey.story.act("Mail", &format!("{} letters", journey.post_goes()));
    for letter in journey.mail.letters().iter().skip(1) {
        journey.story.sees(&format!("“{}” to {}", letter.subject, letter.to));
    }
    assert_eq!(journey.post_goes(), 0, "once is enough");
}
