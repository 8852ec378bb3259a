//! From a draft to a letter: the words once, set as plain text and as HTML.

use askama::Template;

use super::picture::png;
use super::words::{Block, Page, wording};
use crate::domain::language::Language;
use crate::domain::notice::{Draft, Letter, Matter, NotSent, Picture, Scribe};

/// Puts drafts into words.
#[derive(Debug, Clone)]
pub struct Composer {
    /// Right-hand side of message ids: the host name of this instance.
    host: String,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    page: &'a Page,
    language: &'a str,
    unsubscribe_url: Option<&'a str>,
    unsubscribe_words: &'a str,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    page: &'a Page,
    unsubscribe_url: Option<&'a str>,
    unsubscribe_words: &'a str,
}

impl Composer {
    /// A composer for the instance that people reach at `host`.
    #[must_use]
    pub fn new(host: &str) -> Self {
        Self { host: host.to_owned() }
    }
}

impl Scribe for Composer {
    fn write(&self, draft: &Draft) -> Result<Letter, NotSent> {
        let page = wording(&draft.matter, draft.language);
        let unsubscribe_url = draft.unsubscribe_url.as_deref();
        let (language, unsubscribe_words) = match draft.language {
            Language::Dutch => ("nl-BE", "Geen weekbericht meer? Schrijf u hier uit:"),
            Language::English => ("en", "No more weekly mail? Unsubscribe here:"),
        };
        let unwritable = |error: askama::Error| NotSent::Permanent(format!("the letter could not be set: {error}"));
        let html = Html { page: &page, language, unsubscribe_url, unsubscribe_words }.render().map_err(unwritable)?;
        let text = Text { page: &page, unsubscribe_url, unsubscribe_words }.render().map_err(unwritable)?;
        let mut pictures = Vec::new();
        if let Matter::Weekly(report) = &draft.matter {
            pictures.push(Picture { content_id: PROGRESS.to_owned(), png: png(&report.plot)? });
        }
        Ok(Letter {
            message_id: format!("{}@{}", draft.id, self.host),
            to: draft.to.clone(),
            subject: page.subject.clone(),
            text,
            html,
            pictures,
            unsubscribe_url: draft.unsubscribe_url.clone(),
        })
    }
}

/// Name of the picture of the progress inside a letter.
pub(super) const PROGRESS: &str = "progress";

#[cfg(test)]
mod tests;
