//! H1: `kill -9` of the real program at random points under load. Every acknowledged write is there, nothing is half, no
//! letter goes out as two, and the target equals its recount.
//!
//! An ordinary run kills ten times on each database; `NETSTERK_TEST_KILLS=200` is the whole trial.

mod program;
mod promises;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use netsterk::store::error::StoreError;
use serde_json::json;

use crate::harness::dice::Dice;
use crate::harness::mail_server::{MailServer, Mood};
use crate::harness::{Backend, PARTNER, TEAM, World, on_both};
use crate::{half_states, scene};
use program::Program;
use promises::{Callers, ORGANIZATION, Promises, Writer};

/// Kills in an ordinary run.
const KILLS: u64 = 10;
/// Writers at work when the program is killed.
const WRITERS: usize = 4;

const NONE: [&str; 0] = [];

#[test]
fn h1_kill_9_under_load_loses_and_halves_nothing_on_sqlite() {
    trial(Backend::Sqlite);
}

#[test]
fn h1_kill_9_under_load_loses_and_halves_nothing_on_postgres() {
    trial(Backend::Postgres);
}

on_both!(h1_a_half_state_is_seen, |world: &World| {
    world.arranged_by_hand();
    let (team, partner) = (world.team(), scene::partner(world, "Sociaal Huis"));
    scene::offered(&team, &partner, "Peeters", "015 11 22 33");
    let db = &world.app.ctx.db;
    assert_eq!(half_states::found(db), NONE);
    let lose = |rows: &'static str| {
        let lost = |conn: &mut _| diesel::sql_query(rows).execute(conn).map_err(StoreError::from);
        db.write(lost).unwrap();
        half_states::found(db)
    };
    assert_eq!(lose("DELETE FROM outbox"), ["an offer without exactly one letter"]);
    assert_eq!(lose("UPDATE handovers SET version = 9").len(), 3);
    assert_eq!(lose("DELETE FROM events").len(), 4);
    assert_eq!(lose("DELETE FROM case_needs").len(), 5);
    assert_eq!(lose("UPDATE identities SET kind = 'asker'").len(), 6);
});

