//! Every answer against the object schemas of HSDS 3.0: names, types, formats, closed lists, what is required, and what
//! may stand where. Written after the standard's tables of fields, not after our code.

use serde_json::{Map, Value};

/// Field: name, type (`?` behind it where the JSON schema does not require it). Types: text, uuid, uri, email, number, date,
/// time, datetime, an object, `[object]`, or a closed list with `|`.
const OBJECTS: &[(&str, &str)] = &[
    (
        "service",
        "id:uuid name:text alternate_name:text? description:text? url:uri? email:email? \
         status:active|inactive|defunct|temporarily_closed interpretation_services:text? application_process:text? \
         fees_description:text? wait_time:text? fees:text? accreditations:text? eligibility_description:text? \
         minimum_age:number? maximum_age:number? assured_date:date? assurer_email:email? licenses:text? alert:text? \
         last_modified:datetime? phones:[phone]? schedules:[schedule]? service_areas:[service_area]? \
         service_at_locations:[service_at_location]? languages:[language]? organization:organization? \
         funding:[funding]? cost_options:[cost_option]? program:program? required_documents:[required_document]? \
         contacts:[contact]? attributes:[attribute]? metadata:[metadata]?",
    ),
    (
        "organization",
        "id:uuid name:text alternate_name:text? description:text email:email? website:uri? tax_status:text? tax_id:text? \
         year_incorporated:number? legal_status:text? logo:text? uri:uri? parent_organization_id:uuid? funding:[funding]? \
         contacts:[contact]? phones:[phone]? locations:[location]? programs:[program]? \
         organization_identifiers:[organization_identifier]? services:[service]? attributes:[attribute]? \
         metadata:[metadata]?",
    ),
    (
        "service_at_location",
        "id:uuid description:text? contacts:[contact]? phones:[phone]? schedules:[schedule]? location:location? \
         service:service? attributes:[attribute]? metadata:[metadata]?",
    ),
    (
        "location",
        "id:uuid location_type:physical|postal|virtual url:uri? name:text? alternate_name:text? description:text? \
         transportation:text? latitude:number? longitude:number? external_identifier:text? external_identifier_type:text? \
         languages:[language]? addresses:[address]? contacts:[contact]? accessibility:[accessibility]? phones:[phone]? \
         schedules:[schedule]? attributes:[attribute]? metadata:[metadata]?",
    ),
    (
        "address",
        "id:uuid attention:text? address_1:text address_2:text? city:text region:text? state_province:text \
         postal_code:text country:text address_type:physical|postal|virtual attributes:[attribute]? metadata:[metadata]?",
    ),
    (
        "phone",
        "id:uuid number:text extension:number? type:text? description:text? languages:[language]? \
         attributes:[attribute]? metadata:[metadata]?",
    ),
    (
        "contact",
        "id:uuid name:text? title:text? department:text? email:email? phones:[phone]? attributes:[attribute]? \
         metadata:[metadata]?",
    ),
    (
        "schedule",
        "id:uuid valid_from:date? valid_to:date? dtstart:date? timezone:number? until:date? count:number? \
         wkst:MO|TU|WE|TH|FR|SA|SU? freq:WEEKLY|MONTHLY? interval:number? byday:text? byweekno:text? bymonthday:text? \
         byyearday:text? description:text? opens_at:time? closes_at:time? schedule_link:uri? attending_type:text? \
         notes:text? attributes:[attribute]? metadata:[metadata]?",
    ),
    (
        "service_area",
        "id:uuid name:text? description:text? extent:text? extent_type:text? uri:text? attributes:[attribute]? \
         metadata:[metadata]?",
    ),
    ("language", "id:uuid name:text? code:text? note:text? attributes:[attribute]? metadata:[metadata]?"),
    ("funding", "id:uuid source:text? attributes:[attribute]? metadata:[metadata]?"),
    (
        "cost_option",
        "id:uuid valid_from:date? valid_to:date? option:text? currency:text? amount:number? amount_description:text? \
         attributes:[attribute]? metadata:[metadata]?",
    ),
    ("program", "id:uuid name:text alternate_name:text? description:text attributes:[attribute]? metadata:[metadata]?"),
    ("required_document", "id:uuid document:text? uri:uri? attributes:[attribute]? metadata:[metadata]?"),
    ("accessibility", "id:uuid description:text? details:text? url:uri? attributes:[attribute]? metadata:[metadata]?"),
    (
        "organization_identifier",
        "id:uuid identifier_scheme:text? identifier_type:text identifier:text attributes:[attribute]? metadata:[metadata]?",
    ),
    (
        "attribute",
        "id:uuid link_type:text? link_entity:text? value:text? taxonomy_term:taxonomy_term? metadata:[metadata]?",
    ),
    (
        "taxonomy_term",
        "id:uuid code:text? name:text description:text parent_id:uuid? taxonomy:text? taxonomy_detail:taxonomy? \
         language:text? term_uri:uri? metadata:[metadata]?",
    ),
    ("taxonomy", "id:uuid name:text description:text uri:uri? version:text? metadata:[metadata]?"),
    (
        "metadata",
        "id:uuid resource_type:text? last_action_date:date last_action_type:text field_name:text previous_value:text \
         replacement_value:text updated_by:text",
    ),
];

