//! What stands in the header of a message, and what cannot get into it.

use std::sync::Arc;

use super::Sender;
use crate::domain::moment::{Clock, Moment};
use crate::domain::notice::{Letter, NotSent, Picture};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Moment {
        Moment::from_utc(chrono::DateTime::UNIX_EPOCH.naive_utc())
    }
}

fn letter() -> Letter {
    Letter {
        message_id: "0192@netsterk.example".into(),
        to: "schepen@mechelen.example".into(),
        subject: "Week 48: 62 van de 300 gezinnen – één stap verder".into(),
        text: "Dag".into(),
        html: "<p>Dag</p>".into(),
        pictures: vec![Picture { content_id: "progress".into(), png: vec![1, 2, 3] }],
        unsubscribe_url: Some("https://netsterk.example/unsubscribe/abc".into()),
    }
}

fn sent(letter: &Letter) -> Result<String, NotSent> {
    let Ok(sender) = Sender::new("Netsterk <netsterk@mechelen.example>", Arc::new(Noon)) else { panic!("sender") };
    sender.message(letter).map(|message| String::from_utf8_lossy(&message.formatted()).into_owned())
}

/// Header lines, unfolded.
fn header(message: &str) -> Vec<String> {
    let head = message.split_once("\r\n\r\n").map_or(message, |(head, _)| head);
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_message_says_what_it_is() {
    let Ok(message) = sent(&letter()) else { panic!("not made") };
    let head = header(&message);
    for line in [
        "From: Netsterk <netsterk@mechelen.example>",
        "To: schepen@mechelen.example",
        "Message-ID: <0192@netsterk.example>",
        "Date: Thu, 01 Jan 1970 00:00:00 +0000",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://netsterk.example/unsubscribe/abc>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ] {
        assert!(head.iter().any(|found| found == line), "{line} is not in {head:#?}");
    }
    assert!(message.contains("multipart/alternative") && message.contains("multipart/related"));
    assert!(message.contains("Content-ID: <progress>"), "{message}");
}

#[test]
fn c1_a_subject_is_one_header_line_and_adds_no_recipient() {
    let mut hostile = letter();
    hostile.subject =
        format!("a\r\nBcc: x@evil.example\r\n\r\nbody\u{0}\u{2028}To: y@evil.example{}", "é".repeat(10_000));
    let Ok(message) = sent(&hostile) else { panic!("not made") };
    let head = header(&message);
    let count = |name: &str| head.iter().filter(|line| line.to_lowercase().starts_with(name)).count();
    assert_eq!((count("subject:"), count("to:"), count("bcc:"), count("cc:")), (1, 1, 0, 0), "{head:#?}");
    assert!(head.iter().all(|line| line.len() < 2_000));
}

#[test]
fn c1_a_recipient_is_one_address_or_none() {
    for hostile in ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "", "nobody", "a@b.example\u{0}"] {
        let mut letter = letter();
        letter.to = hostile.to_owned();
        match sent(&letter) {
            Err(NotSent::Permanent(text)) => assert!(!text.contains('@'), "{text}"),
            other => panic!("{hostile:?} gave {other:?}"),
        }
    }
}
