//! I2 and B4: "is this still right?", once per assurer and month; a link that a scanner cannot spend.

use super::stage::Stage;
use crate::editing::{history, organization};
use crate::harness::http::{Answer, Caller};
use crate::harness::{World, on_both};
use netsterk::usecases::outbox::{enqueue_freshness_now, preview_freshness};
use serde_json::json;

const FIRST: &str = "2026-12-01T06:00:00Z";

fn sent(stage: &Stage<'_>) -> usize {
    stage.worker().tick().unwrap().sent
}

/// A service that was last checked on a day.
fn checked(team: &Caller, organization: &str, name: &str, assurer: &str, on: &str) -> String {
    let body = json!({ "organizationId": organization, "name": name, "assurerEmail": assurer, "assuredDate": on });
    team.post("/v1/services", &body).expect(201).id()
}

/// Where the link in a letter leads.
fn link(text: &str) -> String {
    let at = text.find("/m/").unwrap_or_else(|| panic!("no link in {text}"));
    text[at..].split_whitespace().next().unwrap().to_owned()
}

fn press(world: &World, link: &str, entries: &[&str]) -> Answer {
    let body = entries.iter().map(|id| format!("entry={id}")).collect::<Vec<_>>().join("&");
    world.nobody().send("POST", link, &[("content-type", "application/x-www-form-urlencoded")], body.as_bytes())
}

on_both!(i2_once_per_assurer_and_month, |world: &World| {
    let stage = Stage::on(world);
    let team = world.team();
    let house = organization(&team, "Huis");
    checked(&team, &house, "Oud", "Els@huis.example", "2025-01-10");
    checked(&team, &house, "Ouder", "els@huis.example", "2024-01-10");
    checked(&team, &house, "Ook oud", "jan@huis.example", "2025-06-01");
    checked(&team, &house, "Vers", "mia@huis.example", "2026-06-01");
    // November's round is due already; nobody was asked yet.
    assert_eq!((sent(&stage), sent(&stage)), (2, 0));
    stage.set("2026-12-01T05:59:59Z");
    assert_eq!(sent(&stage), 0);
    stage.set(FIRST);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| stage.worker().tick().unwrap());
        }
    });
    let december = stage.post.letters().split_off(2);
    let mut to: Vec<&str> = december.iter().map(|letter| letter.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["els@huis.example", "jan@huis.example"]);
    let els = december.iter().find(|letter| letter.to.starts_with("els")).unwrap();
    assert_eq!(els.subject, "Klopt dit nog? 2 diensten in de sociale kaart");
    assert!(
        els.text.contains("- Oud, Huis: nagekeken op 10 januari 2025") && els.text.contains("- Ouder, Huis"),
        "{}",
        els.text
    );
    stage.set("2026-12-31T22:00:00Z");
    assert_eq!(sent(&stage), 0);
    // Down for half a year: once on recovery, for the month that runs.
    stage.set("2027-07-20T15:00:00Z");
    assert_eq!((sent(&stage), sent(&stage), stage.post.letters().len()), (3, 0, 7));
});

on_both!(what_was_never_checked_is_asked_about, |world: &World| {
    let stage = Stage::on(world);
    let team = world.team();
    let house = organization(&team, "Huis");
    let never = checked(&team, &house, "Nieuw", "els@huis.example", "2026-11-01");
    let path = format!("/v1/services/{never}");
    team.patch(&path, "\"1\"", &json!({ "assuredDate": null })).expect(200);
    assert_eq!(sent(&stage), 1);
    let letter = stage.post.letters()[0].clone();
    assert!(letter.text.contains("- Nieuw, Huis: nog nooit nagekeken"), "{}", letter.text);
    press(world, &link(&letter.text), &[&never]).expect(200);
    assert_eq!(team.get(&path).expect(200).json["assuredDate"], "2026-11-20");
});

