//! A report, never a timed test: the release binary on both databases, driven over HTTP, in a Markdown table.
//!
//! `cargo bench --bench http`. Takes about ten minutes. `NETSTERK_BENCH_CASES` sets how many cases the database is
//! filled with (100,000). PostgreSQL is a private cluster with its durable defaults, reached over a Unix socket.

#[path = "../support/cluster.rs"]
#[expect(dead_code, reason = "the tests also dump and restore")]
mod cluster;

#[expect(dead_code, reason = "the other benchmark edits services")]
mod client;
mod figures;
mod journey;
#[expect(dead_code, reason = "the other benchmark starts a second process")]
mod service;

use std::time::Duration;

use serde_json::json;

use crate::client::Client;
use crate::figures::{Figures, machine};
use crate::journey::Destination;
use crate::service::{Credentials, PROGRAM, Service};

/// Connections at once where it says "16 clients".
const CLIENTS: usize = 16;
/// Filling stops here, also when it has not reached its number.
const FILL_AT_MOST: Duration = Duration::from_secs(300);
/// What is measured, in the order of the report.
type Column = Vec<(&'static str, String)>;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sqlite = folder.path().join("sqlite");
    std::fs::create_dir(&sqlite).expect("a folder");
    let file = format!("sqlite://{}", sqlite.join("bench.sqlite3").display());
    let mut columns = vec![("SQLite", measure(Service::prepare(&sqlite, file)))];
    match cluster::Cluster::start(&[]) {
        Ok(cluster) => {
            let postgres = folder.path().join("postgres");
            std::fs::create_dir(&postgres).expect("a folder");
            columns.push(("PostgreSQL", measure(Service::prepare(&postgres, cluster.database("bench")))));
        }
        Err(why) => eprintln!("Without PostgreSQL: {why}."),
    }
    report(&columns);
}

fn measure(mut service: Service) -> Column {
    let team = service.team("benchmark");
    service.start();
    let destinations = destinations(&mut service.connection(&team, "map"));
    let partner = service.partner(&destinations[0].organization);

    eprintln!("filling …");
    let filled = fill(&service, &team);
    eprintln!("{filled} cases; measuring …");
    let mut column = vec![("cases in the database", filled.to_string())];
    column.push(("health (what the client itself can do), 16 clients", {
        Figures::of_reading(service.connections(&team, CLIENTS, "floor"), 3, |_| "/health/live".into()).all()
    }));
    column.push(("create a case, 16 clients", create(&service, &team).all()));
    column.push(("create a case, 1 client", {
        let one = service.connections(&team, 1, "single");
        Figures::take(one, |_, elapsed| elapsed.as_secs() < 5, post_case).all()
    }));
    column.extend(reads(&service, &team));
    let journeys = journeys(&service, &team, &partner, &destinations[0]);
    column.push(("whole journey (11 requests, 2 parties), 8 pairs", journeys.all()));
    column.push(("handovers in the database", journeys.runs().to_string()));
    for (label, who) in [("page of 50 handovers, team, 1 client", &team), ("… the same, partner", &partner)] {
        let page = |_| "/v1/handovers?limit=50".into();
        column.push((label, Figures::of_reading(service.connections(who, 1, "handovers"), 5, page).times()));
    }
    column.push(("memory after the load", format!("{:.0} MB", service.resident())));
    service.stop();
    let starts: Vec<Duration> = (0..5).map(|_| restart(&mut service)).collect();
    let start = starts.iter().min().copied().unwrap_or_default();
    column.push(("start to first 200, filled database (best of 5)", format!("{:.0} ms", start.as_secs_f64() * 1000.0)));
    std::thread::sleep(Duration::from_secs(2));
    column.push(("memory when idle", format!("{:.0} MB", service.resident())));
    column
}

fn restart(service: &mut Service) -> Duration {
    service.stop();
    service.start()
}

fn post_case(client: &mut Client, number: usize, run: usize) {
    client.post("/v1/cases", &journey::question(number * 7919 + run)).expect(201);
}

