//! A letter as it came over the wire (RFC 5322, 2045, 2047): what a mail program would show of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a reader sees, and by what two letters are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub message_id: String,
    /// The plain text.
    pub text: String,
}

impl Letter {
    /// Reads a message; a part that is not there is empty.
    pub fn read(message: &str) -> Self {
        let (head, _) = parts(message);
        Self {
            from: words(&field(&head, "From")),
            to: words(&field(&head, "To")),
            subject: words(&field(&head, "Subject")),
            message_id: field(&head, "Message-ID"),
            text: plain(message).unwrap_or_default(),
        }
    }
}

/// Head and body of a message or a part of one; folded lines of the head are joined.
fn parts(message: &str) -> (String, &str) {
    let (head, body) = message.split_once("\n\n").unwrap_or((message, ""));
    (head.replace("\n ", " ").replace("\n\t", " "), body)
}

fn field(head: &str, name: &str) -> String {
    let line = head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_default()
}

/// The first part that is plain text, decoded.
fn plain(message: &str) -> Option<String> {
    let (head, body) = parts(message);
    let kind = field(&head, "Content-Type");
    if kind.starts_with("multipart/") {
        let boundary = kind.split("boundary=").nth(1)?.split(';').next()?.trim_matches('"');
        return body.split(&format!("--{boundary}")).skip(1).find_map(|part| plain(part.trim_start_matches('\n')));
    }
    if !kind.starts_with("text/plain") {
        return None;
    }
    let bytes = match field(&head, "Content-Transfer-Encoding").to_ascii_lowercase().as_str() {
        "base64" => STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?,
        "quoted-printable" => quoted(&body.replace("=\n", "")),
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).ok().map(|text| text.replace("\r\n", "\n"))
}

/// `=C3=AB` back to its bytes.
fn quoted(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, others)) = rest.split_first() {
        let coded = (*first == b'=').then(|| others.get(..2)).flatten();
        let coded = coded.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(coded.unwrap_or(*first));
        rest = if coded.is_some() { &others[2..] } else { others };
    }
    bytes
}

/// Encoded words of a header line: `=?utf-8?b?…?=`; white space between two of them does not count.
fn words(line: &str) -> String {
    let joined = line.split("?= =?").collect::<Vec<_>>().join("?==?");
    let (mut clean, mut rest) = (String::new(), joined.as_str());
    while let Some((before, coded)) = rest.split_once("=?") {
        clean.push_str(before);
        let mut fields = coded.splitn(3, '?');
        let (_, how, tail) = (fields.next(), fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let (word, after) = tail.split_once("?=").unwrap_or((tail, ""));
        let bytes = match how {
            "b" | "B" => STANDARD.decode(word).unwrap_or_default(),
            _ => quoted(&word.replace('_', " ")),
        };
        clean.push_str(&String::from_utf8_lossy(&bytes));
        rest = after;
    }
    clean + rest
}

#[test]
fn a_letter_is_read_as_a_mail_program_shows_it() {
    let message = "From: Netsterk <n@x.example>\nTo: a@b.example\nSubject: =?utf-8?b?w6k=?=\n =?utf-8?q?=C3=AB_x?=\n\
                   Content-Type: multipart/alternative; boundary=\"q\"\n\n--q\nContent-Type: text/plain; charset=utf-8\n\
                   Content-Transfer-Encoding: quoted-printable\n\nzorgco=C3=B6=\nrdinator = goed\n--q--";
    let letter = Letter::read(message);
    assert_eq!((letter.subject.as_str(), letter.text.trim_end()), ("éë x", "zorgcoördinator = goed"));
}
