//! What the service has promised: every write that it acknowledged, and every request that it never answered.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::http::{Answer, Caller};

/// Where handovers go, in the map of the demonstration.
pub const ORGANIZATION: &str = "b7c0b8ea-edef-501c-8ccd-bff8ae655b3a";
pub const SERVICE: &str = "97cef9eb-6e44-5461-95b8-e4e9f6272431";

/// The callers of one round: the team and a partner.
pub struct Callers {
    pub team: Caller,
    pub partner: Caller,
}

/// A POST that can be sent again, word for word.
#[derive(Debug, Clone)]
struct Request {
    by_partner: bool,
    path: String,
    key: String,
    etag: Option<String>,
    body: Value,
}

/// The service went away before it answered: how the connection ended, and after how long.
#[derive(Debug)]
pub struct Gone {
    #[expect(dead_code, reason = "shown when a request fails that should not")]
    how: String,
    #[expect(dead_code, reason = "shown when a request fails that should not")]
    after: Duration,
}

/// What was acknowledged.
#[derive(Debug, Default)]
pub struct Promises {
    /// Number of each case, by id.
    pub cases: BTreeMap<String, String>,
    /// State of each handover, by id.
    pub handovers: BTreeMap<String, String>,
    unanswered: Vec<Request>,
}

impl Promises {
    fn note(&mut self, request: &Request, answer: &Answer) {
        let text = |field: &str| answer.json[field].as_str().unwrap().to_owned();
        if request.path == "/v1/cases" {
            let before = self.cases.insert(text("id"), text("number"));
            assert!(before.is_none_or(|number| number == text("number")), "{} has two numbers", text("id"));
        } else if answer.json.get("allowedTransitions").is_some() {
            self.handovers.insert(text("id"), text("status"));
        }
    }

    /// Asks again what was never answered, twice: both times the same answer.
    pub fn ask_again(&mut self, callers: &Callers) {
        for request in std::mem::take(&mut self.unanswered) {
            let answers = [(); 2].map(|()| request.send(callers).unwrap());
            assert_eq!(answers[0].status / 100, 2, "{request:?}: {}", answers[0].text);
            assert_eq!(answers[0].text, answers[1].text, "{request:?}");
            self.note(&request, &answers[0]);
        }
    }
}

impl Request {
    fn send(&self, callers: &Callers) -> Result<Answer, Gone> {
        let mut headers = vec![("content-type", "application/json"), ("idempotency-key", self.key.as_str())];
        headers.extend(self.etag.as_deref().map(|etag| ("if-match", etag)));
        let caller = if self.by_partner { &callers.partner } else { &callers.team };
        let begin = Instant::now();
        let answer = caller.try_send("POST", &self.path, &headers, self.body.to_string().as_bytes());
        answer.map_err(|error| Gone { how: error.to_string(), after: begin.elapsed() })
    }
}

/// One who works until the service goes away.
pub struct Writer<'a> {
    pub callers: &'a Callers,
    pub promises: &'a Mutex<Promises>,
    /// Its name, other than that of every other writer of every round.
    pub name: String,
}

impl Writer<'_> {
    /// Carries one family after the other over the bridge.
    pub fn work(&self) {
        let _ = (0..).find_map(|number| self.walk(number).err());
    }

    fn walk(&self, number: u32) -> Result<(), Gone> {
        let name = format!("{}-{number}", self.name);
        let question =
            json!({ "channel": "phone", "question": "Lege brooddoos.", "postcode": "2800", "needs": ["food"] });
        let case = self.send(&name, false, "/v1/cases", None, question)?.id();
        let family = json!({ "name": format!("Proefgezin {name}"), "caseId": case,
            "members": [{ "role": "parent", "firstName": "An" }, { "role": "child" }] });
        let family = self.send(&name, false, "/v1/families", None, family)?.id();
        let consent = json!({ "givenBy": "parent", "form": "oral", "recipientOrganizationId": ORGANIZATION,
            "categories": ["contact", "needs"] });
        self.send(&name, false, &format!("/v1/families/{family}/consents"), None, consent)?;
        let draft = json!({ "serviceId": SERVICE, "warm": true, "accompaniment": "none" });
        let mut at = self.send(&name, false, &format!("/v1/cases/{case}/handovers"), None, draft)?;
        let introduction = json!({ "at": "2030-01-01T09:00:00Z", "place": "op school", "mode": "in_person" });
        let mut steps = vec![
            (false, json!({ "to": "offered" })),
            (true, json!({ "to": "accepted", "contact": { "name": "Griet", "phone": "015 00 00 00" } })),
            (true, json!({ "to": "intro_planned", "introduction": introduction })),
            (false, json!({ "to": "introduced", "attended": ["family", "source", "partner"] })),
            (true, json!({ "to": "taken_over" })),
        ];
        // Most partners are not that quick: their offer waits, and a letter tells them of it.
        steps.truncate(if number.is_multiple_of(4) { steps.len() } else { 1 });
        for (by_partner, step) in steps {
            let path = format!("/v1/handovers/{}/transitions", at.id());
            at = self.send(&name, by_partner, &path, Some(at.etag()), step)?;
        }
        Ok(())
    }

    fn send(
        &self,
        walk: &str,
        by_partner: bool,
        path: &str,
        etag: Option<String>,
        body: Value,
    ) -> Result<Answer, Gone> {
        let key = format!("{walk}{}{}", path.replace('/', "-"), etag.as_deref().unwrap_or_default().replace('"', "-"));
        let request = Request { by_partner, path: path.to_owned(), key, etag, body };
        let answer = request.send(self.callers);
        let mut promises = self.promises.lock().unwrap();
        match answer {
            Ok(answer) => {
                assert_eq!(answer.status / 100, 2, "{request:?}: {}", answer.text);
                promises.note(&request, &answer);
                Ok(answer)
            }
            Err(gone) => {
                promises.unanswered.push(request);
                Err(gone)
            }
        }
    }
}
