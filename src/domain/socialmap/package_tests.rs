//! Sound and broken packages. Every case names the fault by file, line and column.

use super::*;

const ORG: &str = "779613ee-e668-5425-a011-7a5629220183";
const SERVICE: &str = "32a2d540-ead7-5586-a9cd-d816b5aa924c";

fn sound() -> BTreeMap<String, Vec<u8>> {
    let organizations = format!("id,name,description\n{ORG},Onthaal,Een dienst\n");
    let services = format!(
        "id,organization_id,name,status,minimum_age,maximum_age\n{SERVICE},{ORG},Welzijnsonthaal,temporarily closed,2.5,12\n"
    );
    [("organizations.csv", organizations), ("services.csv", services)]
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .into()
}

fn with(name: &str, text: impl Into<Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut files = sound();
    files.insert(name.to_owned(), text.into());
    files
}

fn faults(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    Package::read(files).map_or_else(|faults| faults.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

#[track_caller]
fn refused(files: &BTreeMap<String, Vec<u8>>, expected: &[&str]) {
    assert_eq!(faults(files), expected);
}

#[test]
fn a_sound_package_is_read_whole() {
    let Ok(package) = Package::read(&sound()) else { panic!("refused") };
    assert_eq!(package.len(), 2);
    assert_eq!(package.of(Object::Service)[0].get("status"), Some("temporarily closed"));
}

#[test]
fn a_byte_order_mark_is_no_fault_and_other_files_are_left_alone() {
    let mut files = sound();
    let marked = [b"\xef\xbb\xbf".to_vec(), files["services.csv"].clone()].concat();
    files.insert("services.csv".into(), marked);
    files.insert("datapackage.json".into(), b"{}".to_vec());
    assert!(Package::read(&files).is_ok());
}

#[test]
fn utf_16_and_bad_utf_8_are_named() {
    let wide: Vec<u8> = "\u{feff}id,name".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&with("taxonomies.csv", wide), &["taxonomies.csv:1: the file is UTF-16; save it as UTF-8"]);
    refused(
        &with("taxonomies.csv", b"id,name,description\n,caf\xe9,\n".to_vec()),
        &["taxonomies.csv:2: not UTF-8: byte 0xe9; save the file as UTF-8"],
    );
}

#[test]
fn a_wrong_delimiter_is_named() {
    refused(
        &with("taxonomies.csv", "id;name;description\n"),
        &["taxonomies.csv:1: the cells are separated by ';'; separate them by ','"],
    );
}

#[test]
fn unknown_and_missing_columns_and_files_are_named() {
    refused(
        &with("taxonomies.csv", "id,name,colour\n"),
        &[
            "taxonomies.csv:1 colour: 'colour' is not a column of this table in HSDS 3.0",
            "taxonomies.csv:1 description: the required column is missing",
        ],
    );
    let mut files = with("extra.csv", "id\n");
    files.remove("organizations.csv");
    // Services refer to organisations: that file is missing, which is said once.
    refused(&files, &["extra.csv: is not a table of HSDS 3.0", "organizations.csv: the file is missing"]);
}

#[test]
fn an_open_quote_is_named_where_it_opens() {
    refused(
        &with("taxonomies.csv", "id,name,description\n,\"open,\nx,y,z\n"),
        &["taxonomies.csv:2: this quote is never closed"],
    );
    assert_eq!(faults(&with("taxonomies.csv", "id,name,description\n,\"a\"b,c\n")).len(), 1);
}

#[test]
fn every_faulty_row_is_named_not_only_the_first() {
    let services = format!(
        "id,organization_id,name,status,minimum_age,maximum_age\n\
         nope,{ORG},A,active,,\n\
         {SERVICE},{ORG},B,closed,,\n\
         {SERVICE},{ORG},C,active,12,6\n\
         ac148810-d857-441c-9679-408f346de14b,{SERVICE},,active,,\n\
         short,row\n"
    );
    refused(
        &with("services.csv", services),
        &[
            "services.csv:2 id: 'nope' is not a UUID",
            "services.csv:3 status: 'closed' is not one of active, inactive, defunct, temporarily closed",
            &format!("services.csv:4 id: {SERVICE} is on line 3 already"),
            "services.csv:4 minimum_age: 12 is above maximum_age 6",
            "services.csv:5 name: is required, but empty",
            "services.csv:6: 2 cells, but the first line names 6 columns",
        ],
    );
}

#[test]
fn lines_are_counted_whatever_ends_them_and_cells_may_hold_breaks() {
    let rows = "id,name,description\r\n\r\n5ffd074c-2d42-538f-b2b9-4d0515c44587,\"two\r\nlines\",x\r\nnope,y,z\r\n";
    refused(&with("taxonomies.csv", rows), &["taxonomies.csv:5 id: 'nope' is not a UUID"]);
}

#[test]
fn dangling_and_polymorphic_references_are_named() {
    let term = "a92af3e8-bcf4-5906-a593-86a5d7a15783";
    let attributes = format!(
        "id,link_id,taxonomy_term_id,link_entity\n\
         5ffd074c-2d42-538f-b2b9-4d0515c44587,{SERVICE},{term},service\n\
         82d37edc-bd03-59a7-8aad-6358441044b2,{SERVICE},{SERVICE},organization\n\
         a8926635-8e42-5d2e-afb6-0e528f96372a,{SERVICE},{term},village\n"
    );
    let mut files = with("attributes.csv", attributes);
    files.insert("taxonomy_terms.csv".into(), format!("id,name,description\n{term},A,B\n").into_bytes());
    refused(
        &files,
        &[
            &format!("attributes.csv:3 taxonomy_term_id: no taxonomy_term has the id {SERVICE}"),
            &format!("attributes.csv:3 link_id: no organization has the id {SERVICE}"),
            "attributes.csv:4 link_entity: 'village' is not an object of HSDS 3.0",
        ],
    );
}

#[test]
fn the_faults_are_capped() {
    let rows = "x,y,z\n".repeat(5_000);
    assert_eq!(faults(&with("taxonomies.csv", format!("id,name,description\n{rows}"))).len(), 1_000);
}

#[test]
fn rows_of_all_tables_are_counted_together() {
    let (mut faults, mut room) = (Faults::default(), 3);
    let mut read = |rows: std::ops::Range<u8>| {
        let rows: String = rows.map(|row| format!("00000000-0000-4000-8000-0000000000{row:02},a,b\n")).collect();
        let text = format!("id,name,description\n{rows}");
        table::read("taxonomies.csv", text.as_bytes(), fields(Object::Taxonomy), &mut room, &mut faults);
        faults.is_empty()
    };
    assert_eq!([read(0..2), read(2..3), read(3..4)], [true, true, false]);
    assert_eq!(faults.sorted()[0].reason, TOO_MANY);
}

#[test]
fn a_capacity_belongs_to_one_known_service() {
    let capacities = format!(
        "id,service_id,state,updated\n\
         6b2e0bd7-7e4c-5626-9645-12f04f60a305,{SERVICE},full,2026-09-18T11:18:03Z\n\
         6b2e0bd7-7e4c-5626-9645-12f04f60a306,{SERVICE},open,2026-09-18T11:18:03Z\n\
         6b2e0bd7-7e4c-5626-9645-12f04f60a307,{ORG},open,2026-09-18T11:18:03Z\n"
    );
    refused(
        &with("service_capacity.csv", capacities),
        &[
            "service_capacity.csv:3 service_id: this service has a capacity already",
            &format!("service_capacity.csv:4 service_id: no service has the id {ORG}"),
        ],
    );
}

mod parsers_do_not_panic {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), header in any::<bool>()) {
            let mut text = if header { b"id,name,description\n".to_vec() } else { Vec::new() };
            text.extend(bytes);
            let _ = Package::read(&with("taxonomies.csv", text));
        }
    }
}
