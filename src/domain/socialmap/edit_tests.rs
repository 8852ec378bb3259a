use serde_json::json;

use super::*;

fn service() -> Tree {
    let mut tree = Tree::bare(Object::Service, "s");
    for (column, cell) in
        [("name", "Huiswerkklas"), ("status", "active"), ("minimum_age", "6"), ("url", "https://a.example")]
    {
        tree.cells.insert(column.to_owned(), cell.to_owned());
    }
    for (id, number) in [("p1", "015 1"), ("p2", "015 2")] {
        let mut phone = Tree::bare(Object::Phone, id);
        phone.cells.insert("number".to_owned(), number.to_owned());
        phone.cells.insert("service_id".to_owned(), "s".to_owned());
        phone.cells.insert("organization_id".to_owned(), "o".to_owned());
        tree.hung[0].push(phone);
    }
    tree
}

fn planned(change: Value) -> Plan {
    let mut next = 0;
    let mut new_id = || {
        next += 1;
        format!("new{next}")
    };
    let Value::Object(change) = change else { panic!("an object") };
    plan(&service(), &change, false, &mut new_id)
}

fn names(plan: &Plan) -> Vec<&str> {
    let mut names: Vec<&str> = plan.faults.iter().map(|fault| fault.name.as_str()).collect();
    names.sort_unstable();
    names
}

#[test]
fn what_is_not_named_stays_and_null_takes_out() {
    let plan = planned(json!({ "name": " Huiswerkbegeleiding ", "url": null, "maximumAge": 12.5 }));
    assert_eq!(plan.faults, []);
    let [row] = &plan.rows[..] else { panic!("{:?}", plan.rows) };
    assert_eq!(
        row.fields(),
        [
            ("maximum_age", "", "12.5"),
            ("name", "Huiswerkklas", "Huiswerkbegeleiding"),
            ("url", "https://a.example", "")
        ]
    );
    assert_eq!(planned(json!({ "name": "Huiswerkklas" })).rows, [], "the same again is no change");
}

#[test]
fn a_list_stands_for_the_whole_list() {
    let plan = planned(
        json!({ "phones": [{ "id": "p1", "number": "015 9" }, { "number": "015 3", "languages": [{ "code": "nl" }] }] }),
    );
    assert_eq!(plan.faults, []);
    let told: Vec<(Object, &str, bool, bool)> =
        plan.rows.iter().map(|row| (row.object, row.id.as_str(), row.before.is_some(), row.after.is_some())).collect();
    assert_eq!(
        told,
        [
            (Object::Phone, "p1", true, true),
            (Object::Phone, "new1", false, true),
            (Object::Language, "new2", false, true),
            (Object::Phone, "p2", true, false)
        ]
    );
    let kept = plan.rows[0].after.as_ref().map(|cells| cells["organization_id"].as_str());
    assert_eq!(kept, Some("o"), "other links of a row stay");
    let hung = plan.rows[2].after.as_ref().map(|cells| cells["phone_id"].as_str());
    assert_eq!(hung, Some("new1"));
}

#[test]
fn every_fault_is_named_at_once() {
    let plan = planned(json!({
        "name": null, "organizationId": "x", "lastModified": "2026-01-01T00:00:00Z", "status": "open", "minimumAge": "6",
        "maximumAge": 3, "email": "geen adres", "url": "a\u{7}b", "colour": 1, "languages": {},
        "phones": [{ "id": "p1" }, { "id": "p9", "number": "1" }, { "number": "1\n2" }, 3],
        "serviceAtLocations": [{ "locationId": "geen" }],
    }));
    assert_eq!(
        names(&plan),
        [
            "colour",
            "email",
            "languages",
            "lastModified",
            "minimumAge",
            "name",
            "organizationId",
            "phones.0.number",
            "phones.1.id",
            "phones.2.number",
            "phones.3",
            "serviceAtLocations.0.locationId",
            "status",
            "url"
        ]
    );
    assert!(plan.faults.iter().all(|fault| !fault.detail.contains("geen adres")), "{:?}", plan.faults);
    assert_eq!(names(&planned(json!({ "maximumAge": 3 }))), ["minimumAge"]);
}

#[test]
fn ids_are_handed_on_to_be_looked_up() {
    let id = "5FFD074C-2D42-538F-B2B9-4D0515C44587";
    let plan = planned(json!({ "serviceAtLocations": [{ "locationId": id }], "programId": id }));
    let asked: Vec<(&str, Object)> = plan.references.iter().map(|one| (one.name.as_str(), one.object)).collect();
    assert_eq!(asked, [("programId", Object::Program), ("serviceAtLocations.0.locationId", Object::Location)]);
    assert_eq!(plan.references[0].id, id.to_ascii_lowercase());
}

#[test]
fn an_address_that_runs_is_refused() {
    let plan = planned(json!({ "url": "JavaScript:alert(1)", "phones": [] }));
    assert_eq!(names(&plan), ["url"]);
    assert_eq!(planned(json!({ "url": "mailto:a@b.example" })).faults, []);
}

#[test]
fn a_flood_is_read_no_further_than_it_makes_sense() {
    let flood = planned(json!({ "serviceAtLocations": vec![json!({ "phones": vec![json!({}); 200] }); 3] }));
    assert!((100..150).contains(&flood.faults.len()), "{}", flood.faults.len());

    // Rows without a fault have a limit of their own.
    let phones = |phones: usize, languages: usize| {
        let phone = json!({ "number": "1", "languages": vec![json!({ "code": "nl" }); languages] });
        planned(json!({ "phones": vec![phone; phones] }))
    };
    assert_eq!(names(&phones(190, 9)), [""; 0]);
    assert_eq!(names(&phones(200, 10)), ["(whole body)"]);
}

#[test]
fn what_is_sent_as_it_was_read_stays_as_it_is() {
    let mut tree = service();
    for (column, cell) in [("description", "<p class=x>Hulp</p>"), ("minimum_age", "06"), ("fees", " 5 euro ")] {
        tree.cells.insert(column.to_owned(), cell.to_owned());
    }
    let record = tree.json(true);
    assert_eq!(record["description"], "<p>Hulp</p>");
    let again = plan(&tree, &record, false, &mut || panic!("nothing is new"));
    assert_eq!((again.rows, again.faults), (Vec::new(), Vec::new()));
}
