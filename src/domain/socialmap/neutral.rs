//! Cells that a spreadsheet would carry out. A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets
//! an apostrophe in front when it is written to CSV, and loses it when it is read again: nothing is run, nothing is lost.
//!
//! A text that has apostrophes before such a sign gets one more, so that reading always takes away just the one that
//! writing put there. Numbers are left alone: `-51.02` is not a formula.

/// What makes a spreadsheet take a cell for a formula.
const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether apostrophes, or none, and then a sign stand at the beginning.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(SIGNS)
}

/// A text as it is written to CSV.
#[must_use]
pub fn guarded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A text as it was before it was written to CSV.
#[must_use]
pub fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn e3_formulas_are_guarded_and_others_are_not() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+32 15 00 00 00", "'+32 15 00 00 00"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("-", "'-"),
            ("'=1", "''=1"),
            ("'t Huis", "'t Huis"),
            ("''", "''"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), written);
            assert_eq!(bare(written), cell);
        }
    }

    proptest! {
        #[test]
        fn e3_what_was_guarded_is_restored(cell in "['=+\\-@\t\ra ]{0,6}") {
            let written = guarded(&cell);
            prop_assert!(!written.starts_with(SIGNS));
            prop_assert_eq!(bare(&written), cell);
        }
    }
}
