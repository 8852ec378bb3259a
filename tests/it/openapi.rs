//! The committed document is the one that the code makes, and it names just the doors that there are.

use std::collections::BTreeSet;

use netsterk::web::routes::TABLE;

use crate::harness::{World, on_both};

#[test]
fn the_committed_document_is_current() {
    let made = netsterk::web::openapi::text().unwrap();
    if std::env::var_os("UPDATE_API_SPEC").is_some() {
        std::fs::write("api-spec/openapi.json", &made).unwrap();
    }
    let committed = std::fs::read_to_string("api-spec/openapi.json").unwrap_or_default();
    assert!(made == committed, "run: UPDATE_API_SPEC=1 cargo test --test it current");
}

#[test]
fn the_document_equals_the_routes() {
    let document = serde_json::to_value(netsterk::web::openapi::document()).unwrap();
    assert_eq!(document["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| ["get", "put", "post", "patch", "delete"].contains(&key.as_str()))
        {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let served: BTreeSet<String> = TABLE.iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    assert_eq!(described, served);
}

on_both!(the_document_is_served_and_readable, |world: &World| {
    let nobody = world.nobody();
    assert_eq!(nobody.get("/openapi.json").expect(200).json["info"]["title"], "Netsterk");
    let page = nobody.send("GET", "/docs", &[], b"");
    assert_eq!((page.status, page.header("location")), (307, Some("/docs/")));
    let docs = nobody.send("GET", "/docs/index.html", &[], b"");
    assert!(docs.status == 200 && docs.text.contains("swagger"), "{}", docs.text);
});
