//! One CSV file of a package: bytes to rows of named cells, with every fault of encoding, quoting, columns and values.

use std::collections::BTreeMap;

use super::fault::{Faults, quoted};
use super::fields::{Field, Kind};
use super::neutral::bare;
use super::package::{Record, TOO_MANY};
use super::value::refusal;

/// Reads one file; what is wrong is named in `faults`. `None` where not even the rows could be told apart, so that
/// nothing can be said of what refers to them. `room` is how many rows may still come.
pub(super) fn read(
    file: &str,
    bytes: &[u8],
    fields: &[Field],
    room: &mut usize,
    faults: &mut Faults,
) -> Option<Vec<Record>> {
    let text = decoded(file, bytes, faults)?;
    if let Some((line, reason)) = broken_quote(text) {
        faults.add(file, line, "", reason);
        return None;
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines = reader.records();
    let Some(Ok(header)) = lines.next() else {
        faults.add(file, 1, "", "the file is empty: the first line must name the columns");
        return None;
    };
    let columns = columns(file, &header, fields, faults)?;
    let mut rows = Vec::new();
    let mut count = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for line in lines {
        let Ok(cells) = line else { continue };
        let number = count.line_of(cells.position().map_or(0, csv::Position::byte));
        if cells.len() != header.len() {
            let reason = format!("{} cells, but the first line names {} columns", cells.len(), header.len());
            faults.add(file, number, "", reason);
        } else if let Some(row) = row(file, number, &cells, &columns, faults) {
            rows.push(row);
        }
        if rows.len() > *room {
            faults.add(file, number, "", TOO_MANY);
        }
        if faults.full() || rows.len() > *room {
            break;
        }
    }
    *room = room.saturating_sub(rows.len());
    Some(rows)
}

/// Counts lines on the way through a file. The reader's own count is one short where lines end in CR LF.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line that a row begins on, from the place where the reader began to look for it.
    fn line_of(&mut self, byte: u64) -> u64 {
        let mut start = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        while matches!(self.text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = self.text[self.at.min(start)..start].iter().filter(|byte| **byte == b'\n').count();
        self.line += passed as u64;
        self.at = start;
        self.line
    }
}

fn decoded<'a>(file: &str, bytes: &'a [u8], faults: &mut Faults) -> Option<&'a str> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        faults.add(file, 1, "", "the file is UTF-16; save it as UTF-8");
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => {
            faults.add(file, 1, "", "the file holds NUL bytes; it is not UTF-8 text (UTF-16 without a mark?)");
            None
        }
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(fault) => {
            let line = 1 + bytes[..fault.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            let byte = bytes.get(fault.valid_up_to()).copied().unwrap_or_default();
            faults.add(file, line as u64, "", format!("not UTF-8: byte 0x{byte:02x}; save the file as UTF-8"));
            None
        }
    }
}

/// Where quoting goes wrong: a quote that is never closed swallows the rest of the file without a word otherwise.
fn broken_quote(text: &str) -> Option<(u64, &'static str)> {
    #[derive(PartialEq)]
    enum At {
        Start,
        Plain,
        Quoted,
        Closed,
    }
    let (mut at, mut line, mut opened) = (At::Start, 1, 0);
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Closed,
            (At::Quoted, _) => At::Quoted,
            (At::Start, b'"') => {
                opened = line;
                At::Quoted
            }
            (At::Closed, b'"') => At::Quoted,
            (_, b',' | b'\n') => At::Start,
            (At::Closed, b'\r') => At::Closed,
            (At::Closed, _) => return Some((line, "text after a closing quote; write a quote within a cell twice")),
            (At::Start | At::Plain, _) => At::Plain,
        };
        line += u64::from(byte == b'\n');
    }
    (at == At::Quoted).then_some((opened, "this quote is never closed"))
}

/// Which field stands in which column; `None` where the columns are not those of the table.
fn columns<'f>(
    file: &str,
    header: &csv::StringRecord,
    fields: &'f [Field],
    faults: &mut Faults,
) -> Option<Vec<&'f Field>> {
    if let (1, Some(only)) = (header.len(), header.get(0))
        && let Some(delimiter) = [';', '\t', '|'].into_iter().find(|c| only.contains(*c))
    {
        faults.add(file, 1, "", format!("the cells are separated by {delimiter:?}; separate them by ','"));
        return None;
    }
    let mut columns = Vec::with_capacity(header.len());
    let mut sound = true;
    for name in header {
        match fields.iter().find(|field| field.name == name.trim()) {
            Some(field) if columns.iter().any(|known: &&Field| known.name == field.name) => {
                faults.add(file, 1, field.name, "the column is there twice");
                sound = false;
            }
            Some(field) => columns.push(field),
            None => {
                faults.add(file, 1, name, format!("{} is not a column of this table in HSDS 3.0", quoted(name)));
                sound = false;
            }
        }
    }
    for field in fields.iter().filter(|field| field.required) {
        if !columns.iter().any(|known| known.name == field.name) {
            faults.add(file, 1, field.name, "the required column is missing");
            sound = false;
        }
    }
    sound.then_some(columns)
}

fn row(file: &str, line: u64, cells: &csv::StringRecord, columns: &[&Field], faults: &mut Faults) -> Option<Record> {
    let mut values = BTreeMap::new();
    let mut sound = true;
    for (field, cell) in columns.iter().zip(cells) {
        // Texts are kept as they are, to the last space.
        let cell = if field.kind == Kind::Text { bare(cell) } else { bare(cell.trim()) };
        if cell.is_empty() || (field.required && cell.trim().is_empty()) {
            if field.required {
                faults.add(file, line, field.name, "is required, but empty");
                sound = false;
            }
        } else if let Some(reason) = refusal(field.kind, cell) {
            faults.add(file, line, field.name, reason.told(cell));
            sound = false;
        } else if field.kind == Kind::Uuid {
            values.insert(field.name.to_owned(), cell.to_ascii_lowercase());
        } else {
            values.insert(field.name.to_owned(), cell.to_owned());
        }
    }
    let id = values.remove("id");
    // A row with a fault keeps its id where it has one, so that rows that refer to it are not called dangling.
    id.map(|id| Record { id, line, fields: if sound { values } else { BTreeMap::new() } })
}
