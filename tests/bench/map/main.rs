//! A report, never a timed test: the release binary with a social map of 20,000 services, on both databases.
//!
//! `cargo bench --bench map`. Takes about two minutes. `cargo bench --bench map -- FOLDER` only writes the map.

#[path = "../client.rs"]
#[expect(dead_code, reason = "the other benchmark writes more")]
mod client;
#[path = "../../support/cluster.rs"]
#[expect(dead_code, reason = "the tests also dump and restore")]
mod cluster;
#[path = "../figures.rs"]
#[expect(dead_code, reason = "the other benchmark reports more")]
mod figures;
mod flanders;
#[path = "../service.rs"]
#[expect(dead_code, reason = "the other benchmark has partners")]
mod service;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;
use crate::figures::{Figures, machine};
use crate::service::{Credentials, Service};

/// What is measured, in the order of the report.
type Column = Vec<(&'static str, String)>;

const QUESTIONS: &[&str] = &[
    "Leerling komt al weken met een lege brooddoos en dezelfde trui.",
    "Mama zoekt een plek om Nederlands te oefenen, liefst overdag.",
    "Gezin kreeg een brief van de vrederechter over de huurachterstand, ze durven de post niet meer open te doen.",
    "Jongen van 14 is vaak afwezig, papa zit in de gevangenis en thuis is er veel ruzie.",
    "Elektriciteit afgesloten, drie kinderen in huis, het is er ijskoud en er hangt schimmel aan de muur.",
    "Kan niemand helpen met huiswerk, ouders begrijpen de taken niet.",
    "Zoekt een buddy voor een meisje in het derde middelbaar.",
    "Kleuter nog niet ingeschreven, gezin is pas aangekomen en spreekt enkel Pashto.",
];

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    if let Some(target) = std::env::args().nth(1).filter(|argument| !argument.starts_with("--")) {
        std::fs::create_dir_all(&target).expect("a folder");
        flanders::write(Path::new(&target));
        return;
    }
    let map = folder.path().join("map");
    std::fs::create_dir(&map).expect("a folder");
    let postcodes = flanders::write(&map);
    let sqlite = folder.path().join("sqlite");
    std::fs::create_dir(&sqlite).expect("a folder");
    let file = format!("sqlite://{}", sqlite.join("bench.sqlite3").display());
    let mut columns = vec![("SQLite", measure(Service::empty(&sqlite, file), &map, &postcodes))];
    match cluster::Cluster::start(&[]) {
        Ok(cluster) => {
            let postgres = folder.path().join("postgres");
            std::fs::create_dir(&postgres).expect("a folder");
            let service = Service::empty(&postgres, cluster.database("bench"));
            columns.push(("PostgreSQL", measure(service, &map, &postcodes)));
        }
        Err(why) => eprintln!("Without PostgreSQL: {why}."),
    }
    report(&columns);
}

fn measure(mut service: Service, map: &Path, postcodes: &[String]) -> Column {
    let seconds = |took: Duration| format!("{:.1} s", took.as_secs_f64());
    let mut column = Column::new();
    column.push(("import", seconds(timed(|| service.import(map)).1)));
    eprintln!("imported; measuring …");
    column.push(("the same import again", seconds(timed(|| service.import(map)).1)));
    let team = service.team("benchmark");
    let start = service.start();
    let ask = |client: &mut Client, number: usize| client.post("/v1/suggestions", &question(number, postcodes));
    let first = timed(|| ask(&mut service.connection(&team, "first"), 0).expect(200)).1;
    column.push(("start to the first answer", seconds(start)));
    column.push(("start to the first suggestion", seconds(start + first)));
    column.push(("memory after it", format!("{:.0} MB", service.resident())));
    let asked = |clients: usize, name: &str, elsewhere: bool| {
        let until = |_: usize, elapsed: Duration| elapsed < Duration::from_secs(10);
        Figures::take(service.connections(&team, clients, name), until, |client, number, run| {
            let postcodes = if elsewhere { &[][..] } else { postcodes };
            client.post("/v1/suggestions", &question(number * 7919 + run, postcodes)).expect(200);
        })
    };
    column.push(("suggestions, 1 client", asked(1, "one", false).times()));
    column.push(("suggestions without a postcode, 1 client", asked(1, "anywhere", true).times()));
    let eight = asked(8, "eight", false);
    column.push(("suggestions, 8 clients", format!("{}, {}", eight.rate(), eight.times())));
    column.push(("memory after the load", format!("{:.0} MB", service.resident())));
    edits(&service, &team, postcodes, &mut column);
    column
}

/// Services are edited on one process; how soon another one finds them, and what those notice who ask it meanwhile.
fn edits(service: &Service, team: &Credentials, postcodes: &[String], column: &mut Column) {
    let mut other = service.replica();
    other.start();
    let mut editor = service.connection(team, "editor");
    let mut reader = other.connection(team, "reader");
    reader.post("/v1/suggestions", &question(0, postcodes)).expect(200);
    let page = editor.get("/v1/services?limit=20").expect(200).json();
    let ids: Vec<String> = page["items"]
        .as_array()
        .expect("services")
        .iter()
        .map(|item| item["id"].to_string().replace('"', ""))
        .collect();
    let over = AtomicBool::new(false);
    let (seen, asked) = std::thread::scope(|scope| {
        let until = |_: usize, _: Duration| !over.load(Ordering::Relaxed);
        let asker = other.connections(team, 1, "asker");
        let asked = scope.spawn(move || {
            Figures::take(asker, until, |client, number, run| {
                client.post("/v1/suggestions", &question(number + run, postcodes)).expect(200);
            })
        });
        let once = |clients: &mut (Client, Client), _: usize, run: usize| {
            let (editor, reader) = clients;
            let path = format!("/v1/services/{}", ids[run]);
            let etag = editor.get(&path).expect(200).etag;
            let word = format!("zxq{run}w");
            editor.patch(&path, &json!({ "description": word }), &etag).expect(200);
            while reader.get(&format!("/v1/services?q={word}")).expect(200).json()["total"] != 1 {
                std::thread::sleep(Duration::from_millis(2));
            }
        };
        let seen = Figures::take(vec![(editor, reader)], |done, _| done < ids.len(), once);
        over.store(true, Ordering::Relaxed);
        (seen, asked.join().expect("nobody was refused"))
    });
    column.push(("an edit, until another process finds its words", seen.times()));
    column.push(("suggestions there meanwhile, 1 client", asked.times()));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = work();
    (done, begin.elapsed())
}

fn question(number: usize, postcodes: &[String]) -> Value {
    let mut question = json!({ "question": QUESTIONS[number % QUESTIONS.len()], "pupilAge": 6 + number % 12 });
    if !postcodes.is_empty() {
        question["postcode"] = json!(postcodes[number % postcodes.len()]);
    }
    question
}

fn report(columns: &[(&str, Column)]) {
    println!("\n{}; {} services\n", machine(), flanders::SERVICES);
    println!("| | {} |", columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" | "));
    println!("|---|{}", "---|".repeat(columns.len()));
    for (row, (label, _)) in columns[0].1.iter().enumerate() {
        let cells: Vec<&str> = columns.iter().map(|(_, column)| column[row].1.as_str()).collect();
        println!("| {label} | {} |", cells.join(" | "));
    }
}
