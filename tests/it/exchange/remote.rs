//! Another directory's API: pulled page by page when it is right, refused whole when it is slow to end, wrong or elsewhere.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use netsterk::cli::map::remote::pull;
use netsterk::usecases::map::import::import_from;
use serde_json::{Value, json};

use super::{generate, services, sorted};
use crate::harness::{Backend, World, on_both};
use crate::map::{bring, demo_files};

/// What a server answers: status, further head lines, body.
type Answer = (u16, String, String);

/// A server that answers each request with what `answers` says, and how often it was asked.
fn server(answers: impl Fn(&str) -> Answer + Send + Sync + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, answers) = (asked.clone(), Arc::new(answers));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (count, answers) = (count.clone(), answers.clone());
            std::thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let first = lines.next().unwrap_or_else(|| Ok(String::new())).unwrap_or_default();
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                count.fetch_add(1, Ordering::Relaxed);
                let path = first.split(' ').nth(1).unwrap_or_default();
                let (status, head, body) = answers(path);
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status} X\r\n{head}content-length: {length}\r\nconnection: close\r\n\r\n");
                // Whoever has heard enough hangs up.
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
            });
        }
    });
    (base, asked)
}

fn number(path: &str) -> u64 {
    let number = path.split(['?', '&']).find_map(|part| part.strip_prefix("page="));
    number.and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn service(at: u64) -> Value {
    let id = |kind: u64| format!("0000000{kind}-0000-4000-8000-{at:012}");
    json!({ "id": id(1), "name": format!("Dienst {at}"), "status": "active", "phones": [],
            "organization": { "id": id(2), "name": "Huis", "description": "x" } })
}

/// A page of one service, of so many.
fn page(number: u64, of: u64) -> Value {
    json!({ "total_items": of, "total_pages": of, "page_number": number, "size": 1, "first_page": number == 1,
            "last_page": number >= of, "empty": false, "contents": [service(number)] })
}

fn ok(value: &Value) -> Answer {
    (200, String::new(), value.to_string())
}

#[track_caller]
fn refused(answers: impl Fn(&str) -> Answer + Send + Sync + 'static, reason: &str) -> usize {
    let (base, asked) = server(answers);
    let faults = pull(&base, |_, _| {}).unwrap_err();
    assert!(faults[0].reason.contains(reason), "{reason}: {faults:?}");
    asked.load(Ordering::Relaxed)
}

on_both!(a_map_is_pulled_from_another_instance, |world: &World| {
    bring(world, &demo_files());
    let Some(other) = World::new(Backend::Sqlite) else { return };
    let pulled = pull(&format!("{}/hsds", world.base), |_, _| {}).unwrap();
    assert!(pulled.left_out.is_empty(), "{:?}", pulled.left_out);
    let first = import_from(&other.app.ctx, "mechelen", &pulled.package, |_, _| {}).unwrap();
    let total = world.nobody().get("/hsds/services").expect(200).json["total_items"].as_u64().unwrap();
    assert_eq!(first.services.new as u64, total);
    let again = import_from(&other.app.ctx, "mechelen", &pulled.package, |_, _| {}).unwrap();
    assert!(!again.changes());
    // What both show is the same.
    for page in 1..=total.div_ceil(20) {
        let path = format!("/hsds/services?full=true&per_page=20&page={page}");
        let (one, two) = (world.nobody().get(&path).expect(200), other.nobody().get(&path).expect(200));
        assert_eq!(sorted(one.json), sorted(two.json));
    }
    other.finish();
});

#[test]
fn pages_that_are_not_full_are_completed_one_by_one() {
    let short = |number: u64| {
        let mut page = page(number, 3);
        page["contents"][0].as_object_mut().unwrap().remove("phones");
        page
    };
    let (base, asked) = server(move |path| match path.strip_prefix("/services/") {
        Some(id) => ok(&service(id[24..].parse().unwrap())),
        None => ok(&short(number(path))),
    });
    let pulled = pull(&base, |_, _| {}).unwrap();
    assert_eq!(pulled.package.of(netsterk::domain::socialmap::Object::Service).len(), 3);
    assert_eq!(asked.load(Ordering::Relaxed), 6);
}

#[test]
fn a_plain_list_and_a_redirect_within_the_server_are_taken() {
    let (base, _) = server(|path| match path.starts_with("/services?") {
        true => (307, "location: /services/?all=1\r\n".to_owned(), String::new()),
        false => ok(&json!([service(1), service(2)])),
    });
    assert_eq!(pull(&base, |_, _| {}).unwrap().package.len(), 4);
}

#[test]
fn a_list_without_an_end_is_refused() {
    assert_eq!(
        refused(
            |path| ok(&{
                let mut page = page(1, 9);
                page["page_number"] = json!(number(path));
                page
            }),
            "repeats"
        ),
        2
    );
    refused(|_| ok(&page(1, 9)), "another page");
    refused(|path| ok(&page(number(path), 100 + number(path))), "another number than before");
    refused(|_| ok(&json!({ "contents": [], "last_page": false, "total_pages": 7 })), "empty, but not the last");
    refused(|_| (302, "location: /services?page=1\r\n".to_owned(), String::new()), "redirects in circles");
}

#[test]
fn what_is_wrong_or_elsewhere_is_refused() {
    refused(|_| (302, "location: http://169.254.169.254/latest\r\n".to_owned(), String::new()), "another server");
    refused(|_| (301, "location: //evil.example/services\r\n".to_owned(), String::new()), "another server");
    refused(|_| (404, String::new(), "no".to_owned()), "answered 404");
    refused(|_| (200, String::new(), "<html>".to_owned()), "is not JSON");
    refused(|_| (200, String::new(), "[".repeat(100_000)), "recursion limit");
    refused(|_| ok(&json!({ "services": [] })), "has no list `contents`");
    refused(
        |_| ok(&json!({ "total_items": 9, "last_page": true, "contents": [service(1)] })),
        "promised 9 services and gave 1",
    );
    refused(
        |_| ok(&json!({ "last_page": true, "contents": [{ "id": "../../etc/passwd" }] })),
        "no id that can be asked for",
    );
    assert_eq!(refused(|_| (503, "retry-after: 0\r\n".to_owned(), String::new()), "answered 503"), 3);
    // Rows that are wrong are named, each by its place.
    let (base, _) = server(|_| {
        let mut wrong = page(1, 1);
        wrong["contents"][0]["status"] = json!("open");
        wrong["contents"][0]["phones"] = json!([{ "id": 7 }]);
        ok(&wrong)
    });
    let faults: Vec<String> = pull(&base, |_, _| {}).unwrap_err().iter().map(|fault| fault.column.clone()).collect();
    assert_eq!(faults, ["status", "phones[0].id"]);
}

#[test]
fn an_address_that_is_none_is_refused() {
    for (base, reason) in [
        ("https://", "is not an address"),
        ("http://directory.example/api", "only https"),
        ("ftp://directory.example", "only https"),
        ("https://user:secret@directory.example", "no user"),
        ("https://directory.example/api?key=1", "no query"),
        ("http://127.0.0.1:1", "services?page=1"),
    ] {
        let faults = pull(base, |_, _| {}).unwrap_err();
        assert!(faults[0].reason.contains(reason), "{base}: {faults:?}");
    }
}

on_both!(nothing_is_changed_by_a_pull_that_is_refused, |world: &World| {
    let package = generate::package(41, 4);
    import_from(&world.app.ctx, "stad", &package, |_, _| {}).unwrap();
    let before = services(world);
    refused(|path| ok(&page(number(path), 3 + number(path) / 3)), "another number than before");
    assert_eq!(services(world), before);
});
