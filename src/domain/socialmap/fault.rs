//! What is wrong with a package, row by row, so that the people who keep the map can mend all of it in one go.

use serde::Serialize;

/// How many faults are named before reading gives up.
pub const MOST: usize = 1_000;

/// One fault, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// Name of the file.
    pub file: String,
    /// Line, counted from 1; 0 where the whole file is meant.
    pub line: u64,
    /// Column by name; empty where the whole line is meant.
    pub column: String,
    /// What is wrong, with what was found.
    pub reason: String,
}

impl std::fmt::Display for RowFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, " {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Faults as they are found, at most [`MOST`].
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<RowFault>,
}

impl Faults {
    pub(super) fn add(&mut self, file: &str, line: u64, column: &str, reason: impl Into<String>) {
        if self.found.len() < MOST {
            let reason = reason.into();
            self.found.push(RowFault { file: file.to_owned(), line, column: column.to_owned(), reason });
        }
    }

    /// The faults in the order of files and lines.
    pub(super) fn sorted(mut self) -> Vec<RowFault> {
        self.found.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        self.found
    }

    pub(super) fn full(&self) -> bool {
        self.found.len() >= MOST
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// A cell as it is quoted in a reason: short, and without line breaks.
pub(super) fn quoted(cell: &str) -> String {
    let short: String = cell.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{short}'")
}
