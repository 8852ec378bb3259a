//! A database of its own for each test, copied from one that has the schema, on a private cluster.

use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use netsterk::config::{Config, Secret};

#[path = "../../support/cluster.rs"]
mod cluster;

use cluster::Cluster;

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(start);
static NUMBER: AtomicU32 = AtomicU32::new(0);

const TEMPLATE: &str = "netsterk_template";

/// The address of a new database with the schema in it; `None`, with a word about it, where there is no PostgreSQL.
pub fn fresh_database() -> Option<String> {
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    Some(CLUSTER.as_ref()?.copy(TEMPLATE, &name))
}

/// Writes the database at this address to a file, while others write to it.
pub fn dump(url: &str, file: &Path) {
    let name = url.rsplit('/').next().unwrap_or_default();
    CLUSTER.as_ref().unwrap().dump(name, file);
}

/// Reads such a file into a new database, and answers its address.
pub fn restore(file: &Path) -> String {
    let name = format!("restored_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    CLUSTER.as_ref().unwrap().restore(file, &name)
}

fn start() -> Option<Cluster> {
    let settings = ["fsync=off", "full_page_writes=off", "max_connections=400"];
    match Cluster::start(&settings) {
        Ok(cluster) => {
            let config = Config { database_url: Secret(cluster.database(TEMPLATE)), ..Config::default() };
            netsterk::app::migrate(&config).unwrap();
            Some(cluster)
        }
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "tests on PostgreSQL are skipped: {why}");
            None
        }
    }
}
