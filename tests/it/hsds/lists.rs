//! Lists and rows of the open door.

use serde_json::{Value, json};

use super::schema::check;
use super::{get, ids, laid_out, page};
use crate::harness::{World, on_both};
use crate::map::{bring, demo_files};

/// Every row of a list, page by page, in the order of the list.
fn every(world: &World, path: &str) -> Vec<Value> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut rows = Vec::new();
    for number in 1.. {
        let page = page(world, &format!("{path}{joint}per_page=7&page={number}"));
        rows.extend(page["contents"].as_array().unwrap().iter().cloned());
        if page["last_page"] == true {
            assert_eq!(page["total_items"], rows.len());
            return rows;
        }
    }
    unreachable!()
}

on_both!(every_row_of_every_list_is_as_hsds_describes_it, |world: &World| {
    laid_out(world);
    let kinds = [
        ("services", "service"),
        ("organizations", "organization"),
        ("service_at_locations", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ];
    for (list, object) in kinds {
        let rows = every(world, &format!("/{list}"));
        assert!(rows.len() > 2, "{list}");
        for row in &rows {
            check(object, row);
            assert!(
                row.as_object().unwrap().values().all(|value| !value.is_array()),
                "{list} shows one-to-one fields only"
            );
        }
        let lines = get(world, &format!("/{list}?format=ndjson")).expect(200);
        assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
        let streamed: Vec<Value> = lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(streamed, rows, "{list}");
        for row in rows.iter().take(5) {
            let whole = get(world, &format!("/{list}/{}", row["id"].as_str().unwrap())).expect(200).json;
            check(object, &whole);
            for (name, cell) in row.as_object().unwrap() {
                assert!(cell.is_object() || whole[name] == *cell, "{list}.{name}");
            }
        }
        get(world, &format!("/{list}/00000000-0000-4000-8000-000000000000")).expect(404);
    }
    for row in every(world, "/services?full=true") {
        check("service", &row);
        let one = get(world, &format!("/services/{}", row["id"].as_str().unwrap())).expect(200).json;
        assert_eq!(one, row, "the full list shows what reading one shows");
    }
    for row in every(world, "/service_at_locations?full=true") {
        check("service_at_location", &row);
        let is_virtual = row["location"]["location_type"] == "virtual";
        assert!(is_virtual || row["location"]["addresses"].is_array());
        assert!(row["service"]["organization"].is_object());
    }
    for row in every(world, "/organizations?full=true") {
        check("organization", &row);
        assert!(row["services"].as_array().unwrap().iter().all(|service| service.get("description").is_none()));
    }
    let with_services = every(world, "/organizations?full_service=true");
    with_services.iter().for_each(|row| check("organization", row));
    assert!(with_services.iter().any(|row| row["services"][0]["service_at_locations"].is_array()));
});

on_both!(rows_with_all_that_hangs_on_them_come_in_small_pages, |world: &World| {
    laid_out(world);
    for path in ["/services?full=true&per_page=101", "/organizations?full_service=true&per_page=11"] {
        assert_eq!(get(world, path).expect(400).issues(), ["per_page"]);
    }
    get(world, "/services?full=true&per_page=100").expect(200);
    assert_eq!(page(world, "/organizations?full_service=true")["size"], 10);
    let mut own = 0;
    for service in every(world, "/services?full=true") {
        let inside = &service["organization"];
        assert!(inside["name"].is_string() && inside.get("locations").is_none() && inside.get("programs").is_none());
        let whole = get(world, &format!("/organizations/{}", inside["id"].as_str().unwrap())).expect(200).json;
        own += whole["locations"].as_array().unwrap().len();
    }
    assert!(own > 0, "the organisation itself shows its locations");
});

on_both!(the_root_names_version_profile_and_description, |world: &World| {
    for path in ["", "/"] {
        let root = get(world, path).expect(200).json;
        assert_eq!(root["version"], "3.0");
        assert_eq!(root["openapi_url"], format!("{}/openapi.json", world.base));
        assert_eq!(root["profile"], format!("{}/hsds/profile", world.base));
    }
    assert!(get(world, "/profile").expect(200).text.contains("profile of HSDS 3.0"));
});

on_both!(filters_narrow_each_other, |world: &World| {
    laid_out(world);
    let all = ids(&page(world, "/services?per_page=1000"));
    let full = every(world, "/services?full=true");
    let one =
        full.iter().find(|service| service["attributes"].as_array().is_some_and(|terms| terms.len() > 1)).unwrap();
    let organization = one["organization"]["id"].as_str().unwrap();
    let term = &one["attributes"][0]["taxonomy_term"];
    let (term_id, taxonomy) = (term["id"].as_str().unwrap(), term["taxonomy_detail"]["id"].as_str().unwrap());
    let matching = |fits: &dyn Fn(&Value) -> bool| -> Vec<String> {
        full.iter().filter(|service| fits(service)).map(|service| service["id"].as_str().unwrap().to_owned()).collect()
    };
    let has =
        |service: &Value, path: &dyn Fn(&Value) -> bool| service["attributes"].as_array().unwrap().iter().any(path);
    let of_organization = |service: &Value| service["organization"]["id"] == organization;
    let of_term = |service: &Value| has(service, &|attribute| attribute["taxonomy_term"]["id"] == term_id);
    let of_taxonomy =
        |service: &Value| has(service, &|attribute| attribute["taxonomy_term"]["taxonomy_detail"]["id"] == taxonomy);
    let list = |query: &str| ids(&page(world, &format!("/services?per_page=1000&{query}")));
    assert_eq!(list(&format!("organization_id={organization}")), matching(&of_organization));
    assert_eq!(list(&format!("taxonomy_term_id={term_id}")), matching(&of_term));
    assert_eq!(list(&format!("taxonomy_id={taxonomy}")), matching(&of_taxonomy));
    let both = list(&format!("organization_id={organization}&taxonomy_term_id={term_id}"));
    assert_eq!(both, matching(&|service| of_organization(service) && of_term(service)));
    assert!(!both.is_empty() && both.len() < all.len());
    assert_eq!(list("organization_id=00000000-0000-4000-8000-000000000000"), Vec::<String>::new());

    let found = list("search=huiswerk");
    assert!(!found.is_empty() && found.len() < all.len());
    let here = list("postcode=2800");
    let there = list("postcode=8400");
    assert!(here.len() > there.len() && there.iter().all(|id| all.contains(id)));
    let near = list("postcode=2800&proximity=3000");
    let far = list("postcode=2800&proximity=30");
    assert!(!near.is_empty() && near.iter().all(|id| here.contains(id)) && far.len() < near.len());
    assert_eq!(list("postcode=8400&proximity=1000"), Vec::<String>::new());
    for place in every(world, "/service_at_locations?postcode=2800&proximity=3000") {
        assert!(near.contains(&place["service"]["id"].as_str().unwrap().to_owned()));
    }

    let minimal = page(world, "/services?minimal=true");
    assert_eq!((minimal["total_pages"].clone(), ids(&minimal)), (json!(1), all.clone()));
    let row = &minimal["contents"][0];
    assert!(row["last_modified"].is_string() && row["last_modified"] == row["modified_date"], "{row}");
    assert_eq!(row.as_object().unwrap().len(), 3);
    let mut times: Vec<String> = minimal["contents"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["last_modified"].as_str().map(str::to_owned))
        .collect();
    times.sort();
    let middle = &times[times.len() / 2];
    let later = list(&format!("modified_after={}", middle.replace('+', "%2B")));
    assert!(later.len() < all.len() && later.len() >= times.iter().filter(|time| *time >= middle).count());
    assert_eq!(list("modified_after=2199-01-01").len(), all.len() - times.len());

    let tops = page(world, "/taxonomy_terms?top_only=true&per_page=1000");
    assert!(tops["contents"].as_array().unwrap().iter().all(|term| term.get("parent_id").is_none()));
    let top = tops["contents"][0]["id"].as_str().unwrap();
    let below = page(world, &format!("/taxonomy_terms?parent_id={top}"));
    assert!(below["contents"].as_array().unwrap().iter().all(|term| term["parent_id"] == top));
    let of_taxonomy = page(world, &format!("/taxonomy_terms?taxonomy_id={taxonomy}&per_page=1000"));
    assert!(ids(&of_taxonomy).contains(&term_id.to_owned()));
});

on_both!(a_page_behind_the_last_is_empty_and_faults_are_named_together, |world: &World| {
    laid_out(world);
    let beyond = page(world, "/services?page=9999");
    assert_eq!((beyond["empty"].clone(), beyond["last_page"].clone()), (json!(true), json!(true)));
    let wrong =
        get(world, "/services?page=0&per_page=5000&format=xml&postcode=28000&colour=red&minimal=maybe").expect(400);
    assert_eq!(wrong.issues(), ["colour", "format", "minimal", "page", "per_page", "postcode"]);
    assert_eq!(get(world, "/services?minimal=true&full=true").expect(400).issues(), ["full"]);
    assert_eq!(get(world, "/services?proximity=100").expect(400).issues(), ["proximity"]);
    assert_eq!(get(world, "/services?postcode=9999&proximity=100").expect(400).issues(), ["postcode"]);
    assert_eq!(get(world, "/services?modified_after=gisteren").expect(400).issues(), ["modified_after"]);
    assert_eq!(get(world, "/organizations?minimal=true").expect(400).issues(), ["minimal"]);
    for hostile in ["%27%20OR%201%3D1", "%25", "_", "%22%20UNION", "%F0%9F%98%80"] {
        for name in ["search", "organization_id", "taxonomy_id", "taxonomy_term_id"] {
            get(world, &format!("/services?{name}={hostile}")).expect(200);
        }
        get(world, &format!("/services/{hostile}")).expect(404);
    }
});

on_both!(an_answer_that_is_still_right_is_not_sent_again, |world: &World| {
    laid_out(world);
    let id = ids(&page(world, "/services?per_page=1"))[0].clone();
    for path in ["/hsds/services?full=true".to_owned(), format!("/hsds/services/{id}"), "/hsds/taxonomies".to_owned()] {
        let tag = world.nobody().get(&path).expect(200).etag();
        world.nobody().get_with(&path, &[("if-none-match", &tag)]).expect(304);
        world.nobody().get_with(&path, &[("if-none-match", &format!("W/{tag}"))]).expect(304);
        world.nobody().get_with(&path, &[("if-none-match", "\"0\"")]).expect(200);
    }
    let gone = "/hsds/services/00000000-0000-4000-8000-000000000000";
    world.nobody().get_with(gone, &[("if-none-match", "*")]).expect(404);
    let before = get(world, &format!("/services/{id}")).expect(200);
    let mut files = demo_files();
    let text = String::from_utf8(files["services.csv"].clone()).unwrap();
    let name = before.json["name"].as_str().unwrap();
    files.insert("services.csv".to_owned(), text.replacen(name, "Nieuwe naam", 1).into_bytes());
    bring(world, &files);
    let path = format!("/hsds/services/{id}");
    let after = world.nobody().get_with(&path, &[("if-none-match", &before.etag())]).expect(200);
    assert_eq!(after.json["name"], "Nieuwe naam");
});

on_both!(any_origin_may_read_and_nobody_may_write, |world: &World| {
    laid_out(world);
    let nobody = world.nobody();
    for path in ["/hsds/services", "/hsds/services/x", "/hsds/services?page=0", "/hsds/nothing", "/hsds"] {
        let answer = nobody.get_with(path, &[("origin", "https://kaart.example")]);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        let ask = [("origin", "https://kaart.example"), ("access-control-request-method", "GET")];
        let preflight = nobody.send("OPTIONS", path, &ask, b"");
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some("*")), "{path}");
        assert!(preflight.header("access-control-allow-methods").unwrap().contains("GET"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        assert_eq!(nobody.json(method, "/hsds/services", &[], &json!({})).status, 405, "{method}");
    }
    assert_eq!(nobody.get("/v1/services").header("access-control-allow-origin"), None);
});

on_both!(a5_contacts_and_room_are_not_shown, |world: &World| {
    laid_out(world);
    let contacts = String::from_utf8(demo_files()["contacts.csv"].clone()).unwrap();
    let contacts: Vec<&str> = contacts.lines().skip(1).collect();
    assert!(contacts.len() > 10);
    let everything = [
        "/services?full=true&format=ndjson",
        "/organizations?full_service=true&format=ndjson",
        "/service_at_locations?full=true&format=ndjson",
    ]
    .map(|path| get(world, path).expect(200).text)
    .concat();
    for line in contacts {
        let id = line.split(',').next().unwrap();
        assert!(!everything.contains(id), "{line}");
    }
    for word in ["Warme overdracht", "assurer_email", "capacity", "waiting_list"] {
        assert!(!everything.contains(word), "{word}");
    }
});

on_both!(markup_of_others_does_nothing_here, |world: &World| {
    let mut files = demo_files();
    let text = String::from_utf8(files["organizations.csv"].clone()).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let name = rows.lines().next().unwrap().split(',').nth(1).unwrap().to_owned();
    let hostile = "<script>alert(1)</script>Kind & <b>Gezin</b>";
    files.insert("organizations.csv".to_owned(), format!("{head}\n{}", rows.replacen(&name, hostile, 1)).into_bytes());
    bring(world, &files);
    let shown = get(world, "/organizations?format=ndjson").expect(200).text;
    assert!(!shown.contains("<script") && shown.contains("Kind &amp; <b>Gezin</b>"), "{shown}");
    assert!(
        crate::exchange::tables(world)["organizations.csv"].windows(8).any(|part| part == b"<script>"),
        "kept as it came"
    );
});