fn fill(service: &Service, team: &Credentials) -> usize {
    let wanted = std::env::var("NETSTERK_BENCH_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let each = wanted / CLIENTS;
    let clients = service.connections(team, CLIENTS, "fill");
    Figures::take(clients, |run, elapsed| run < each && elapsed < FILL_AT_MOST, post_case).runs()
}

fn create(service: &Service, team: &Credentials) -> Figures {
    Figures::take(service.connections(team, CLIENTS, "create"), |_, elapsed| elapsed.as_secs() < 10, post_case)
}

fn reads(service: &Service, team: &Credentials) -> Column {
    let some = service.connection(team, "some").get("/v1/cases?limit=200").expect(200).json();
    let ids: Vec<String> =
        some["items"].as_array().into_iter().flatten().filter_map(|case| case["id"].as_str().map(Into::into)).collect();
    let take = |clients: usize, name: &str, path: &(dyn Fn(usize) -> String + Sync)| {
        Figures::of_reading(service.connections(team, clients, name), 5, path).times()
    };
    let first = |_: usize| "/v1/cases?limit=50".to_owned();
    let filtered = |run: usize| format!("/v1/cases?limit=50&status=new&channel={}", ["mail", "phone"][run % 2]);
    let one = |run: usize| format!("/v1/cases/{}", ids[run % ids.len()]);
    let suggestions = |run: usize| format!("/v1/cases/{}/suggestions", ids[run % ids.len()]);
    vec![
        ("page of 50 cases, 1 client", take(1, "page", &first)),
        ("page of 50 cases, 16 clients", take(CLIENTS, "pages", &first)),
        ("page of 50 cases with two filters, 1 client", take(1, "filter", &filtered)),
        ("read one case, 1 client", take(1, "one", &one)),
        ("read one case, 16 clients", take(CLIENTS, "ones", &one)),
        ("suggestions for a case, 1 client", take(1, "suggest", &suggestions)),
    ]
}

fn journeys(service: &Service, team: &Credentials, partner: &Credentials, to: &Destination) -> Figures {
    let pairs: Vec<(Client, Client)> =
        service.connections(team, 8, "team").into_iter().zip(service.connections(partner, 8, "partner")).collect();
    Figures::take(
        pairs,
        |_, elapsed| elapsed.as_secs() < 15,
        |(team, partner), number, run| journey::walk(team, partner, to, number * 10_000 + run),
    )
}

/// Services that may be offered to: one whose places nobody counts, after its organisation's agreement is recorded.
fn destinations(team: &mut Client) -> Vec<Destination> {
    let found = team.get("/v1/services?limit=200").expect(200).json();
    let services = found["items"].as_array().map_or(&[][..], Vec::as_slice);
    let endless =
        |service: &&serde_json::Value| service["status"] == "active" && service["capacity"]["places"].is_null();
    let first = services.iter().find(endless).expect("a service with room");
    let text = |name: &str| first[name].as_str().unwrap_or_default().to_owned();
    let to = Destination { service: text("id"), organization: text("organizationId") };
    let path = format!("/v1/organizations/{}/agreement", to.organization);
    let etag = team.get(&path).etag;
    let agreement = json!({
        "reference": "BENCH-1", "signedOn": "2026-09-01", "dataProtectionContact": "dpo@partner.example",
    });
    let stored = team.put(&path, &agreement, &etag).status;
    assert!((200..300).contains(&stored), "an agreement can be recorded");
    vec![to]
}

fn report(columns: &[(&str, Column)]) {
    let size = std::fs::metadata(PROGRAM).map_or(0.0, |file| file.len() as f64 / 1_048_576.0);
    println!("\n{}\n", machine());
    println!("| | {} |", columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" | "));
    println!("|---|{}", "---|".repeat(columns.len()));
    for (row, (label, _)) in columns[0].1.iter().enumerate() {
        let cells: Vec<&str> = columns.iter().map(|(_, column)| column[row].1.as_str()).collect();
        println!("| {label} | {} |", cells.join(" | "));
    }
    println!("| size of the binary | {size:.0} MB |{}", " |".repeat(columns.len() - 1));
}
