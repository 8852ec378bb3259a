//! The social map in and out: nothing is lost on the way, a directory's next package is merged, faults change nothing.

mod generate;
mod refused;
mod reimport;
mod remote;
mod round_trip;

use std::collections::BTreeMap;
use std::io::{self, Write};

use netsterk::domain::socialmap::fields::fields;
use netsterk::domain::socialmap::{Object, Package, Record};
use netsterk::usecases::map::export::{self, Shelf};
use serde_json::Value;

use crate::harness::World;

pub type Files = BTreeMap<String, Vec<u8>>;

/// A shelf in memory.
#[derive(Default)]
struct Memory {
    files: Files,
    current: String,
}

impl Shelf for Memory {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.current = name.to_owned();
        Ok(self.files.entry(self.current.clone()).or_default())
    }
}

/// What a world lets out as tables.
pub fn tables(world: &World) -> Files {
    let mut shelf = Memory::default();
    export::tables(&world.app.ctx, &mut shelf, false, |_| {}).unwrap();
    shelf.files
}

/// What a world lets out as services.
pub fn services(world: &World) -> Value {
    let mut out = Vec::new();
    export::services(&world.app.ctx, &mut out, |_| {}).unwrap();
    serde_json::from_slice(&out).unwrap()
}

pub fn read(files: &Files) -> Package {
    match Package::read(files) {
        Ok(package) => package,
        Err(faults) => panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()),
    }
}

/// Rows without the lines that they stood on, in the order of their ids.
pub fn rows(package: &Package) -> BTreeMap<Object, Vec<Record>> {
    let mut rows: BTreeMap<Object, Vec<Record>> = package.rows.clone();
    rows.retain(|_, rows| !rows.is_empty());
    for rows in rows.values_mut() {
        rows.iter_mut().for_each(|row| row.line = 0);
        rows.sort_by(|one, other| one.id.cmp(&other.id));
    }
    rows
}

/// JSON with every list of rows in the order of the ids.
pub fn sorted(mut value: Value) -> Value {
    match &mut value {
        Value::Array(rows) => {
            let mut sorted_rows: Vec<Value> = rows.drain(..).map(sorted).collect();
            sorted_rows.sort_by_key(|row| row["id"].as_str().unwrap_or_default().to_owned());
            Value::Array(sorted_rows)
        }
        Value::Object(map) => {
            for (_, inner) in map.iter_mut() {
                *inner = sorted(inner.take());
            }
            value
        }
        _ => value,
    }
}

/// The tables of rows, as a plain CSV writer writes them: no cell is guarded.
pub fn plain_tables(package: &Package) -> Files {
    let table = |object: &Object| {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(fields(*object).iter().map(|field| field.name)).unwrap();
        for row in package.of(*object) {
            let cell = |name| if name == "id" { row.id.as_str() } else { row.get(name).unwrap_or_default() };
            out.write_record(fields(*object).iter().map(|field| cell(field.name))).unwrap();
        }
        (object.file().to_owned(), out.into_inner().unwrap())
    };
    Object::ALL.iter().map(table).collect()
}
