//! What comes in goes out the same: all twenty-one objects, as tables and as JSON, on both databases.
//!
//! An ordinary run makes a few maps on each database; `NETSTERK_TEST_MAPS=200` makes more.

use netsterk::domain::socialmap::{json, neutral};
use netsterk::usecases::map::import::import;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{generate, plain_tables, read, rows, services, sorted, tables};
use crate::harness::{Backend, World, on_both};
use crate::map::{bring, demo_files};

/// Maps of an ordinary run.
const MAPS: u32 = 4;

fn on_maps_of_chance(backend: Backend, check: impl Fn(u64, u64, &World)) {
    let cases = std::env::var("NETSTERK_TEST_MAPS").map_or(MAPS, |text| text.parse().unwrap());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4, ..Config::default() };
    let done = TestRunner::new(config).run(&(any::<u64>(), 1_u64..12), |(seed, most)| {
        if let Some(world) = World::new(backend) {
            check(seed >> 8, most, &world);
            world.finish();
        }
        Ok(())
    });
    done.unwrap();
}

fn tables_come_out_as_they_went_in(seed: u64, most: u64, world: &World) {
    let package = generate::package(seed, most);
    // Through the reader, as everybody's tables come; and written by hand, so that no cell was guarded by us.
    let came = read(&plain_tables(&package));
    let first = import(&world.app.ctx, &came, |_, _| {}).unwrap();
    assert_eq!((first.organizations.changed, first.services.gone, first.others.gone), (0, 0, 0));
    let out = read(&tables(world));
    assert_eq!(rows(&out), rows(&came), "seed {seed}, {most}");
    // What came differs from what was made just where a plain writer does not guard what looks guarded.
    let bare = |record: &mut netsterk::domain::socialmap::Record| {
        record.fields.values_mut().for_each(|cell| *cell = neutral::bare(cell).to_owned());
    };
    let mut made = rows(&package);
    made.values_mut().flatten().for_each(bare);
    assert_eq!(rows(&came), made);

    let again = import(&world.app.ctx, &out, |_, _| {}).unwrap();
    assert!(!again.changes(), "seed {seed}, {most}: {again:?}");
}

#[test]
fn tables_come_out_as_they_went_in_on_sqlite() {
    on_maps_of_chance(Backend::Sqlite, tables_come_out_as_they_went_in);
}

#[test]
fn tables_come_out_as_they_went_in_on_postgres() {
    on_maps_of_chance(Backend::Postgres, tables_come_out_as_they_went_in);
}

fn services_come_out_as_they_went_in(backend: Backend) -> impl Fn(u64, u64, &World) {
    move |seed, most, world| {
        import(&world.app.ctx, &generate::package(seed, most), |_, _| {}).unwrap();
        let out = services(world);
        let Some(other) = World::new(backend) else { return };
        let came = json::read("services.json", out.to_string().as_bytes()).unwrap();
        assert!(came.left_out.is_empty(), "{:?}", came.left_out);
        import(&other.app.ctx, &came.package, |_, _| {}).unwrap();
        assert_eq!(sorted(services(&other)), sorted(out), "seed {seed}, {most}");
        // What a list of services holds, it holds whole: every cell but references to what hangs on no service.
        let whole = rows(&read(&tables(world)));
        for (object, rows) in rows(&read(&tables(&other))) {
            for row in rows {
                let known = whole[&object].iter().find(|known| known.id == row.id).unwrap();
                for (column, cell) in &row.fields {
                    assert_eq!(known.get(column), Some(cell.as_str()), "{object} {} {column}", row.id);
                }
            }
        }
        let again = import(&other.app.ctx, &came.package, |_, _| {}).unwrap();
        assert!(!again.changes(), "{again:?}");
        other.finish();
    }
}

#[test]
fn services_come_out_as_they_went_in_on_sqlite() {
    on_maps_of_chance(Backend::Sqlite, services_come_out_as_they_went_in(Backend::Sqlite));
}

#[test]
fn services_come_out_as_they_went_in_on_postgres() {
    on_maps_of_chance(Backend::Postgres, services_come_out_as_they_went_in(Backend::Postgres));
}

on_both!(the_demonstration_map_comes_out_as_it_went_in, |world: &World| {
    let mut files = demo_files();
    bring(world, &files);
    files.remove("service_capacity.csv");
    let out = tables(world);
    assert_eq!(rows(&read(&out)), rows(&read(&files)));
    let description: serde_json::Value = serde_json::from_slice(&out["datapackage.json"]).unwrap();
    let named: Vec<&str> =
        description["resources"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(named.len() + 1, out.len());
    assert!(named.iter().all(|name| out.contains_key(*name)));
});

on_both!(e3_what_a_spreadsheet_would_run_is_neutral_in_tables_and_restored, |world: &World| {
    bring(world, &demo_files());
    let out = tables(world);
    for (name, bytes) in out.iter().filter(|(name, _)| name.ends_with(".csv")) {
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        for row in reader.records() {
            for cell in row.unwrap().iter() {
                let runs = cell.starts_with(['=', '+', '@', '\t', '\r'])
                    || (cell.starts_with('-') && cell.parse::<f64>().is_err());
                assert!(!runs, "{name}: {cell}");
            }
        }
    }
    let phones = String::from_utf8(out["phones.csv"].clone()).unwrap();
    assert!(phones.contains(",'+32") || !phones.contains("+32"), "{phones}");
});
