//! `netsterk map import <dir|zip|json|https://…>`: bring a social map in, HSDS 3.0 in any of its forms.
//! `netsterk map export <dir|zip|json>`: let it out.
//! `netsterk map schools <file.csv>`: take in a city's list of schools.
//!
//! Every fault is printed with its place; then nothing is changed and the exit code is 1.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::domain::school::read_list;
use crate::domain::socialmap::{Package, RowFault, json};
use crate::usecases::atlas;
use crate::usecases::map::export::{self, Unsent};
use crate::usecases::map::import::{MAIN, Summary, Tally, import_from};
use crate::usecases::map::schools;

pub mod files;
pub mod remote;

/// What to do with the map.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring a map in: a folder or zip file of HSDS 3.0 tables, a JSON file of full services, or another directory's
    /// HSDS 3.0 API.
    Import {
        /// The folder, zip file or .json file, or the base address (https://…) of an HSDS API.
        from: String,
        /// Which directory it is. What disappears from it is retired; rows of other directories are left alone.
        #[arg(long, value_name = "NAME", default_value = MAIN)]
        directory: String,
    },
    /// Let the whole map out: into a folder or a .zip file as HSDS 3.0 tables, or as a .json file of full services.
    Export {
        /// The folder, .zip file or .json file.
        to: PathBuf,
        /// Add service_capacity.csv: how much room there is. That is ours and no part of HSDS 3.0.
        #[arg(long)]
        with_capacity: bool,
    },
    /// Ask those who answer for entries that were not checked for a year whether they are still right.
    Freshness(crate::cli::freshness::Arguments),
    /// Take in a list of schools: CSV with the head id,name,stage,postcode (stage: nursery, primary, secondary or empty).
    Schools {
        /// The file.
        from: PathBuf,
    },
}

