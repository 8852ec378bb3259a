//! G4: sixty-four write, two read page by page, a backup runs. Nobody hears "database is locked", nothing is lost, and
//! every backup holds what was acknowledged before it began.
//!
//! An ordinary run takes four seconds on each database; `NETSTERK_TEST_STORM_SECONDS=60` is the whole trial.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use netsterk::config::{Config, Secret};
use netsterk::store::conn::Location;
use netsterk::store::db::Db;
use netsterk::store::error::StoreError;
use netsterk::store::schema::cases;

use crate::half_states;
use crate::harness::http::Caller;
use crate::harness::{World, on_both, phone_case, postgres};

const WRITERS: usize = 64;
const SECONDS: u64 = 4;

on_both!(g4_sixty_four_write_while_others_read_and_a_backup_runs, |world: &World| {
    let seconds = std::env::var("NETSTERK_TEST_STORM_SECONDS").map_or(SECONDS, |text| text.parse().unwrap());
    let (end, over) = (Instant::now() + Duration::from_secs(seconds), AtomicBool::new(false));
    let (acknowledged, team) = (Mutex::new(BTreeSet::new()), world.team());
    let (walks, backups) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                scope.spawn(|| {
                    while Instant::now() < end {
                        let id = team.post("/v1/cases", &phone_case()).expect(201).id();
                        acknowledged.lock().unwrap().insert(id);
                    }
                })
            })
            .collect();
        let readers: Vec<_> = ["/v1/cases?limit=50", "/v1/events?limit=50"]
            .map(|path| scope.spawn(|| read_over_and_over(&team, path, &acknowledged, &over)))
            .into();
        let backup = scope.spawn(|| back_up_over_and_over(world, &acknowledged, &over));
        let broken = writers.into_iter().filter_map(|writer| writer.join().err()).count();
        over.store(true, Ordering::SeqCst);
        let walks: Vec<usize> = readers.into_iter().map(|reader| reader.join().unwrap()).collect();
        assert_eq!(broken, 0, "writers that were refused");
        (walks, backup.join().unwrap())
    });
    assert!(walks.iter().all(|walks| *walks > 0) && backups > 0, "{walks:?} walks, {backups} backups");
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= WRITERS);
    assert_eq!(ids(&world.app.ctx.db), acknowledged);
    assert_eq!(half_states::found(&world.app.ctx.db), [""; 0]);
    assert_eq!(world.team().get("/v1/events?limit=1").expect(200).json["total"], acknowledged.len());
});

/// Walks a list from beginning to end until it is over, once more after that; answers how often. A walk meets everything
/// that was acknowledged before it began, and nothing twice.
fn read_over_and_over(team: &Caller, path: &str, acknowledged: &Mutex<BTreeSet<String>>, over: &AtomicBool) -> usize {
    for walks in 1.. {
        let last = over.load(Ordering::SeqCst);
        let expected = acknowledged.lock().unwrap().clone();
        let mut seen = BTreeSet::new();
        let mut next = Some(String::new());
        while let Some(cursor) = next {
            let page = team.get(&format!("{path}{cursor}")).expect(200).json;
            let items = page["items"].as_array().unwrap();
            for item in items {
                let id = item["subject"].as_str().or(item["id"].as_str()).unwrap().to_owned();
                assert!(seen.insert(id), "twice in one walk: {item}");
            }
            // The feed has no end: it is left where it has nothing more to say, or has said enough for one walk.
            let goes_on = !items.is_empty() && (path.starts_with("/v1/cases") || !seen.is_superset(&expected));
            next = page["next"].as_str().filter(|_| goes_on).map(|cursor| format!("&after={cursor}"));
        }
        assert!(
            seen.is_superset(&expected),
            "{} of {} are missing",
            expected.difference(&seen).count(),
            expected.len()
        );
        if last {
            return walks;
        }
    }
    0
}

/// Takes backups until it is over; answers how many. Each opens, holds what was acknowledged before it, and is whole.
fn back_up_over_and_over(world: &World, acknowledged: &Mutex<BTreeSet<String>>, over: &AtomicBool) -> usize {
    let mut taken = 0;
    while taken == 0 || !over.load(Ordering::SeqCst) {
        let expected = acknowledged.lock().unwrap().clone();
        let folder = tempfile::tempdir().unwrap();
        let backup = opened(&back_up(world, &folder.path().join("backup")));
        let held = ids(&backup);
        assert!(
            held.is_superset(&expected),
            "{} of {} are missing",
            expected.difference(&held).count(),
            expected.len()
        );
        assert_eq!(half_states::found(&backup), [""; 0]);
        taken += 1;
    }
    taken
}

/// A backup as an operator takes it; answers the address of the copy.
fn back_up(world: &World, file: &std::path::Path) -> String {
    match world.app.ctx.db.location() {
        Location::Sqlite(path) => {
            let mut own = SqliteConnection::establish(path).unwrap();
            diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut own).unwrap();
            diesel::sql_query(format!("VACUUM INTO '{}'", file.display())).execute(&mut own).unwrap();
            file.display().to_string()
        }
        Location::Postgres(url) => {
            postgres::dump(url, file);
            postgres::restore(file)
        }
    }
}

fn opened(url: &str) -> Db {
    netsterk::app::open_database(&Config { database_url: Secret(url.to_owned()), ..Config::default() }).unwrap()
}

fn ids(db: &Db) -> BTreeSet<String> {
    let found = db.read(|conn| cases::table.select(cases::id).load::<String>(conn).map_err(StoreError::from));
    found.unwrap().into_iter().collect()
}
