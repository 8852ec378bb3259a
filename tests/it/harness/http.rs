//! A caller over real HTTP. Every answer is held against the OpenAPI document.

use serde_json::{Value, json};
use ureq::http;

use super::contract;

#[derive(Clone)]
pub struct Caller {
    base: String,
    token: Option<String>,
    agent: ureq::Agent,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    /// The answer, if it has this status; shows what came instead.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The entity tag, for `If-Match`.
    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag").expect("an ETag").to_owned()
    }

    #[track_caller]
    pub fn id(&self) -> String {
        self.json["id"].as_str().expect("an id").to_owned()
    }

    /// Names of the fields that a 400 complains about, sorted.
    pub fn issues(&self) -> Vec<String> {
        let mut names: Vec<String> = self.json["issues"]
            .as_array()
            .map(|issues| issues.iter().map(|issue| issue["name"].as_str().unwrap_or_default().to_owned()).collect())
            .unwrap_or_default();
        names.sort();
        names
    }
}

impl Caller {
    pub fn anonymous(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(std::time::Duration::from_secs(60)))
            .max_redirects(0)
            .build();
        Self { base: base.to_owned(), token: None, agent: config.into() }
    }

    pub fn signed_in(mut self, client_id: &str, secret: &str) -> Self {
        let form = format!("grant_type=client_credentials&client_id={client_id}&client_secret={secret}");
        let answer = self
            .send("POST", "/oauth/token", &[("content-type", "application/x-www-form-urlencoded")], form.as_bytes())
            .expect(200);
        self.token = Some(answer.json["access_token"].as_str().unwrap().to_owned());
        self
    }

    /// The token, for who speaks HTTP by hand.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, b"")
    }

    /// A POST with a fresh idempotency key.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, &[], body)
    }

    /// A transition: a POST with `If-Match`.
    pub fn step(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.json("POST", path, &[("if-match", etag)], body)
    }

    pub fn patch(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.json("PATCH", path, &[("if-match", etag)], body)
    }

    /// Any method with a JSON body; a POST gets a fresh idempotency key unless one is given.
    pub fn json(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let fresh = uuid::Uuid::new_v4().to_string();
        let mut all = vec![("content-type", "application/json")];
        if method == "POST" && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("idempotency-key")) {
            all.push(("idempotency-key", &fresh));
        }
        all.extend_from_slice(headers);
        self.send(method, path, &all, body.to_string().as_bytes())
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, headers, body).unwrap()
    }

    /// The same, for a service that may go away before it answers.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut response = if body.is_empty() {
            self.agent.run(request.body(()).unwrap())
        } else {
            self.agent.run(request.body(body.to_vec()).unwrap())
        }?;
        let text = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_string()?;
        let json = serde_json::from_str(&text).unwrap_or(json!(null));
        let answer = Answer { status: response.status().as_u16(), headers: response.headers().clone(), text, json };
        contract::check(method, path, &answer);
        Ok(answer)
    }
}
