//! E2, L2: packages that are too large, too clever or broken: an error that says so, never a panic, nothing changed.
//!
//! `PROPTEST_CASES=100000` tries the parsers for longer.

use std::io::{Cursor, Write};

use netsterk::cli::map::files;
use netsterk::domain::socialmap::fault::MOST;
use netsterk::domain::socialmap::{Object, Package, json};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::{Files, generate, plain_tables};

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn read_zip(bytes: &[u8]) -> Result<Files, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.zip");
    std::fs::write(&path, bytes).unwrap();
    files::read(&path)
}

#[test]
fn e2_zip_bombs_are_refused_before_they_unfold() {
    let bomb = zipped(&[("services.csv", &vec![b'a'; 64 * 1024 * 1024])]);
    assert!(bomb.len() < 100_000);
    assert!(read_zip(&bomb).unwrap_err().contains("larger than a table can be"));
    let many: Vec<(String, Vec<u8>)> = (0..300).map(|at| (format!("{at}.csv"), b"id\n".to_vec())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    assert!(read_zip(&zipped(&many)).unwrap_err().contains("more than 200 entries"));
    let inner = zipped(&[("services.csv", b"id\n")]);
    assert!(read_zip(&zipped(&[("map.zip", &inner)])).unwrap().is_empty(), "what is no table is not looked into");
    let twice = zipped(&[("a/services.csv", b"id\n"), ("b/services.csv", b"id\n")]);
    assert!(read_zip(&twice).unwrap_err().contains("there twice"));
    assert!(read_zip(b"PK\x03\x04nonsense").unwrap_err().contains("neither a folder nor a zip file"));
    let outside = zipped(&[("../../services.csv", b"id\n")]);
    assert_eq!(read_zip(&outside).unwrap().keys().collect::<Vec<_>>(), ["services.csv"], "only the name counts");
}

fn with(name: &str, bytes: Vec<u8>) -> Files {
    let mut files = plain_tables(&generate::package(51, 3));
    files.insert(name.to_owned(), bytes);
    files
}

#[test]
fn e2_a_table_of_100_000_rows_is_read() {
    let mut files = plain_tables(&generate::package(51, 3));
    let mut table = String::from("id,name,description\n");
    for at in 0..100_000 {
        table += &format!("00000000-0000-4000-8000-{at:012},Rubriek {at},\"een, twee\"\n");
    }
    let text = String::from_utf8(files["taxonomies.csv"].clone()).unwrap();
    let row = text.lines().nth(1).unwrap();
    let id = row.split(',').next().unwrap();
    files.insert("taxonomies.csv".to_owned(), (table + &format!("{id},x,y\n")).into_bytes());
    files.remove("taxonomy_terms.csv");
    files.remove("attributes.csv");
    files.remove("metadata.csv");
    let package = Package::read(&files).unwrap();
    assert_eq!(package.of(Object::Taxonomy).len(), 100_001);
}

#[test]
fn e2_quote_storms_and_huge_cells_are_refused() {
    for bytes in [
        b"id,name,description\n".iter().chain(&vec![b'"'; 1_000_001]).copied().collect::<Vec<u8>>(),
        format!("id,name,description\n{}\n", "\"\",".repeat(300_000)).into_bytes(),
        format!("id,name,description\n,{},\n", "x".repeat(10_000_000)).into_bytes(),
        format!("{}\n", "id,".repeat(1_000_000)).into_bytes(),
        "\n".repeat(1_000_000).into_bytes(),
        vec![0; 1_000_000],
        vec![0xff; 1_000_000],
    ] {
        let faults = Package::read(&with("taxonomies.csv", bytes)).unwrap_err();
        assert!(!faults.is_empty() && faults.len() <= MOST, "{}", faults.len());
        assert!(faults.iter().all(|fault| fault.reason.len() < 400), "reasons are short");
    }
}

proptest! {
    #[test]
    fn l2_no_table_that_is_cut_or_altered_makes_the_reader_panic(
        seed in 0_u64..50, object in 0_usize..21, at in any::<prop::sample::Index>(),
        put in prop::collection::vec(any::<u8>(), 0..8), cut in any::<bool>()
    ) {
        let name = Object::ALL[object].file();
        let mut files = plain_tables(&generate::package(seed, 2));
        let mut bytes = files[name].clone();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes.splice(at..at, put); }
        files.insert(name.to_owned(), bytes);
        if let Err(faults) = Package::read(&files) {
            prop_assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.reason.is_empty()));
        }
    }

    #[test]
    fn l2_no_json_of_any_shape_makes_the_reader_panic(text in shape()) {
        if let Err(faults) = json::read("x.json", text.to_string().as_bytes()) {
            prop_assert!(!faults.is_empty() && faults.len() <= MOST);
        }
    }
}

/// JSON that looks like services, with anything at any place.
fn shape() -> impl Strategy<Value = serde_json::Value> {
    let names = prop::sample::select(vec![
        "id",
        "name",
        "status",
        "organization",
        "phones",
        "contacts",
        "attributes",
        "taxonomy_term",
        "location",
        "service_at_locations",
        "metadata",
        "languages",
        "minimum_age",
        "link_id",
        "contents",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
        (0_u8..4).prop_map(|at| format!("00000000-0000-4000-8000-00000000000{at}").into()),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|pairs| {
                pairs
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }),
        ]
    })
}
