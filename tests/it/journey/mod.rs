//! The whole main job, told as one story: a school phones, a family is carried over the bridge, the target counts it, the
//! weekly mail says so, and a signal becomes an alert. The snapshot is meant to be read.

mod alert_point;
mod bridge;
mod question;
mod story;
mod target;

use std::time::Duration;

use serde_json::Value;

use crate::harness::http::{Answer, Caller};
use crate::harness::mail_server::{MailServer, Mood};
use crate::harness::{World, on_both};
use crate::map::{bring, demo_files};
use story::Story;

/// The partner of this story; the map of the demonstration knows it under this id.
const PARTNER: &str = "Sociaal Huis Mechelen";
const PARTNER_ID: &str = "b7c0b8ea-edef-501c-8ccd-bff8ae655b3a";

/// What may stand in no letter, timeline, feed or ledger.
const FAMILY: [&str; 5] = ["Vandenproef", "+32 470 00 00 12", "Voorbeeldstraat", "Leen", "Noor"];

/// A journey under way.
struct Journey<'w> {
    world: &'w World,
    mail: MailServer,
    story: Story,
    case: String,
    family: String,
    service: String,
    handover: String,
}

on_both!(the_whole_journey, |world: &World| {
    bring(world, &demo_files());
    // Who answers for old entries of the map was asked before the story begins.
    let ctx = &world.app.ctx;
    ctx.db.write(|conn| netsterk::store::freshness::take_month(conn, "2026-11", ctx.now())).unwrap();
    let agreement = format!("/v1/organizations/{PARTNER_ID}/agreement");
    world.team().json("PUT", &agreement, &[], &crate::scene::agreement()).expect(201);
    let (mail, story) = (MailServer::start(Mood::Kind), Story::default());
    let nothing = String::new;
    let mut journey =
        Journey { world, mail, story, case: nothing(), family: nothing(), service: nothing(), handover: nothing() };
    question::a_school_phones(&mut journey);
    question::thinking_along(&mut journey);
    bridge::the_family_agrees(&mut journey);
    bridge::the_offer_leaves(&mut journey);
    bridge::the_partner_says_yes(&mut journey);
    bridge::they_meet_and_it_takes_over(&mut journey);
    target::one_of_the_three_hundred(&mut journey);
    target::the_weekly_mail(&mut journey);
    alert_point::from_absence_to_alert(&mut journey);
    journey.what_stays();
    insta::assert_snapshot!("the_whole_journey", journey.story.told(&world.base));
});

impl Journey<'_> {
    /// A fresh token each time: ten minutes are short in a story of two weeks.
    fn team(&self) -> Caller {
        self.world.team()
    }

    fn partner(&self) -> Caller {
        self.world.partner("sociaal-huis", PARTNER_ID)
    }

    /// Takes a step with the handover, on the version that was just read.
    fn step(&mut self, caller: &Caller, body: &Value) -> Answer {
        let path = format!("/v1/handovers/{}", self.handover);
        let before = caller.get_with(&path, &[("x-purpose", "overdracht opvolgen")]).expect(200);
        let after = caller.step(&format!("{path}/transitions"), &before.etag(), body).expect(200);
        let to = list(&after.json["allowedTransitions"]);
        let word = |field: &str| after.json[field].as_str().unwrap_or_default().to_owned();
        let next = if to.is_empty() { "nothing can follow".to_owned() } else { format!("next: {to}") };
        self.story.sees(&format!("→ {}, accountable: {}; {next}", word("status"), word("owner")));
        after
    }

    /// The letters that are due leave; answers how many.
    fn post_goes(&self) -> usize {
        self.world.smtp_worker(&self.mail.url(), Duration::from_secs(10)).tick().unwrap().sent
    }

    /// What is left at the end: the timeline, who opened the identity, the mailbox. None of it names the family.
    fn what_stays(&mut self) {
        let team = self.team();
        let timeline = team.get(&format!("/v1/cases/{}/timeline", self.case)).expect(200);
        self.story.part("The timeline of the case");
        for entry in timeline.json["items"].as_array().unwrap() {
            self.story.row(&told(entry));
        }
        let opened = team.get(&format!("/v1/audit?subject={}&limit=200", self.family)).expect(200);
        self.story.part("Who opened the identity of the family, newest first");
        for line in opened.json["items"].as_array().unwrap() {
            let text = |field: &str| line[field].as_str().unwrap_or_default();
            self.story.row(&format!("{}  {:<13} {}", story::short(text("at")), text("actor"), text("purpose")));
        }
        self.story.part("The mailbox");
        let letters = self.mail.letters();
        letters.iter().for_each(|letter| self.story.letter(letter));
        let everything = format!("{}{}{:?}", timeline.text, opened.text, self.mail.taken());
        for name in FAMILY {
            assert!(!everything.contains(name), "{name} stands in {everything}");
        }
    }
}

/// One line of the timeline.
fn told(entry: &Value) -> String {
    let text = |field: &str| entry[field].as_str().unwrap_or_default();
    let change = match (text("from"), text("to")) {
        ("", to) => to.to_owned(),
        (from, to) => format!("{from} → {to}"),
    };
    let line = format!("{:<20} {:<28} by {} ({})", text("kind"), change, text("actor"), text("actorRole"));
    format!("{}  {}", story::short(text("at")), line)
}

/// Texts of a JSON list, with commas between them.
fn list(value: &Value) -> String {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
        .collect::<Vec<_>>()
        .join(", ")
}
