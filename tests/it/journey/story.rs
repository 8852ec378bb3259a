//! Tells what happened, for people: days, who did what, what they saw. Ids get names, so that the story is the same on
//! every run and on both databases.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Brussels;

use crate::harness::World;
use crate::harness::letter::Letter;

/// Width of the column that says who.
const WHO: usize = 16;

/// A story that is being told.
#[derive(Default)]
pub struct Story {
    text: String,
    names: Vec<(String, String)>,
}

impl Story {
    /// A part of its own, under a title.
    pub fn part(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&format!("{title}\n{}\n", "═".repeat(title.chars().count())));
    }

    /// Turns the clock, and says what day it is in Brussels.
    pub fn on(&mut self, world: &World, now: &str) {
        world.clock.turn_to(now);
        self.text.push_str(&format!("\n── {}\n", day_and_hour(now)));
    }

    /// Somebody does something.
    pub fn act(&mut self, who: &str, what: &str) {
        self.text.push_str(&format!("{who:<WHO$}{what}\n"));
    }

    /// What came of it.
    pub fn sees(&mut self, what: &str) {
        for line in what.lines() {
            let line = format!("{:WHO$}{line}", "");
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// A line of a table.
    pub fn row(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// A letter as it lies in the mailbox.
    pub fn letter(&mut self, letter: &Letter) {
        let head = format!("\nFrom:    {}\nTo:      {}\nSubject: {}\n\n", letter.from, letter.to, letter.subject);
        self.text.push_str(&head);
        for line in letter.text.trim_end().lines() {
            self.text.push_str(format!("  │ {line}").trim_end());
            self.text.push('\n');
        }
    }

    /// From now on an id has this name.
    pub fn name(&mut self, id: &str, name: &str) {
        self.names.push((id.to_owned(), format!("‹{name}›")));
    }

    /// The story, with names for ids.
    pub fn told(self, base: &str) -> String {
        let named = self.names.iter().fold(self.text.replace(base, "https://netsterk.example"), |text, (id, name)| {
            text.replace(id.as_str(), name)
        });
        without_ids(&without_secrets(&named))
    }
}

/// `Monday 16 November 2026, 10:05`.
fn day_and_hour(moment: &str) -> String {
    in_brussels(moment, "%A %-d %B %Y, %H:%M")
}

/// `Mon 16 Nov 10:05`, for a table.
pub fn short(moment: &str) -> String {
    in_brussels(moment, "%a %e %b %H:%M")
}

fn in_brussels(moment: &str, format: &str) -> String {
    let at: DateTime<Utc> = moment.parse().unwrap();
    at.with_timezone(&Brussels).format(format).to_string()
}

/// The secret of an unsubscribe link is another one each time.
fn without_secrets(text: &str) -> String {
    let door = "/unsubscribe/";
    let mut parts = text.split(door);
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(char::is_whitespace).unwrap_or(part.len());
        clean.push_str(&format!("{door}‹secret›{}", &part[end..]));
    }
    clean
}

/// Ids that nobody named.
fn without_ids(text: &str) -> String {
    const LENGTH: usize = 36;
    let (mut clean, mut rest) = (String::new(), text);
    while let Some(letter) = rest.chars().next() {
        let is_id = rest.get(..LENGTH).is_some_and(|part| uuid::Uuid::try_parse(part).is_ok());
        clean.push_str(if is_id { "‹id›" } else { &rest[..letter.len_utf8()] });
        rest = &rest[if is_id { LENGTH } else { letter.len_utf8() }..];
    }
    clean
}