/// Holds a value against the schema of an object.
#[track_caller]
pub fn check(object: &str, value: &Value) {
    let faults = faults(object, value, object);
    assert!(faults.is_empty(), "{}\n{value:#}", faults.join("\n"));
}

fn faults(object: &str, value: &Value, place: &str) -> Vec<String> {
    let Some(map) = value.as_object() else { return vec![format!("{place} is no object")] };
    let (_, fields) = OBJECTS.iter().find(|(name, _)| *name == object).unwrap();
    let fields: Vec<(&str, &str)> = fields.split_whitespace().filter_map(|field| field.split_once(':')).collect();
    let mut faults: Vec<String> = map
        .keys()
        .filter(|name| !fields.iter().any(|(known, _)| known == name))
        .map(|name| format!("{place}.{name} is not of HSDS 3.0"))
        .collect();
    for (name, kind) in fields {
        faults.extend(field_faults(map, name, kind, &format!("{place}.{name}")));
    }
    faults
}

fn field_faults(map: &Map<String, Value>, name: &str, kind: &str, place: &str) -> Vec<String> {
    let optional = kind.ends_with('?');
    let kind = kind.trim_end_matches('?');
    match map.get(name) {
        None if optional => Vec::new(),
        None => vec![format!("{place} is required")],
        Some(Value::Array(rows)) => match kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
            Some(object) => rows.iter().flat_map(|row| faults(object, row, &format!("{place}[]"))).collect(),
            None => vec![format!("{place} is a list")],
        },
        Some(value) if OBJECTS.iter().any(|(object, _)| *object == kind) => faults(kind, value, place),
        Some(Value::Number(_)) if kind == "number" => Vec::new(),
        Some(Value::String(text)) if fits(kind, text) => Vec::new(),
        Some(other) => vec![format!("{place} is no {kind}: {other}")],
    }
}

fn fits(kind: &str, text: &str) -> bool {
    let digits = |pattern: &str| {
        text.len() == pattern.len()
            && text.chars().zip(pattern.chars()).all(|(found, wanted)| match wanted {
                '0' => found.is_ascii_digit(),
                'h' => found.is_ascii_hexdigit(),
                other => found == other,
            })
    };
    match kind {
        "text" => true,
        "uuid" => digits("hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"),
        "uri" => text.contains(':') && !text.contains(' '),
        "email" => text.contains('@') && !text.contains(' '),
        "date" => digits("0000-00-00"),
        "time" => text.len() >= 5 && text.as_bytes()[2] == b':',
        "datetime" => text.len() >= 20 && text.as_bytes()[10] == b'T',
        "number" | "[" => false,
        choices => choices.contains('|') && choices.split('|').any(|choice| choice.replace('_', " ") == text),
    }
}

#[test]
fn a_wrong_answer_is_told() {
    let wrong =
        serde_json::json!({ "id": "x", "status": "closed", "phones": [{ "id": 7 }], "minimum_age": "2", "secret": 1 });
    assert_eq!(
        faults("service", &wrong, "service"),
        [
            "service.secret is not of HSDS 3.0",
            "service.id is no uuid: \"x\"",
            "service.name is required",
            "service.status is no active|inactive|defunct|temporarily_closed: \"closed\"",
            "service.minimum_age is no number: \"2\"",
            "service.phones[].id is no uuid: 7",
            "service.phones[].number is required",
        ]
    );
}
