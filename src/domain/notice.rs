//! What leaves the house, and the doors it leaves by.
//!
//! The outbox keeps a [`Notice`]: codes and ids, never a person. The letter is written when it is sent, so that what it
//! says, and whether it may still be said, is true at that moment.

use serde::{Deserialize, Serialize};

use crate::domain::ids::Id;
use crate::domain::language::Language;
use crate::domain::target::WeeklyReport;

/// One message to one recipient, as it waits in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Notice {
    /// The weekly progress mail for one subscription and ISO week (`2026-W48`).
    WeeklyTarget {
        /// The subscription it is for.
        subscription_id: Id,
        /// ISO week, `YYYY-Www`.
        week: String,
    },
    /// Somebody who answers for entries of the map is asked whether they are still right.
    FreshnessAsked {
        /// The mail of this assurer and month.
        mail_id: Id,
    },
    /// A handover was offered to a partner: case number and service, no person.
    HandoverOffered {
        /// The handover that waits for an answer.
        handover_id: Id,
    },
}

/// What a letter is about, with everything it says and no words yet.
#[derive(Debug, Clone, PartialEq)]
pub enum Matter {
    /// The weekly report, cut to what its reader may see.
    Weekly(Box<WeeklyReport>),
    /// Are these entries of the map still right?
    Freshness {
        /// What is asked about.
        entries: Vec<StaleEntry>,
        /// Where to say so.
        confirm_url: String,
        /// Last day on which that works.
        valid_until: chrono::NaiveDate,
    },
    /// A handover waits for an answer of a partner.
    HandoverOffered {
        /// Number of the case, as people say it on the phone.
        case_number: String,
        /// Name of the service that was asked.
        service: String,
        /// The day before the end of which an answer is expected.
        answer_by: chrono::NaiveDate,
        /// Where to answer.
        answer_url: String,
    },
}

/// An entry of the map that was not checked for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleEntry {
    /// Name of the service.
    pub service: String,
    /// Name of its organisation.
    pub organization: String,
    /// When it was last checked.
    pub checked: Option<chrono::NaiveDate>,
}

/// A letter before it has words.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Id of the outbox row; the message id is made of it, so that it is the same on every attempt.
    pub id: Id,
    /// Address of the recipient.
    pub to: String,
    /// In which language.
    pub language: Language,
    /// What it is about.
    pub matter: Matter,
    /// Address for one-click unsubscribing, if the letter is one of a series.
    pub unsubscribe_url: Option<String>,
}

/// Who puts a draft into words; filled in by the composition root.
pub trait Scribe: Send + Sync {
    /// Writes the letter.
    ///
    /// # Errors
    /// [`NotSent::Permanent`] when a template or the picture cannot be made.
    fn write(&self, draft: &Draft) -> Result<Letter, NotSent>;
}

/// A picture that travels inside a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Name for `cid:` links.
    pub content_id: String,
    /// PNG bytes.
    pub png: Vec<u8>,
}

/// A mail, ready to be sent to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Stable id of the message, without angle brackets; the same on every attempt.
    pub message_id: String,
    /// Address of the recipient.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// Plain text body.
    pub text: String,
    /// HTML body; the same words as the text.
    pub html: String,
    /// Pictures that the HTML shows.
    pub pictures: Vec<Picture>,
    /// Address for one-click unsubscribing (RFC 8058), if the letter is one of a series.
    pub unsubscribe_url: Option<String>,
}

/// Why a letter did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// Worth another try later: SMTP 4xx, connection refused, time-out.
    #[error("temporary: {0}")]
    Temporary(String),
    /// Will never work: SMTP 5xx, impossible address.
    #[error("permanent: {0}")]
    Permanent(String),
}

/// The door by which letters leave; filled in by the composition root.
pub trait Post: Send + Sync {
    /// Hands a letter to the mail server.
    ///
    /// # Errors
    /// [`NotSent`], which says whether another try makes sense. The text never carries an address.
    fn send(&self, letter: &Letter) -> Result<(), NotSent>;

    /// Asks whether letters would be taken now.
    ///
    /// # Errors
    /// [`NotSent`], in words for the person who set it up.
    fn try_out(&self) -> Result<(), NotSent> {
        Ok(())
    }
}