fn trial(backend: Backend) {
    let mail = MailServer::start(Mood::Kind);
    let Some(mut program) = Program::new(backend, mail.url()) else { return };
    program.run(&["migrate"]);
    program.run(&["map", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/src/demo/map")]);
    let team = program.client(&["--name", "team", "--scopes", TEAM]);
    let partner = program.client(&["--name", "partner", "--scopes", PARTNER, "--organization", ORGANIZATION]);
    let promises = Mutex::new(Promises::default());
    let mut in_hand = BTreeSet::new();
    let kills = std::env::var("NETSTERK_TEST_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    for round in 0..kills {
        let mut dice = Dice::new(round);
        if round % 5 == 4 {
            program.begin();
            std::thread::sleep(Duration::from_millis(dice.roll(80)));
            program.kill();
        }
        program.start();
        let callers = Callers { team: program.caller(&team), partner: program.caller(&partner) };
        if round == 0 {
            let path = format!("/v1/organizations/{ORGANIZATION}/agreement");
            callers.team.json("PUT", &path, &[], &crate::scene::agreement()).expect(201);
        }
        promises.lock().unwrap().ask_again(&callers);
        std::thread::scope(|scope| {
            for number in 0..WRITERS {
                let writer = Writer { callers: &callers, promises: &promises, name: format!("{round}-{number}") };
                scope.spawn(move || writer.work());
            }
            // The one place where time itself is what is tried: the moment of the kill.
            std::thread::sleep(Duration::from_millis(20 + dice.roll(1_600)));
            program.kill();
        });
        let db = program.database();
        assert_eq!(half_states::found(&db), NONE);
        in_hand.extend(half_states::letters_in_hand(&db));
    }
    program.start();
    let callers = Callers { team: program.caller(&team), partner: program.caller(&partner) };
    let mut promises = promises.into_inner().unwrap();
    promises.ask_again(&callers);
    everything_is_there(&callers, &promises);
    every_letter_once(&callers, &promises, &mail, &in_hand);
    assert_eq!(half_states::found(&program.database()), NONE);
    let said = program.run(&["recount"]);
    assert!(said.contains(": equal"), "{said}");
    let log = program.said();
    assert!(!log.contains("Proefgezin") && !log.contains("ERROR"), "{log}");
}

/// Every acknowledged case and handover, as it was acknowledged; and nothing beside them.
fn everything_is_there(callers: &Callers, promises: &Promises) {
    assert!(!promises.cases.is_empty() && !promises.handovers.is_empty(), "nobody wrote anything");
    assert_eq!(callers.team.get("/v1/cases?limit=1").expect(200).json["total"], promises.cases.len());
    for (id, number) in &promises.cases {
        assert_eq!(callers.team.get(&format!("/v1/cases/{id}")).expect(200).json["number"], number.as_str());
    }
    assert_eq!(callers.team.get("/v1/handovers?limit=1").expect(200).json["total"], promises.handovers.len());
    for (id, status) in &promises.handovers {
        assert_eq!(callers.team.get(&format!("/v1/handovers/{id}")).expect(200).json["status"], status.as_str());
    }
    let met = promises.handovers.values().filter(|status| ["introduced", "taken_over"].contains(&status.as_str()));
    let target = callers.team.get("/v1/targets").expect(200).json["items"][0]["id"].as_str().unwrap().to_owned();
    let target = callers.team.get(&format!("/v1/targets/{target}")).expect(200);
    assert_eq!(target.json["count"], met.count(), "the target counts who was introduced");
}

/// One message for each offer, to the one recipient. Only what the worker had in hand when it was killed may have been
/// handed to the mail server again, under the same Message-ID, by which a mail program knows it.
fn every_letter_once(callers: &Callers, promises: &Promises, mail: &MailServer, in_hand: &BTreeSet<String>) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while callers.team.get("/v1/outbox?state=waiting").expect(200).json["total"] != json!(0) {
        assert!(Instant::now() < deadline, "letters wait");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut by_subject: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for letter in mail.letters() {
        let id = letter.message_id.trim_start_matches('<').split('@').next().unwrap_or_default().to_owned();
        by_subject.entry((letter.to, letter.subject)).or_default().push(id);
    }
    let mut taken = BTreeSet::new();
    for ((to, subject), ids) in by_subject {
        let distinct: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(distinct.len(), 1, "{to} got “{subject}” as two messages: {ids:?}");
        assert!(ids.len() == 1 || in_hand.contains(&ids[0]), "{to} got “{subject}” {} times", ids.len());
        taken.extend(distinct);
    }
    // An offer that was answered before its letter left needs none any more: dropped, and said so.
    let mut settled = 0;
    for state in ["sent", "dropped", "gave_up"] {
        let rows = outbox(callers, state);
        settled += rows.len();
        match state {
            "sent" => assert!(!rows.is_empty() && rows.is_subset(&taken), "a letter is said to have left, and did not"),
            "dropped" => assert!(taken.intersection(&rows).all(|id| in_hand.contains(id)), "a letter left unsaid"),
            _ => assert!(rows.is_empty(), "given up: {rows:?}"),
        }
    }
    let offers = promises.handovers.values().filter(|status| *status != "draft").count();
    assert_eq!(settled, offers, "letters and offers");
}

/// Ids of all offers in a state; whoever answers for old entries of the map is asked, too.
fn outbox(callers: &Callers, state: &str) -> BTreeSet<String> {
    let (mut ids, mut next) = (BTreeSet::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page = callers.team.get(&format!("/v1/outbox?state={state}&limit=200{cursor}")).expect(200).json;
        let rows = page["items"].as_array().unwrap().iter().filter(|row| row["kind"] == "handover_offered");
        ids.extend(rows.map(|row| row["id"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(|cursor| format!("&after={cursor}"));
    }
    ids
}
