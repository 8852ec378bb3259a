//! L2: whatever is written into a body, a query, a header or an address that the document names, no answer is a fault of
//! ours, and each is as documented. Chance is the same in every run; `NETSTERK_TEST_SEED` begins elsewhere.

use netsterk::web::routes::{Row, TABLE};
use serde_json::{Map, Value, json};

use crate::harness::dice::Dice;
use crate::harness::http::Answer;
use crate::harness::{World, on_both};
use crate::strangers::doors::whose;
use crate::strangers::secrets::Secrets;

/// Bodies for each door.
const BODIES: usize = 24;

/// Texts that have broken something somewhere.
const TEXTS: [&str; 24] = [
    "",
    " ",
    "0",
    "-1",
    "null",
    "\u{0}",
    "\r\nX: y",
    "\u{202e}\u{feff}",
    "😀😀",
    "é\u{301}",
    "İ",
    "' OR 1=1 --",
    "\"*\\%_",
    "2026-11-16",
    "2026-02-30",
    "9999-12-31",
    "0000-00-00",
    "-9999-01-01",
    "2026-11-16T09:00:00Z",
    "2026-11-16T09:00:00+23:59",
    "2026-11-16T25:61:00Z",
    "99999999999999999999",
    "00000000-0000-0000-0000-000000000000",
    "1e999",
];

/// Values after a schema of the document: most of them right, some of them not.
struct Sampler<'a> {
    document: &'a Value,
    dice: Dice,
    ids: Vec<String>,
}

impl Sampler<'_> {
    fn one<'b, T>(&mut self, among: &'b [T]) -> &'b T {
        &among[self.dice.roll(among.len() as u64) as usize]
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.dice.roll(times) == 0
    }

    fn text(&mut self) -> String {
        match self.dice.roll(12) {
            0 => "x".repeat(30_000),
            1 | 2 => self.one(&self.ids.clone()).clone(),
            _ => (*self.one(&TEXTS)).to_owned(),
        }
    }

    /// A text that may well be right: after its pattern or format, or the id of something that is there.
    fn likely(&mut self, schema: &Value) -> String {
        let patterns = [
            ("^[a-z]{2,3}$", "ar"),
            ("^[1-9][0-9]{3}$", "2800"),
            ("^[a-z][a-z_]*$", "no_capacity"),
            ("date", "2026-11-16"),
            ("date-time", "2026-11-16T09:00:00Z"),
            ("email", "lezer@mechelen.example"),
        ];
        let is = |kind: &str| schema["pattern"] == kind || schema["format"] == kind;
        match patterns.iter().find(|(kind, _)| is(kind)) {
            Some((_, text)) => (*text).to_owned(),
            None if self.once_in(2) => self.one(&["food", "nl", "contact", "Peeters"]).to_string(),
            None => self.one(&self.ids.clone()).clone(),
        }
    }

    fn value(&mut self, schema: &Value, depth: u32) -> Value {
        if self.once_in(40) {
            return self.anything(depth);
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return self.value(&self.document["components"]["schemas"][name].clone(), depth);
        }
        if let Some(choices) = schema["oneOf"].as_array().or(schema["allOf"].as_array()) {
            let choice = self.one(choices).clone();
            return self.value(&choice, depth);
        }
        if let Some(words) = schema["enum"].as_array() {
            return self.one(words).clone();
        }
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.clone(),
            kind => vec![kind.clone()],
        };
        match self.one(&kinds).as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => {
                let length = if self.once_in(20) { 25 } else { self.dice.roll(3) };
                (0..length).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            Some("string") if self.once_in(8) => json!(self.text()),
            Some("string") => json!(self.likely(schema)),
            Some("boolean") => json!(self.once_in(2)),
            Some("integer" | "number") if !self.once_in(4) => json!(9),
            Some("integer" | "number") => {
                self.one(&[json!(0), json!(1), json!(-1), json!(9), json!(0.5), json!(i64::MAX), json!(1e300)]).clone()
            }
            _ => Value::Null,
        }
    }

    fn object(&mut self, schema: &Value, depth: u32) -> Value {
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = schema["required"].as_array().is_some_and(|names| names.contains(&json!(name)));
            if if is_required { !self.once_in(20) } else { self.once_in(3) } {
                object.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        if self.once_in(20) {
            object.insert(self.text(), self.anything(depth));
        }
        Value::Object(object)
    }

    fn anything(&mut self, depth: u32) -> Value {
        match self.dice.roll(if depth > 3 { 4 } else { 6 }) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-0.0),
            3 => json!(self.text()),
            4 => json!([self.anything(depth + 1), self.anything(depth + 1)]),
            _ => json!({ "a": self.anything(depth + 1) }),
        }
    }
}

