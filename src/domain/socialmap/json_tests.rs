//! Full services in and out: what stands where, what is one row, and every fault by its place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use serde_json::json;

use super::super::nest::{Book, Door};
use super::super::object::Object;
use super::super::package::Record;
use super::*;

const SERVICE: &str = "ac148810-d857-441c-9679-408f346de14b";
const ORG: &str = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610";
const PLACE: &str = "3a19ff88-4620-4d17-9830-ac1d859eb5d5";
const PHONE: &str = "1554f2e2-a373-45db-a3fa-9fc48a61c15e";

/// A service with one of nearly everything, some of it in two places.
fn full() -> Value {
    let phone = json!({ "id": PHONE, "number": "+32 15 00 00 00", "extension": 100, "languages": [
        { "id": "2989d3ed-c547-48f8-8f9d-432d81c7892e", "name": "Nederlands", "code": "nl" }] });
    let contact = json!({ "id": "1e7efce3-639b-4880-940c-b95cd30cdb50", "name": "Onthaal", "phones": [phone] });
    let location = json!({ "id": PLACE, "location_type": "physical", "latitude": 51.02, "longitude": 4.48,
        "addresses": [{ "id": "74706e55-df26-4b84-80fe-ecc30b5befb4", "address_1": "Bruul 1", "city": "Mechelen",
            "state_province": "Antwerpen", "postal_code": "2800", "country": "BE", "address_type": "physical" }],
        "phones": [phone] });
    let program = json!({ "id": "e7ec2e57-4540-43fa-b2c7-6be5a0ef7f42", "name": "Buddy", "description": "x" });
    json!({
        "id": SERVICE, "name": "Onthaal", "status": "temporarily closed", "minimum_age": 2.5, "maximum_age": 12,
        "description": " <p>Hulp</p> ",
        "phones": [phone], "schedules": [], "service_areas": [], "languages": [], "funding": [], "cost_options": [],
        "service_at_locations": [{ "id": "e94c9f38-1e8f-4564-91d4-d53501ab1765", "location": location }],
        "organization": { "id": ORG, "name": "Huis", "description": "x", "tax_id": "0123",
            "parent_organization_id": "cd09a387-91f4-4555-94ec-e799c35344cd",
            "contacts": [contact], "locations": [location], "programs": [program] },
        "program": program, "required_documents": [], "contacts": [contact],
        "attributes": [{ "id": "ae58cc39-8b70-4ab1-8aea-786882e5ac8e", "link_entity": "service",
            "taxonomy_term": { "id": "3f7b145d-84af-42d7-8fae-eaca714b02b2", "name": "t", "description": "x",
                "taxonomy_detail": { "id": "5c4d79d7-cc55-470e-9f1f-8cad074e4892", "name": "T", "description": "x" } } }],
        "metadata": [{ "id": "6cd71e9f-1013-49d9-8370-26b8f59d3e5a", "resource_type": "service",
            "last_action_date": "2026-01-01", "last_action_type": "create", "field_name": "name",
            "previous_value": "", "replacement_value": "Onthaal", "updated_by": "x" }],
    })
}

fn rows(text: &str) -> HashMap<Object, Vec<Record>> {
    read("x.json", text.as_bytes()).unwrap().package.rows.into_iter().collect()
}

#[track_caller]
fn refused(text: &str, faults: &[&str]) {
    let found: Vec<String> = read("x.json", text.as_bytes()).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(found, faults);
}

#[test]
fn a_full_service_comes_out_as_it_went_in() {
    for text in [json!([full()]), json!({ "total_items": 1, "contents": [full()] }), full()] {
        let rows = rows(&text.to_string());
        let (book, mut told) = (Book::new(&rows, Door::Exchange), HashSet::new());
        let shown = book.service_in_list(SERVICE, &mut told).unwrap();
        // What is the organisation's own stands in the first of its services.
        let again = book.service_in_list(SERVICE, &mut told).unwrap();
        assert!(shown["organization"]["locations"].is_array() && again["organization"].get("locations").is_none());
        assert!(again["organization"].get("programs").is_none() && again["organization"]["name"].is_string());
        // The phone of the contact stands wherever the contact does.
        assert_eq!(shown, full());
        assert_eq!(rows[&Object::Phone].len(), 1);
        assert_eq!(rows[&Object::Phone][0].fields.len(), 6 - 1);
        assert_eq!(rows[&Object::Program][0].get("organization_id"), Some(ORG));
    }
}

#[test]
fn one_a_line_is_read_too() {
    let (one, mut other) = (full(), full());
    other["id"] = json!(PLACE);
    for list in ["phones", "contacts", "service_at_locations", "attributes", "metadata"] {
        other[list] = json!([]);
    }
    assert_eq!(rows(&format!("\u{feff}{one}\n{other}\n"))[&Object::Service].len(), 2);
}

