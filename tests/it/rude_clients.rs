//! F3: bodies that are too large or too deep, heads with too much in them, clients that never finish. Each is refused in
//! time, and the others do not notice.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use crate::harness::{Backend, World};
use crate::harness::{on_both, phone_case};

/// A request that is written byte by byte, as nobody with manners would.
struct Wire(TcpStream);

impl Wire {
    fn to(world: &World) -> Self {
        let stream = TcpStream::connect(world.base.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self(stream)
    }

    /// Sends as much as the server takes.
    fn say(&mut self, text: &str) -> &mut Self {
        let _ = self.0.write_all(text.as_bytes());
        self
    }

    /// The status that comes back; 0 when the connection is closed without a word.
    fn status(&mut self) -> u16 {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            let mut byte = [0];
            match self.0.read(&mut byte) {
                Ok(1) => line.push(byte[0]),
                _ => break,
            }
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
    }

    /// Whether the server hangs up within the time that reading may take.
    fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Ok(_) => true,
            Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
}

/// The head of a POST by the team, without the empty line that ends it.
fn head(token: &str, path: &str, kind: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: netsterk\r\nAuthorization: Bearer {token}\r\nContent-Type: {kind}\r\n\
         Idempotency-Key: rude\r\n"
    )
}

fn token(world: &World) -> String {
    world.team().token().unwrap().to_owned()
}

on_both!(f3_a_body_that_is_too_large_is_413_and_nothing_is_kept, |world: &World| {
    let (team, token) = (world.team(), token(world));
    let large = "a".repeat(2 * 1024 * 1024);
    for (path, kind) in [("/v1/cases", "application/json"), ("/v1/signals/import", "text/csv")] {
        let mut told = Wire::to(world);
        told.say(&head(&token, path, kind)).say(&format!("Content-Length: {}\r\n\r\n{large}", large.len()));
        assert_eq!(told.status(), 413, "{path}, told beforehand");
        let mut untold = Wire::to(world);
        untold.say(&head(&token, path, kind)).say("Transfer-Encoding: chunked\r\n\r\n");
        for chunk in large.as_bytes().chunks(64 * 1024) {
            untold.say(&format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)));
        }
        assert_eq!(untold.status(), 413, "{path}, in chunks");
    }
    let form = format!("grant_type=client_credentials&client_id={large}");
    let mut asked = Wire::to(world);
    asked.say("POST /oauth/token HTTP/1.1\r\nHost: netsterk\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    asked.say(&format!("Content-Length: {}\r\n\r\n{form}", form.len()));
    assert_eq!(asked.status(), 413);
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 0);
});

on_both!(f3_json_of_depth_ten_thousand_is_400, |world: &World| {
    let team = world.team();
    let deep = |open: &str, inside: &str, close: &str| open.repeat(10_000) + inside + &close.repeat(10_000);
    let key = [("content-type", "application/json"), ("idempotency-key", "deep")];
    for body in [
        deep("[", "", "]"),
        deep("{\"question\":", "1", "}"),
        format!("{{\"channel\": \"phone\", \"question\": \"x\", \"children\": {}}}", deep("[", "", "]")),
        "[".repeat(10_000),
    ] {
        let refused = team.send("POST", "/v1/cases", &key, body.as_bytes()).expect(400);
        assert_eq!(refused.issues(), ["(whole body)"]);
    }
    // As deep as the reader goes, but not of any shape that is known.
    let body =
        format!("{{\"channel\": \"phone\", \"question\": \"x\", \"extra\": {}{}}}", "[".repeat(100), "]".repeat(100));
    assert_eq!(team.send("POST", "/v1/cases", &key, body.as_bytes()).expect(400).issues(), ["extra"]);
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 0);
});

#[test]
fn f3_ten_thousand_headers_are_431() {
    let world = World::new(Backend::Sqlite).unwrap();
    for count in [200, 10_000] {
        let mut wire = Wire::to(&world);
        let headers: String = (0..count).map(|number| format!("X-Rude-{number}: x\r\n")).collect();
        wire.say("GET /health/live HTTP/1.1\r\nHost: netsterk\r\n").say(&headers).say("\r\n");
        assert_eq!(wire.status(), 431, "{count} headers");
    }
    let mut wire = Wire::to(&world);
    wire.say(&format!("GET /health/live HTTP/1.1\r\nHost: netsterk\r\nX-Rude: {}\r\n\r\n", "x".repeat(200_000)));
    assert_eq!(wire.status(), 431, "one that is too long");
    world.nobody().get("/health/live").expect(200);
    world.finish();
}

#[test]
fn f3_a_client_that_never_finishes_is_408_and_the_others_are_served() {
    let patience = Duration::from_secs(2);
    let world = World::set(Backend::Sqlite, |config| config.request_timeout = NonZeroU32::new(2).unwrap()).unwrap();
    let (team, token) = (world.team(), token(&world));
    let begin = Instant::now();
    let heads: Vec<Wire> = (0..100).map(|_| rude(&world, "GET /v1/cases HTTP/1.1\r\nHost: nets")).collect();
    let json = head(&token, "/v1/cases", "application/json");
    let bodies: Vec<Wire> =
        (0..100).map(|_| rude(&world, &format!("{json}Content-Length: 100\r\n\r\n{{\"chan"))).collect();
    let form = "POST /oauth/token HTTP/1.1\r\nHost: n\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let forms: Vec<Wire> = (0..10).map(|_| rude(&world, &format!("{form}Content-Length: 100\r\n\r\ngrant"))).collect();
    // One that goes on for ever, a byte at a time.
    let mut trickle = rude(&world, &format!("{json}Content-Length: 100000\r\n\r\n"));
    std::thread::scope(|scope| {
        let trickling = scope.spawn(|| {
            while trickle.0.write_all(b" ").is_ok() {
                assert!(begin.elapsed() < patience * 5, "it may trickle for ever");
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        while begin.elapsed() < patience {
            let asked = Instant::now();
            team.post("/v1/cases", &phone_case()).expect(201);
            assert!(asked.elapsed() < patience, "somebody with manners waited {:?}", asked.elapsed());
        }
        trickling.join().unwrap();
    });
    for (what, wires) in [("heads", heads), ("bodies", bodies), ("forms", forms)] {
        for mut wire in wires {
            assert_eq!(wire.status(), 408, "{what}");
            assert!(wire.is_closed(), "{what}");
        }
    }
    assert!(begin.elapsed() < patience * 5, "it took {:?}", begin.elapsed());
    world.finish();
}

fn rude(world: &World, text: &str) -> Wire {
    let mut wire = Wire::to(world);
    wire.say(text);
    wire
}