#[track_caller]
fn is_no_fault(answer: &Answer, asked: &str) {
    assert!(answer.status < 500, "{asked}\n{}", answer.text);
}

fn address(row: &Row, id: &str) -> String {
    let part = |part: &'static str| match part {
        "{code}" => "food".to_owned(),
        part if part.starts_with('{') => id.to_owned(),
        part => part.to_owned(),
    };
    row.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn world_and_words(world: &World) -> (Secrets, Value, Dice) {
    let seed = std::env::var("NETSTERK_TEST_SEED").map_or(2026, |text| text.parse().unwrap());
    let document = serde_json::to_value(netsterk::web::openapi::document()).unwrap();
    (Secrets::laid_out(world), document, Dice::new(seed))
}

on_both!(l2_no_body_is_a_fault_of_ours, |world: &World| {
    let (secrets, document, dice) = world_and_words(world);
    let mut ids: Vec<String> = secrets.ids().into_iter().map(str::to_owned).collect();
    ids.extend([secrets.mine.organization.clone(), secrets.mine.service.clone(), secrets.target.clone()]);
    let mut sampler = Sampler { document: &document, dice, ids };
    let (mut tried, mut taken) = (0, 0);
    for row in TABLE.iter().filter(|row| row.method != "GET") {
        let operation = &document["paths"][row.path][row.method.to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            continue;
        }
        let path = address(row, if row.path.contains('{') { whose(&secrets, row.path) } else { "" });
        for _ in 0..BODIES {
            let body = sampler.value(schema, 0);
            // The version that it has now, as a rule; reading at the address of a step or a list shows none.
            let resource = path.rsplit_once("/transitions").map_or(path.as_str(), |(resource, _)| resource);
            let now = secrets.team.get_with(resource, &[("x-purpose", "test")]).header("etag").map(str::to_owned);
            let wrong = ["\"1\"", "\"-1\"", "W/\"1\"", "*", "\"99999999999\""].map(str::to_owned);
            let etag = now.filter(|_| !sampler.once_in(8)).unwrap_or_else(|| sampler.one(&wrong).clone());
            let headers = [("if-match", etag.as_str()), ("x-purpose", "test")];
            let answer = secrets.team.json(row.method, &path, &headers, &body);
            is_no_fault(&answer, &format!("{} {path} {headers:?}\n{body}", row.method));
            tried += 1;
            taken += usize::from(answer.status < 300);
        }
    }
    assert!(tried > 15 * BODIES && taken > tried / 20, "{tried} bodies were tried, {taken} were taken");
});

on_both!(l2_no_query_header_or_address_is_a_fault_of_ours, |world: &World| {
    let (secrets, document, mut dice) = world_and_words(world);
    let coded = |text: &str| serde_urlencoded::to_string([("", text)]).unwrap().split_off(1);
    for row in TABLE.iter().filter(|row| row.method == "GET") {
        let id = if row.path.contains("{id}") { whose(&secrets, row.path) } else { "none" };
        let path = address(row, id);
        let parameters = document["paths"][row.path]["get"]["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            for text in TEXTS {
                let asked = format!("{path}?{name}={}", coded(text));
                is_no_fault(&secrets.team.get_with(&asked, &[("x-purpose", "test")]), &asked);
            }
        }
        if row.path.contains('{') {
            for text in TEXTS {
                let asked = address(row, &coded(text).replace('+', "%20"));
                is_no_fault(&secrets.team.get_with(&asked, &[("x-purpose", "test")]), &asked);
            }
        }
        let names = ["x-purpose", "if-none-match", "accept-language", "traceparent", "x-request-id", "accept", "range"];
        for name in names {
            for _ in 0..4 {
                let text = TEXTS[dice.roll(TEXTS.len() as u64) as usize];
                let plain: String = text.chars().filter(|letter| letter.is_ascii() && !letter.is_control()).collect();
                let answer = secrets.team.get_with(&path, &[("x-purpose", "test"), (name, &plain)]);
                is_no_fault(&answer, &format!("{path} {name}: {plain}"));
            }
        }
    }
});