#[test]
fn every_fault_is_named_by_its_place() {
    let mut service = full();
    service["id"] = json!(PLACE);
    service["service_at_locations"] = json!([]);
    service["attributes"] = json!([]);
    service["status"] = json!("closed");
    service["minimum_age"] = json!("2");
    service["phones"][0]["number"] = json!(null);
    service["contacts"][0]["phones"][0]["extension"] = json!(7);
    service["organization"]["locations"][0]["addresses"][0]["id"] = json!("x");
    service["service_areas"] = json!({});
    service["languages"] = json!([1]);
    service["cost_options"] = json!([{ "id": SERVICE, "service_id": ORG }]);
    refused(
        &json!([full(), service, full()]).to_string(),
        &[
            "x.json:2 status: 'closed' is not one of active, inactive, defunct, temporarily closed",
            "x.json:2 minimum_age: is a text, not a number",
            "x.json:2 organization.locations[0].addresses[0].id: 'x' is not a UUID",
            "x.json:2 phones[0].service_id: is not what phone 1554f2e2-a373-45db-a3fa-9fc48a61c15e says in service 1",
            "x.json:2 service_areas: is an object, not a list",
            "x.json:2 languages[0]: is a number, not a language",
            "x.json:2 cost_options[0].service_id: names another row than the one that it stands in",
            "x.json:2 contacts[0].service_id: is not what contact 1e7efce3-639b-4880-940c-b95cd30cdb50 says in service 1",
            "x.json:2 contacts[0].phones[0].extension: is not what phone 1554f2e2-a373-45db-a3fa-9fc48a61c15e says in service 1",
            "x.json:2 metadata[0].resource_id: is not what metadata 6cd71e9f-1013-49d9-8370-26b8f59d3e5a says in service 1",
            "x.json:3: this service is in the list already, as number 1",
        ],
    );
}

#[test]
fn what_is_not_a_map_is_refused() {
    refused("[]", &["x.json: holds no services"]);
    refused("", &["x.json: holds no services"]);
    refused("[{}]", &["x.json:1 id: is needed: a UUID"]);
    refused("[[1]]", &["x.json:1: is a list, not a service"]);
    refused("nonsense", &["x.json: is not JSON that can be read: expected ident at line 1 column 2"]);
    refused(
        "7",
        &[
            "x.json: is not JSON that can be read: invalid type: integer `7`, expected a list of services, a page of them, or a service at line 1 column 1",
        ],
    );
    refused("\u{0}", &["x.json: is not JSON that can be read: expected value at line 1 column 1"]);
    let deep = "[".repeat(100_000);
    assert!(read("x.json", deep.as_bytes()).unwrap_err()[0].reason.contains("recursion limit"));
    let wide: Vec<u8> = "\u{feff}[]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("x.json", &wide[..]).unwrap_err()[0].reason, "is UTF-16; save it as UTF-8");
    let flood = json!(vec![json!({}); 5_000]).to_string();
    assert_eq!(read("x.json", flood.as_bytes()).unwrap_err().len(), 1_000);
}

#[test]
fn what_hsds_does_not_know_is_left_out_and_told() {
    let mut service = full();
    service["needs"] = json!(["food"]);
    service["phones"][0]["colour"] = json!("red");
    let read = read("x.json", service.to_string().as_bytes()).unwrap();
    let told: Vec<(String, usize)> = read.left_out.into_iter().collect();
    assert_eq!(told, [("phone.'colour'".to_owned(), 1), ("service.'needs'".to_owned(), 1)]);
}

#[test]
fn the_open_door_keeps_in_what_leads_to_a_person() {
    let mut service = full();
    service["assurer_email"] = json!("iemand@huis.example");
    service["description"] = json!("<p onclick=x>Hulp</p>");
    service["organization"]["contacts"] = json!([]);
    let rows = rows(&service.to_string());
    let shown = Book::new(&rows, Door::Open).service(SERVICE).unwrap();
    assert_eq!(shown["contacts"], json!([]));
    // A phone of such a contact is not shown at another place either.
    assert_eq!(shown["phones"], json!([]));
    assert_eq!(shown.get("assurer_email"), None);
    assert_eq!(shown["description"], "<p>Hulp</p>");
    assert_eq!(Book::new(&rows, Door::Exchange).service(SERVICE).unwrap()["contacts"][0]["name"], "Onthaal");
}

proptest! {
    #[test]
    fn l2_no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read("x.json", &bytes[..]);
    }

    #[test]
    fn l2_no_service_that_is_cut_or_altered_makes_the_reader_panic(
        at in any::<proptest::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()
    ) {
        let mut bytes = json!([full()]).to_string().into_bytes();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(read) = read("x.json", &bytes[..]) {
            let rows: HashMap<Object, Vec<Record>> = read.package.rows.into_iter().collect();
            let _ = Book::new(&rows, Door::Open).service(SERVICE);
        }
    }
}
