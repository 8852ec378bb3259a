//! A school reports, a rule finds, a person confirms, the alert point reads on from where it was.

use serde_json::json;

use super::Journey;

/// From totals of half days to an alert in treatment.
pub fn from_absence_to_alert(journey: &mut Journey<'_>) {
    journey.story.part("The alert point");
    journey.story.on(journey.world, "2026-11-30T08:20:00Z");
    let cmp = journey.world.alert_point();
    let so_far = cmp.get("/v1/events").expect(200).json;
    journey.story.act("Alert point", &format!("reads its feed to the end: {} events", so_far["total"]));
    let cursor = so_far["next"].as_str().unwrap().to_owned();
    let team = journey.team();
    let half_days = json!({ "B": 31, "Z": 4 });
    journey.story.act("School", &format!("reports the half days of pupil 7f3a-2291: {half_days}"));
    let body =
        json!({ "schoolId": "ba-stassart", "pupilRef": "7f3a-2291", "asOf": "2026-11-27", "halfDays": half_days });
    let reported = team.post("/v1/signals", &body).expect(201);
    let signals = reported.json["signals"].as_array().unwrap();
    for signal in signals {
        let text = |field: &str| signal[field].as_str().unwrap();
        let rule = signal["ruleText"]["nl"].as_str().unwrap();
        journey.story.sees(&format!("{:<9} {:<14} {rule}", text("state"), text("rule")));
    }
    let signal = signals.iter().find(|signal| signal["rule"] == "absence-30").unwrap();
    let path = format!("/v1/signals/{}", signal["id"].as_str().unwrap());
    let before = team.get(&path).expect(200);
    let confirmed =
        team.step(&format!("{path}/transitions"), &before.etag(), &json!({ "to": "confirmed" })).expect(200);
    let alert = confirmed.json["alertId"].as_str().unwrap().to_owned();
    journey.story.name(&alert, "alert");
    journey.story.act("Netsterk", "confirms absence-30: a person decides that it leaves");

    let news = cmp.get(&format!("/v1/events?after={cursor}")).expect(200).json;
    journey.story.act("Alert point", "reads on from its cursor");
    for event in news["items"].as_array().unwrap() {
        let text = |field: &str| event[field].as_str().unwrap();
        journey.story.sees(&format!("{} {} {}", text("type"), text("dataref"), event["data"]));
    }
    let path = format!("/v1/alerts/{alert}");
    let seen = cmp.get(&path).expect(200);
    journey.story.act("Alert point", "opens it: evidence and a reference, no name");
    journey.story.sees(&format!("{}: {}", seen.json["pupilRef"].as_str().unwrap(), seen.json["evidence"]));
    let mut etag = seen.etag();
    for to in ["acknowledged", "in_treatment"] {
        let after = cmp.step(&format!("{path}/transitions"), &etag, &json!({ "to": to })).expect(200);
        etag = after.etag();
        journey.story.act("Alert point", &format!("→ {}", after.json["state"].as_str().unwrap()));
    }
    let shown = team.get(&path).expect(200).json["state"].clone();
    journey.story.act("Netsterk", &format!("sees that it is {}", shown.as_str().unwrap()));
}