/// Runs the subcommand.
///
/// # Errors
/// [`Failed`] with every fault of the package, or when the database refuses.
pub fn run(config: &Config, command: Command) -> Result<(), Failed> {
    match command {
        Command::Import { from, directory } => bring_in(config, &from, &directory),
        Command::Export { to, with_capacity } => let_out(config, &to, with_capacity),
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

/// Work that takes long: a line that renews itself on a terminal, lines in the log elsewhere.
struct Progress {
    what: &'static str,
    terminal: bool,
    logged: usize,
}

/// Rows between two lines in the log.
const LOGGED: usize = 20_000;

impl Progress {
    fn of(what: &'static str) -> Self {
        Self { what, terminal: std::io::stderr().is_terminal(), logged: 0 }
    }

    fn tell(&mut self, done: usize, total: Option<usize>) {
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        if self.terminal {
            eprint!("\r{done}{of} {}", self.what);
        } else if done / LOGGED > self.logged || total == Some(done) {
            self.logged = done / LOGGED;
            tracing::info!(event = "map.progress", done, total, what = self.what);
        }
    }

    fn end(self) {
        if self.terminal {
            eprintln!();
        }
    }
}

fn bring_in(config: &Config, from: &str, directory: &str) -> Result<(), Failed> {
    let (package, left_out) = read(from)?;
    let app = App::build(config).map_err(Failed::because)?;
    let mut progress = Progress::of("rows");
    let summary = import_from(&app.ctx, directory, &package, |done, total| progress.tell(done, Some(total)));
    progress.end();
    let summary = summary.map_err(|error| {
        let Failed(why) = Failed::explained(error);
        Failed(format!("nothing was changed\n{why}"))
    })?;
    say(&summary, &left_out);
    if std::io::stderr().is_terminal() {
        eprintln!("reading the services, so that the next start need not …");
    }
    if let Err(error) = atlas::prepare(&app.ctx) {
        tracing::warn!(event = "atlas.unread", %error, "the map is in, but not read; the next start reads it");
    }
    Ok(())
}

fn read(from: &str) -> Result<(Package, BTreeMap<String, usize>), Failed> {
    if from.starts_with("https://") || from.starts_with("http://") {
        let mut progress = Progress::of("services pulled");
        let pulled = remote::pull(from, |done, total| progress.tell(done, total));
        progress.end();
        return pulled.map(|read| (read.package, read.left_out)).map_err(|faults| refused(&faults));
    }
    let path = Path::new(from);
    let unreadable = |why: String| Failed(format!("{from}: {why}"));
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json") || end == "ndjson");
    if is_json && !path.is_dir() {
        let file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if file.metadata().is_ok_and(|known| known.len() > files::LARGEST_PACKAGE) {
            return Err(unreadable(format!("is larger than a map can be ({} bytes)", files::LARGEST_PACKAGE)));
        }
        let read = json::read(&name, file.take(files::LARGEST_PACKAGE)).map_err(|faults| refused(&faults))?;
        return Ok((read.package, read.left_out));
    }
    let tables = files::read(path).map_err(unreadable)?;
    Ok((Package::read(&tables).map_err(|faults| refused(&faults))?, BTreeMap::new()))
}

fn refused(faults: &[RowFault]) -> Failed {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    Failed(format!("the map has {} fault(s); nothing was changed\n{}", faults.len(), lines.join("\n")))
}

fn say(summary: &Summary, left_out: &BTreeMap<String, usize>) {
    let line = |name: &str, tally: Tally| {
        let Tally { new, changed, gone, unchanged } = tally;
        format!("{name:<14}{new:>8} new {changed:>8} changed {gone:>8} gone {unchanged:>8} unchanged\n")
    };
    let mut text = line("organisations", summary.organizations)
        + &line("services", summary.services)
        + &line("other rows", summary.others)
        + &format!("{:<14}{:>8} noted\n", "capacities", summary.capacities);
    for (name, count) in left_out {
        text += &format!("left out, HSDS 3.0 does not know it: {name} ({count} times)\n");
    }
    print(&text);
}

/// Nobody may be reading any more; the work is done all the same.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn let_out(config: &Config, to: &Path, with_capacity: bool) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    let ends_in = |end: &str| to.extension().is_some_and(|found| found.eq_ignore_ascii_case(end));
    let unwritten = |error: Unsent| Failed(format!("{}: {error}", to.display()));
    if ends_in("json") {
        return services(&app, to).map_err(unwritten);
    }
    let mut progress = Progress::of("rows");
    let tally = if ends_in("zip") {
        beside(to, |part| {
            let mut zip = files::Zip::begin(part)?;
            let tally = export::tables(&app.ctx, &mut zip, with_capacity, |done| progress.tell(done, None))?;
            zip.end()?;
            Ok(tally)
        })
    } else {
        files::Folder::begin(to).map_err(Unsent::from).and_then(|mut folder| {
            let tally = export::tables(&app.ctx, &mut folder, with_capacity, |done| progress.tell(done, None))?;
            folder.end()?;
            Ok(tally)
        })
    };
    progress.end();
    let lines = tally.map_err(unwritten)?.into_iter().map(|(name, rows)| format!("{name:<30}{rows:>8} rows\n"));
    print(&lines.collect::<String>());
    Ok(())
}

fn services(app: &App, to: &Path) -> Result<(), Unsent> {
    let mut progress = Progress::of("services");
    let written = beside(to, |part| {
        let mut out = BufWriter::new(File::create(part)?);
        let written = export::services(&app.ctx, &mut out, |done| progress.tell(done, None))?;
        out.flush()?;
        Ok(written)
    });
    progress.end();
    let (services, missed) = written?;
    let mut text = format!("{services} services\n");
    if missed > 0 {
        text += &format!(
            "{missed} rows hang on no service and have no place in a list of services; a package of tables has all\n"
        );
    }
    print(&text);
    Ok(())
}

/// Writes a file beside its place and puts it there when it is whole.
fn beside<T>(to: &Path, write: impl FnOnce(&Path) -> Result<T, Unsent>) -> Result<T, Unsent> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = write(&part).and_then(|written| Ok(std::fs::rename(&part, to).map(|()| written)?));
    if written.is_err() {
        // What is left of it is of no use to anybody.
        let _ = std::fs::remove_file(&part);
    }
    written
}
