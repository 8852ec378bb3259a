//! A plain HTTP/1.1 client on one kept-alive connection, small enough not to be what is measured.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// One connection with one bearer token.
pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    token: String,
    next_key: u64,
    name: String,
}

/// What came back.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The `ETag` header, with its quotes; empty where there is none.
    pub etag: String,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `Null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// One text field of the body.
    pub fn text(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_default().to_owned()
    }

    /// The answer itself, if it has the expected status.
    ///
    /// # Panics
    /// When it has another one: then nothing that is measured makes sense.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}

impl Client {
    /// Connects to `host` (`address:port`). `name` makes its idempotency keys its own.
    pub fn new(host: &str, token: &str, name: &str) -> Self {
        let stream = TcpStream::connect(host).expect("the service accepts connections");
        stream.set_nodelay(true).expect("a socket option");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket option");
        let (host, token, name) = (host.to_owned(), token.to_owned(), name.to_owned());
        Self { stream: BufReader::with_capacity(64 * 1024, stream), host, token, next_key: 0, name }
    }

    /// Reads a resource.
    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "", "")
    }

    /// Posts JSON, with an idempotency key of its own.
    pub fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.post_if(path, body, "")
    }

    /// Posts JSON under an `If-Match`.
    pub fn post_if(&mut self, path: &str, body: &Value, etag: &str) -> Answer {
        self.next_key += 1;
        let mut headers = format!("Idempotency-Key: \"{}-{}\"\r\n", self.name, self.next_key);
        if !etag.is_empty() {
            headers.push_str(&format!("If-Match: {etag}\r\n"));
        }
        self.send("POST", path, &headers, &body.to_string())
    }

    /// Puts JSON under an `If-Match`, or `If-None-Match: *` where there is nothing yet.
    pub fn put(&mut self, path: &str, body: &Value, etag: &str) -> Answer {
        let header = if etag.is_empty() { "If-None-Match: *\r\n".into() } else { format!("If-Match: {etag}\r\n") };
        self.send("PUT", path, &header, &body.to_string())
    }

    /// Changes a resource under an `If-Match`.
    pub fn patch(&mut self, path: &str, body: &Value, etag: &str) -> Answer {
        self.send("PATCH", path, &format!("If-Match: {etag}\r\n"), &body.to_string())
    }

    fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let (host, token, length) = (&self.host, &self.token, body.len());
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n{kind}{headers}\
             X-Purpose: benchmark\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes()).expect("the service reads");
        self.receive()
    }

    fn receive(&mut self) -> Answer {
        let mut answer = Answer { status: 0, etag: String::new(), body: Vec::new() };
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line();
            if answer.status == 0 {
                answer.status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line");
                continue;
            }
            let Some((name, value)) = line.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().expect("a length"),
                "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
                "etag" => value.trim().clone_into(&mut answer.etag),
                _ => {}
            }
        }
        while chunked {
            let size = usize::from_str_radix(&self.line(), 16).expect("the size of a chunk");
            self.append(&mut answer.body, size);
            self.line();
            chunked = size > 0;
        }
        self.append(&mut answer.body, length);
        answer
    }

    fn append(&mut self, body: &mut Vec<u8>, size: usize) {
        let start = body.len();
        body.resize(start + size, 0);
        self.stream.read_exact(&mut body[start..]).expect("the whole body");
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("the service answers");
        line.trim_end().to_owned()
    }
}
