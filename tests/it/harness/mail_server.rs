//! A mail server on a free port that behaves as the test says. It speaks SMTP (RFC 5321) over TCP.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::letter::Letter;

/// How the server behaves from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes everything.
    Kind,
    /// Hangs up on whoever comes.
    Down,
    /// Answers this code to the recipient.
    Refuses(u16),
    /// Takes the text of the letter and never answers.
    SilentAfterData,
}

/// A letter that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Recipients of the envelope.
    pub to: Vec<String>,
    /// The message.
    pub text: String,
}

/// The server. Its thread ends with the test process.
#[derive(Clone)]
pub struct MailServer {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl MailServer {
    pub fn start(mood: Mood) -> Self {
        let Ok(listener) = TcpListener::bind("127.0.0.1:0") else { panic!("no port") };
        let port = listener.local_addr().map(|it| it.port()).unwrap_or_default();
        let server = Self { port, mood: Arc::new(Mutex::new(mood)), taken: Arc::default() };
        let hands = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let hands = hands.clone();
                thread::spawn(move || hands.talk(stream));
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn becomes(&self, mood: Mood) {
        if let Ok(mut own) = self.mood.lock() {
            *own = mood;
        }
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().map(|taken| taken.clone()).unwrap_or_default()
    }

    /// The letters that were taken, as their readers see them.
    pub fn letters(&self) -> Vec<Letter> {
        self.taken().iter().map(|taken| Letter::read(&taken.text)).collect()
    }

    fn mood(&self) -> Mood {
        self.mood.lock().map_or(Mood::Kind, |mood| *mood)
    }

    fn talk(&self, stream: TcpStream) -> Option<()> {
        if self.mood() == Mood::Down {
            return None;
        }
        let mut answers = stream.try_clone().ok()?;
        let mut lines = BufReader::new(stream).lines();
        let mut say = move |text: &str| answers.write_all(format!("{text}\r\n").as_bytes()).ok();
        let mut to = Vec::new();
        say("220 test")?;
        while let Some(Ok(line)) = lines.next() {
            if self.mood() == Mood::Down {
                return None;
            }
            let verb = line.to_ascii_uppercase();
            if verb.starts_with("EHLO") {
                say("250 test")?;
            } else if verb.starts_with("RCPT") {
                match self.mood() {
                    Mood::Refuses(code) => say(&format!("{code} not this one: {line}"))?,
                    Mood::Kind | Mood::Down | Mood::SilentAfterData => {
                        to.push(line);
                        say("250 ok")?;
                    }
                }
            } else if verb == "DATA" {
                say("354 go on")?;
                let text = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".");
                // A dot that begins a line was doubled on the way (RFC 5321 §4.5.2).
                let text: Vec<String> = text.map(|line| line.strip_prefix('.').unwrap_or(&line).to_owned()).collect();
                if self.mood() == Mood::SilentAfterData {
                    // Until the client has had enough and hangs up.
                    lines.next();
                    return None;
                }
                self.taken.lock().ok()?.push(Taken { to: std::mem::take(&mut to), text: text.join("\n") });
                say("250 taken")?;
            } else if verb.starts_with("QUIT") {
                say("221 bye")?;
                return Some(());
            } else {
                say("250 ok")?;
            }
        }
        Some(())
    }
}
