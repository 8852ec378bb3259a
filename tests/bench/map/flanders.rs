//! A social map as large as Flanders: the demonstration's map once for every municipality, under other ids, with the
//! name and the postcodes of the place. The same on every run.

use std::path::Path;

use uuid::Uuid;

/// How many services there should be, at least.
pub const SERVICES: usize = 20_000;
/// In one copy of so many the wide areas (province, region) stay as wide as they are.
const WIDE_IN: usize = 20;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/demo/map");
const MUNICIPALITIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/domain/socialmap/municipalities.csv");

/// A municipality: NIS code, name, postcodes.
struct Place {
    nis: String,
    name: String,
    postcodes: Vec<String>,
}

/// Postcodes of the places that the map covers, for questions from everywhere.
pub fn write(folder: &Path) -> Vec<String> {
    let places = places();
    let in_demo = rows(&Path::new(DEMO).join("services.csv")).1.len();
    let copies = SERVICES.div_ceil(in_demo);
    assert!(copies <= places.len(), "more copies than municipalities");
    for entry in std::fs::read_dir(DEMO).expect("the demonstration's map") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|kind| kind != "csv") {
            continue;
        }
        let table = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let (header, rows) = rows(&path);
        let mut out = csv::Writer::from_path(folder.join(format!("{table}.csv"))).expect("a file");
        out.write_record(&header).expect("a line");
        // The rubrics are those of everybody.
        let copies = if table.starts_with("taxonom") { 1 } else { copies };
        for (number, place) in places.iter().take(copies).enumerate() {
            for row in &rows {
                out.write_record(copy(&table, &header, row, number, place)).expect("a line");
            }
        }
        out.flush().expect("a file");
    }
    places.into_iter().take(copies).filter_map(|place| place.postcodes.into_iter().next()).collect()
}

fn copy(table: &str, header: &csv::StringRecord, row: &csv::StringRecord, number: usize, place: &Place) -> Vec<String> {
    let wide = row.iter().any(|cell| cell.contains("/provincie/") || cell.contains("/gewest/"));
    let here = table == "service_areas" && !(wide && number.is_multiple_of(WIDE_IN));
    let cell = |(column, cell): (&str, &str)| match column {
        "id" | "parent_id" | "taxonomy_term_id" | "taxonomy_id" if table.starts_with("taxonom") => cell.to_owned(),
        "taxonomy_term_id" => cell.to_owned(),
        _ if (column == "id" || column.ends_with("_id")) && !cell.is_empty() => other(cell, number),
        "description" if here => place.postcodes.join(", "),
        "name" if here => place.name.clone(),
        "uri" if here => format!("https://data.vlaanderen.be/id/gemeente/{}", place.nis),
        "city" => place.name.clone(),
        "postal_code" => place.postcodes.first().cloned().unwrap_or_default(),
        _ => cell.replace("Mechelen", &place.name),
    };
    header.iter().zip(row).map(cell).collect()
}

/// The id of a copy; the first copy keeps its own.
fn other(id: &str, number: usize) -> String {
    let known: Uuid = id.parse().expect("a UUID");
    if number == 0 { known.to_string() } else { Uuid::new_v5(&known, &number.to_be_bytes()).to_string() }
}

fn places() -> Vec<Place> {
    let (_, rows) = rows(Path::new(MUNICIPALITIES));
    let place = |row: &csv::StringRecord| Place {
        nis: row[0].to_owned(),
        name: row[1].to_owned(),
        postcodes: row[2].split(' ').map(str::to_owned).collect(),
    };
    let mut places: Vec<Place> = rows.iter().map(place).collect();
    // The demonstration stays what it is: its own municipality comes first.
    places.sort_by_key(|place| (place.name != "Mechelen", place.nis.clone()));
    places
}

fn rows(path: &Path) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let header = reader.headers().expect("a first line").clone();
    (header, reader.records().map(|row| row.expect("a row")).collect())
}
