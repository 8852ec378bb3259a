//! `netsterk map import <dir|zip>`: bring in a social map, an HSDS 3.0 tabular package.
//! `netsterk map schools <file.csv>`: take in a city's list of schools.
//!
//! Every fault is printed with its place; then nothing is changed and the exit code is 1.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::domain::school::read_list;
use crate::domain::socialmap::Package;
use crate::usecases::map::import::{Summary, Tally, import};
use crate::usecases::map::schools;

/// Largest file of a package, in bytes; 20,000 services with all their rows are some 60 MB in all.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;
/// Largest package, unpacked, in bytes.
const LARGEST_PACKAGE: u64 = 512 * 1024 * 1024;
/// How many times its packed size a file may become; text packs 5 to 20 times.
const LARGEST_RATIO: u64 = 200;
/// Most entries in a zip file.
const MOST_ENTRIES: usize = 200;

/// What to do with the map.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring in an HSDS 3.0 tabular package: a folder, or a zip file.
    Import {
        /// The folder or zip file.
        from: PathBuf,
    },
    /// Ask those who answer for entries that were not checked for a year whether they are still right.
    Freshness(crate::cli::freshness::Arguments),
    /// Take in a list of schools: CSV with the head id,name,stage,postcode (stage: nursery, primary, secondary or empty).
    Schools {
        /// The file.
        from: PathBuf,
    },
}

type Files = BTreeMap<String, Vec<u8>>;

/// Runs the subcommand.
///
/// # Errors
/// [`Failed`] with every fault of the package, or when the database refuses.
pub fn run(config: &Config, command: Command) -> Result<(), Failed> {
    match command {
        Command::Import { from } => import_package(config, &from),
        Command::Freshness(arguments) => crate::cli::freshness::run(config, &arguments),
        Command::Schools { from } => take_in_schools(config, &from),
    }
}

fn take_in_schools(config: &Config, from: &Path) -> Result<(), Failed> {
    let file = std::fs::read(from).map_err(|error| Failed(format!("{}: {error}", from.display())))?;
    let schools = read_list(&file)
        .map_err(|faults| Failed(format!("{}: nothing was changed\n  {}", from.display(), faults.join("\n  "))))?;
    let app = App::build(config).map_err(Failed::because)?;
    let new = schools::take_in(&app.ctx, &schools).map_err(Failed::because)?;
    println!("{} schools, {new} of them new", schools.len());
    Ok(())
}

fn import_package(config: &Config, from: &Path) -> Result<(), Failed> {
    let files = if from.is_dir() { folder(from) } else { zip_file(from) }
        .map_err(|why| Failed(format!("{}: {why}", from.display())))?;
    let package = Package::read(&files).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
        Failed(format!("the package has {} fault(s); nothing was changed\n{}", faults.len(), lines.join("\n")))
    })?;
    drop(files);
    let app = App::build(config).map_err(Failed::because)?;
    let terminal = std::io::stderr().is_terminal();
    let summary = import(&app.ctx, &package, |done, total| {
        if terminal {
            eprint!("\r{done} of {total} rows");
        } else if done == total || done % 20_000 == 0 {
            tracing::info!(event = "map.importing", done, total);
        }
    })
    .map_err(Failed::because)?;
    if terminal {
        eprintln!();
    }
    say(&summary);
    Ok(())
}

fn say(summary: &Summary) {
    let line = |name: &str, tally: Tally| {
        let Tally { new, changed, gone, unchanged } = tally;
        format!("{name:<14}{new:>8} new {changed:>8} changed {gone:>8} gone {unchanged:>8} unchanged\n")
    };
    let text = line("organisations", summary.organizations)
        + &line("services", summary.services)
        + &line("other rows", summary.others)
        + &format!("{:<14}{:>8} noted\n", "capacities", summary.capacities);
    // Nobody may be reading any more; the map is in all the same.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn folder(path: &Path) -> Result<Files, String> {
    let mut files = Files::new();
    let mut room = LARGEST_PACKAGE;
    for entry in std::fs::read_dir(path).map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_table(&name) && entry.path().is_file() {
            let file = File::open(entry.path()).map_err(|error| format!("{name}: {error}"))?;
            files.insert(name.clone(), bounded(&name, file, LARGEST_FILE, &mut room)?);
        }
    }
    Ok(files)
}

/// Reads a zip file; the tables may stand in one folder of it.
fn zip_file(path: &Path) -> Result<Files, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut archive = zip::ZipArchive::new(file).map_err(|_| "is neither a folder nor a zip file".to_owned())?;
    if archive.len() > MOST_ENTRIES {
        return Err(format!("has more than {MOST_ENTRIES} entries"));
    }
    let mut files = Files::new();
    let mut room = LARGEST_PACKAGE;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| error.to_string())?;
        let path = entry.name().map_err(|error| error.to_string())?.into_owned();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if !entry.is_file() || !is_table(&name) || path.starts_with("__MACOSX") {
            continue;
        }
        let most = LARGEST_FILE.min(entry.compressed_size().max(1_024) * LARGEST_RATIO);
        let bytes = bounded(&name, entry, most, &mut room)?;
        if files.insert(name.clone(), bytes).is_some() {
            return Err(format!("{name} is there twice"));
        }
    }
    Ok(files)
}

fn is_table(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".csv") && !name.starts_with('.')
}

/// Reads a file whose true length nobody has promised: what unpacks to more than it should is refused in time.
fn bounded(name: &str, from: impl Read, most: u64, room: &mut u64) -> Result<Vec<u8>, String> {
    let limit = most.min(*room);
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
    let length = bytes.len() as u64;
    if length > limit {
        return Err(format!("{name} is larger than a table can be ({limit} bytes here)"));
    }
    *room -= length;
    Ok(bytes)
}