on_both!(b4_a_scanner_spends_nothing_and_the_button_confirms_once, |world: &World| {
    let stage = Stage::on(world);
    let team = world.team();
    let house = organization(&team, "Huis <b>&amp; Co</b>");
    let one = checked(&team, &house, "<script>alert(1)</script> Onthaal\u{202e}", "els@huis.example", "2025-01-10");
    let two = checked(&team, &house, "Taalles", "els@huis.example", "2025-01-10");
    let foreign = checked(&team, &house, "Vreemd", "jan@huis.example", "2026-11-01");
    stage.set(FIRST);
    let team = world.team();
    assert_eq!(sent(&stage), 1);
    let letter = stage.post.letters()[0].clone();
    assert!(!letter.html.contains("<script>") && !letter.text.contains('\u{202e}'), "{}", letter.html);
    let (link, before) =
        (link(&letter.text), team.get(&format!("/v1/services/{one}")).expect(200).json["assuredDate"].clone());
    for _ in 0..3 {
        let page = world.nobody().get_with(&link, &[("accept-language", "en")]).expect(200);
        assert!(page.text.contains("Is this still right?") && page.text.contains("lang=\"en\""), "{}", page.text);
    }
    let page = world.nobody().get(&link).expect(200);
    assert!(page.text.contains("lang=\"nl-BE\"") && page.text.contains("<button type=\"submit\">Ja, dit klopt nog"));
    assert!(
        !page.text.contains("<script>") && page.text.contains("&#60;script&#62;")
            || page.text.contains("&lt;script&gt;")
    );
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(
        team.get(&format!("/v1/services/{one}")).expect(200).json["assuredDate"],
        before,
        "looking changes nothing"
    );

    let done = press(world, &link, &[&one, &foreign]).expect(200);
    assert!(done.text.contains("Dank u!") && done.text.contains("Taalles"), "{}", done.text);
    assert_eq!(team.get(&format!("/v1/services/{one}")).expect(200).json["assuredDate"], "2026-12-01");
    assert_eq!(team.get(&format!("/v1/services/{two}")).expect(200).json["assuredDate"], "2025-01-10");
    assert_eq!(team.get(&format!("/v1/services/{foreign}")).expect(200).json["assuredDate"], "2026-11-01");
    let told = history(&team, &format!("/v1/services/{one}"));
    assert_eq!((told[0].3.as_str(), told[0].4.as_str()), ("confirm", "link"));
    stage.set("2026-12-05T10:00:00Z");
    press(world, &link, &[&one]).expect(200);
    assert_eq!(history(&world.team(), &format!("/v1/services/{one}")).len(), told.len(), "used twice is harmless");
    assert!(press(world, &link, &[]).expect(200).text.contains("Dank u!"));

    // Who does not answer for it any more, confirms it no more.
    let team = world.team();
    let etag = team.get(&format!("/v1/services/{two}")).expect(200).etag();
    team.patch(&format!("/v1/services/{two}"), &etag, &json!({ "assurerEmail": "mia@huis.example" })).expect(200);
    assert!(!press(world, &link, &[&two]).expect(200).text.contains("Taalles"));
    assert_eq!(team.get(&format!("/v1/services/{two}")).expect(200).json["assuredDate"], "2025-01-10");

    stage.set("2027-02-01T10:00:00Z");
    assert!(world.nobody().get(&link).expect(410).text.contains("verlopen"));
    assert!(press(world, &link, &[&one]).expect(410).text.contains("begin volgende maand"));
    assert!(world.nobody().get("/m/verzonnen").expect(404).text.contains("kennen we niet"));
    press(world, "/m/verzonnen", &[&one]).expect(404);
});

on_both!(what_was_confirmed_meanwhile_is_not_asked, |world: &World| {
    let stage = Stage::on(world);
    let team = world.team();
    let house = organization(&team, "Huis");
    let one = checked(&team, &house, "Oud", "els@huis.example", "2025-01-10");
    assert_eq!(preview_freshness(&stage.app.ctx).unwrap().len(), 1);
    assert!(stage.outbox().is_empty(), "a dry run remembers nothing");
    assert_eq!(enqueue_freshness_now(&stage.app.ctx), Ok(1));
    assert_eq!(enqueue_freshness_now(&stage.app.ctx), Ok(0), "once a month, whoever asks");
    team.post(&format!("/v1/services/{one}/confirm"), &json!({})).expect(200);
    assert_eq!(sent(&stage), 0);
    let told = &stage.outbox()[0];
    assert_eq!(told.last_error.as_deref(), Some("there is nothing left to ask about"));
    let kept = stage.app.ctx.db.read(|conn| netsterk::store::freshness::find(conn, &told.about)).unwrap();
    assert!(kept.link.len() == 64 && kept.assurer == "els@huis.example");
});
