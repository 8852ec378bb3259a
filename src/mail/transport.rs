//! The doors: a mail server, a folder (for the demonstration), memory (for tests).

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lettre::Transport;
use lettre::transport::smtp::{PoolConfig, SmtpTransport};

use super::message::Sender;
use crate::domain::notice::{Letter, NotSent, Post};

/// Why a door cannot be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The address of the mail server is not an `smtp://` or `smtps://` URL. Does not repeat it: it may hold a password.
    #[error("the address of the mail server is not an smtp:// or smtps:// URL")]
    Url,
    /// The folder for letters cannot be made.
    #[error("the folder for letters cannot be made: {0}")]
    Folder(#[from] std::io::Error),
}

/// A mail server, spoken to by SMTP.
pub struct Smtp {
    transport: SmtpTransport,
    sender: Sender,
}

impl Smtp {
    /// `smtp://host:port` speaks in the clear, `smtps://host:port` over TLS; user and password may stand in it.
    ///
    /// # Errors
    /// [`Unusable::Url`].
    pub fn new(url: &str, sender: Sender, timeout: Duration) -> Result<Self, Unusable> {
        let transport = SmtpTransport::from_url(url)
            .map_err(|_| Unusable::Url)?
            .timeout(Some(timeout))
            .pool_config(PoolConfig::new().max_size(2).idle_timeout(Duration::from_secs(20)))
            .build();
        Ok(Self { transport, sender })
    }
}

impl Post for Smtp {
    fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let message = self.sender.message(letter)?;
        self.transport.send(&message).map(|_| ()).map_err(|error| explain(&error))
    }

    fn try_out(&self) -> Result<(), NotSent> {
        match self.transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err(NotSent::Temporary("the mail server does not want to talk".to_owned())),
            Err(error) => Err(explain(&error)),
        }
    }
}

/// In words without the answer of the server, which often repeats the address.
fn explain(error: &lettre::transport::smtp::Error) -> NotSent {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if is_final(code) => NotSent::Permanent(format!("the mail server answered {code}")),
        Some(code) => NotSent::Temporary(format!("the mail server answered {code}")),
        None if error.is_timeout() => NotSent::Temporary("the mail server did not answer in time".to_owned()),
        None if error.is_tls() => NotSent::Temporary("no secure connection to the mail server".to_owned()),
        None if error.is_response() => NotSent::Temporary("the mail server answered something unreadable".to_owned()),
        None => NotSent::Temporary("no connection to the mail server".to_owned()),
    }
}

/// A refusal of this very letter (RFC 5321 §4.2.2). Other 5xx codes (log-in, unknown command, no service here) speak of
/// our settings or their server: the letter waits until somebody has mended that.
const fn is_final(code: u16) -> bool {
    matches!(code, 550..=559)
}

/// A folder: one `.eml` file a letter.
pub struct Directory {
    folder: PathBuf,
    sender: Sender,
}

impl Directory {
    /// Opens the folder, and makes it where needed.
    ///
    /// # Errors
    /// [`Unusable::Folder`].
    pub fn new(folder: PathBuf, sender: Sender) -> Result<Self, Unusable> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, sender })
    }
}

impl Post for Directory {
    fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let message = self.sender.message(letter)?;
        let name: String = letter.message_id.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '-').collect();
        std::fs::write(self.folder.join(format!("{name}.eml")), message.formatted())
            .map_err(|error| NotSent::Temporary(format!("the letter could not be written: {}", error.kind())))
    }
}

/// Memory: keeps letters for the tests to read; can be told to refuse.
#[derive(Clone, Default)]
pub struct Memory {
    letters: Arc<Mutex<Vec<Letter>>>,
    refusals: Arc<Mutex<Vec<NotSent>>>,
}

impl Memory {
    /// The letters so far.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().map(|letters| letters.clone()).unwrap_or_default()
    }

    /// Refuses the next letter.
    pub fn refuse_next(&self, with: NotSent) {
        if let Ok(mut refusals) = self.refusals.lock() {
            refusals.push(with);
        }
    }
}

impl Post for Memory {
    fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let broken = || NotSent::Temporary("memory is broken".to_owned());
        if let Some(refusal) = self.refusals.lock().map_err(|_| broken())?.pop() {
            return Err(refusal);
        }
        self.letters.lock().map_err(|_| broken())?.push(letter.clone());
        Ok(())
    }
}
