//! Holds every answer against the OpenAPI document: the status is described, and the body has the described shape.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::http::Answer;

const PROBLEMS: &str = include_str!("../../../api-spec/problems.md");

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(netsterk::web::openapi::document()).unwrap());

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

#[track_caller]
pub fn check(method: &str, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap_or_default();
    if answer.status >= 400 && answer.header("content-type") == Some("application/problem+json") {
        let problem = json!({ "$ref": "#/components/schemas/Problem" });
        assert_valid(&problem, "problem", &answer.json);
        assert_eq!(answer.json["status"], answer.status);
        let code = answer.json["type"].as_str().and_then(|kind| kind.rsplit(':').next()).unwrap_or_default();
        let listed = [format!("`{code}`"), format!(":{code}`")].iter().any(|name| PROBLEMS.contains(name.as_str()));
        assert!(listed, "{code} is not listed in api-spec/problems.md");
        assert!(answer.json["instance"].as_str().is_some_and(|id| id.starts_with("urn:netsterk:request:")));
        return;
    }
    if path.starts_with("/docs") || method == "OPTIONS" {
        return;
    }
    let Some((pattern, operation)) = operation(method, path) else {
        assert!(answer.status >= 400, "{method} {path} is not in the document but answers {}", answer.status);
        return;
    };
    let responses = &operation["responses"];
    let described = responses.get(answer.status.to_string());
    let described =
        described.unwrap_or_else(|| panic!("{method} {pattern}: status {} is not described", answer.status));
    let Some(content) = described.get("content").and_then(Value::as_object) else { return };
    let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
    let media =
        content.get(kind).unwrap_or_else(|| panic!("{method} {pattern}: content type '{kind}' is not described"));
    if kind.ends_with("json") && kind != "application/x-ndjson" {
        assert_valid(&media["schema"], &format!("{method} {pattern} {}", answer.status), &answer.json);
    }
}

/// The operation of the document that answers this request.
fn operation(method: &str, path: &str) -> Option<(String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object()?;
    let exact = paths.get_key_value(path);
    let matching = exact.or_else(|| paths.iter().find(|(pattern, _)| fits(pattern, path)))?;
    let operation = matching.1.get(method.to_lowercase())?;
    Some((matching.0.clone(), operation))
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(|(one, other)| one.starts_with('{') || one == other)
}

#[track_caller]
fn assert_valid(schema: &Value, name: &str, value: &Value) {
    let validator = {
        let mut known = VALIDATORS.lock().unwrap();
        known
            .entry(schema.to_string())
            .or_insert_with(|| {
                let wrapped = json!({
                    "$schema": "https://json-schema.org/draft/2020-12/schema",
                    "allOf": [schema],
                    "components": { "schemas": DOCUMENT["components"]["schemas"] },
                });
                Arc::new(jsonschema::validator_for(&wrapped).unwrap())
            })
            .clone()
    };
    let faults: Vec<String> =
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{name} is not as documented:\n{}\n{value:#}", faults.join("\n"));
}
