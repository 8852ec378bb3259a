//! Holds a request against the published OpenAPI document, so that all faults of shape are named at once.
//!
//! The document is made from the same types that are then read; what it promises is what is checked.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use jsonschema::error::{ValidationError, ValidationErrorKind};
use serde_json::{Value, json};

use crate::usecases::error::{Error, Issue};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(crate::web::openapi::document()).unwrap_or_default());

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Faults of a value against a schema of the document, by the schema's name.
///
/// # Errors
/// [`Error::Internal`] when the document has no such schema.
pub fn faults(schema: &str, place: &'static str, value: &Value) -> Result<Vec<Issue>, Error> {
    let validator = validator(schema)?;
    let mut issues = Vec::new();
    for error in validator.iter_errors(value) {
        collect(&error, place, &mut issues);
    }
    issues.dedup_by(|one, before| one.name == before.name);
    Ok(issues)
}

/// The schema of a property of an object schema, for reading query strings.
#[must_use]
pub fn property<'a>(schema: &str, name: &str) -> Option<&'a Value> {
    DOCUMENT.get("components")?.get("schemas")?.get(schema)?.get("properties")?.get(name)
}

fn validator(schema: &str) -> Result<Arc<Validator>, Error> {
    let mut known = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(validator) = known.get(schema) {
        return Ok(validator.clone());
    }
    let wrapped = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{schema}"),
        "components": { "schemas": DOCUMENT["components"]["schemas"] },
    });
    // Formats too: a day that is no day is named here, beside everything else that is wrong.
    let options = jsonschema::options().should_validate_formats(true);
    let validator = Arc::new(options.build(&wrapped).map_err(|error| Error::Internal(error.to_string()))?);
    known.insert(schema.to_owned(), validator.clone());
    Ok(validator)
}

fn collect(error: &ValidationError<'_>, place: &'static str, issues: &mut Vec<Issue>) {
    let path = error.instance_path().to_string();
    let name = path.trim_start_matches('/').replace('/', ".");
    let inside = |field: &str| if name.is_empty() { field.to_owned() } else { format!("{name}.{field}") };
    let mut say = |name: String, detail: String| issues.push(Issue { place, name, detail });
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for field in unexpected {
                say(inside(field), "is not a field that can be sent here; leave it out".to_owned());
            }
        }
        ValidationErrorKind::Required { property } => {
            say(inside(property.as_str().unwrap_or_default()), "is needed".to_owned());
        }
        ValidationErrorKind::Enum { options } => say(or_whole(name), format!("must be one of {}", list(options))),
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            // An optional value is "null or …": what matters is why it is not the other one.
            let branch = context.iter().find(|branch| !branch.iter().any(is_not_null));
            match branch {
                Some(branch) => branch.iter().for_each(|error| collect(error, place, issues)),
                None => say(or_whole(name), "has none of the possible shapes".to_owned()),
            }
        }
        ValidationErrorKind::Type { .. } => {
            say(or_whole(name), format!("has the wrong type: {}", without_value(error)))
        }
        ValidationErrorKind::MaxLength { limit } => say(or_whole(name), format!("is longer than {limit} characters")),
        ValidationErrorKind::MinLength { .. } => say(or_whole(name), "is empty".to_owned()),
        ValidationErrorKind::MaxItems { limit } => say(or_whole(name), format!("has more than {limit} entries")),
        ValidationErrorKind::MinItems { limit } => say(or_whole(name), format!("has fewer than {limit} entries")),
        ValidationErrorKind::Format { format } if format == "email" => {
            say(or_whole(name), "must be a mail address".to_owned());
        }
        ValidationErrorKind::Format { format } => say(or_whole(name), format!("must be a {format}")),
        ValidationErrorKind::Pattern { pattern } => say(or_whole(name), format!("must look like {pattern}")),
        ValidationErrorKind::Maximum { limit } => say(or_whole(name), format!("is more than {limit}")),
        ValidationErrorKind::Minimum { limit } => say(or_whole(name), format!("is less than {limit}")),
        _ => say(or_whole(name), without_value(error)),
    }
}

fn or_whole(name: String) -> String {
    if name.is_empty() { "(whole body)".to_owned() } else { name }
}

fn is_not_null(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Type { .. })
        && error.schema_path().to_string().ends_with("/type")
        && error.to_string().ends_with("\"null\"")
}

/// The library's words, with the value left out: it may be somebody's name.
fn without_value(error: &ValidationError<'_>) -> String {
    error.masked_with("the value").to_string()
}

fn list(options: &Value) -> String {
    let words: Vec<String> = options
        .as_array()
        .map(|all| all.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect())
        .unwrap_or_default();
    words.join(", ")
}
