//! Listens to what the application logs while tests run, at every level: no line names a person of the scenes, and there
//! is no error but those that a test provokes.
//!
//! One log for all tests of the process: a slip makes the tests fail that end after it, and they show the line.

use std::io::Write;
use std::sync::{Mutex, Once};

use tracing_subscriber::EnvFilter;

/// Persons of the scenes, by name, phone, mail and street.
pub const PERSONS: [&str; 10] = [
    "El Haddaoui",
    "Haddaoui",
    "Samira",
    "gezin@voorbeeld",
    "475 12 34 56",
    "475123456",
    "+32 475",
    "Bruul",
    "Vandenproef",
    "Anke Voorbeeld",
];

/// Errors that tests provoke.
const PROVOKED: [&str; 2] = ["request parse error: message head is too large", "event=\"letter.unprepared\""];

static SLIPS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Starts listening, once for all tests.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let logging = tracing_subscriber::fmt().with_ansi(false).with_writer(|| Ear);
        logging.with_env_filter(EnvFilter::new("info,netsterk=trace")).init();
    });
}

/// Panics where something was let slip.
#[track_caller]
pub fn nothing_was_let_slip() {
    let slips = SLIPS.lock().unwrap().clone();
    assert!(slips.is_empty(), "the log of these tests names a person or tells an error:\n{}", slips.concat());
}

struct Ear;

impl Write for Ear {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        if is_slip(&text) {
            SLIPS.lock().unwrap().push(text.into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn is_slip(line: &str) -> bool {
    let is_error = line.contains(" ERROR ") && !PROVOKED.iter().any(|provoked| line.contains(provoked));
    is_error || PERSONS.iter().any(|person| line.contains(person))
}

#[test]
fn a_slip_is_told_from_what_may_be_said() {
    assert!(is_slip("2026-11-22T05:00:00Z  INFO netsterk::web: read family=\"El Haddaoui\""));
    assert!(is_slip("2026-11-22T05:00:00Z ERROR netsterk::web: event=\"internal\""));
    assert!(!is_slip("2026-11-22T05:00:00Z ERROR netsterk::outbox: event=\"letter.unprepared\" id=\"a\""));
    assert!(!is_slip("2026-11-22T05:00:00Z  INFO netsterk::web: event=\"http\" path=\"/v1/families/{id}\""));
}
