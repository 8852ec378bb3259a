//! Packages on disk: a folder, or a zip file, read within limits and written whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;

use crate::domain::socialmap::Object;
use crate::domain::socialmap::package::CAPACITY_FILE;
use crate::usecases::map::export::Shelf;

/// Largest file of a package, in bytes; 20,000 services with all their rows are some 60 MB in all.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;
/// Largest package, unpacked, in bytes.
pub const LARGEST_PACKAGE: u64 = 512 * 1024 * 1024;
/// How many times its packed size a file may become; text packs 5 to 20 times.
const LARGEST_RATIO: u64 = 200;
/// Most entries in a zip file.
const MOST_ENTRIES: usize = 200;

/// The tables of a package, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads a folder, or a zip file.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(path: &Path) -> Result<Files, String> {
    if path.is_dir() { folder(path) } else { zip_file(path) }
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

/// A folder that a package is written to. The files of before are replaced when all of the new ones are there.
pub struct Folder {
    path: PathBuf,
    hidden: PathBuf,
    names: Vec<String>,
    file: BufWriter<File>,
}

impl Folder {
    /// Begins a package in a folder, which is made where it is not there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let hidden = path.join(".netsterk-export");
        fs::create_dir_all(&hidden)?;
        let file = BufWriter::new(File::create(hidden.join("begun"))?);
        Ok(Self { path: path.to_owned(), hidden, names: Vec::new(), file })
    }

    /// Puts the new files in the place of those of before.
    ///
    /// # Errors
    /// What the disk says.
    pub fn end(mut self) -> io::Result<()> {
        self.file.flush()?;
        let tables = Object::ALL.iter().map(|object| object.file()).chain([CAPACITY_FILE]);
        for name in tables.filter(|name| !self.names.iter().any(|new| new == name)) {
            match fs::remove_file(self.path.join(name)) {
                Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
                _ => {}
            }
        }
        for name in &self.names {
            fs::rename(self.hidden.join(name), self.path.join(name))?;
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of an export that failed; nothing of it is of any use.
        let _ = fs::remove_dir_all(&self.hidden);
    }
}

impl Shelf for Folder {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.file.flush()?;
        self.file = BufWriter::new(File::create(self.hidden.join(name))?);
        self.names.push(name.to_owned());
        Ok(&mut self.file)
    }
}

/// A zip file that a package is written to.
pub struct Zip {
    out: zip::ZipWriter<BufWriter<File>>,
}

impl Zip {
    /// Begins a zip file.
    ///
    /// # Errors
    /// What the disk says.
    pub fn begin(path: &Path) -> io::Result<Self> {
        Ok(Self { out: zip::ZipWriter::new(BufWriter::new(File::create(path)?)) })
    }

    /// Ends it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn end(self) -> io::Result<()> {
        self.out.finish().map_err(io::Error::other)?.flush()
    }
}

impl Shelf for Zip {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.out.start_file(name, SimpleFileOptions::default()).map_err(io::Error::other)?;
        Ok(&mut self.out)
    }
}
