//! What a row says after its directory sent it anew: the directory's word where the directory changed it since it last
//! sent it, ours everywhere else.

use std::collections::BTreeMap;

/// Filled cells by column.
pub type Cells = BTreeMap<String, String>;

/// Merges three versions of a row cell by cell: `base` as the directory last sent it, `ours` as it counts here, `theirs`
/// as the directory sends it now.
#[must_use]
pub fn merged(base: &Cells, ours: &Cells, theirs: &Cells) -> Cells {
    let mut merged = Cells::new();
    for column in ours.keys().chain(theirs.keys()) {
        let (before, now) = (base.get(column), theirs.get(column));
        let cell = if now == before { ours.get(column) } else { now };
        if let Some(cell) = cell {
            merged.insert(column.clone(), cell.clone());
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Cells {
        let pairs = text.split_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect()
    }

    #[test]
    fn each_change_of_the_directory_wins_and_each_of_ours_stays_elsewhere() {
        for (base, ours, theirs, result) in [
            ("a=1 b=1", "a=1 b=1", "a=2 b=1", "a=2 b=1"),
            ("a=1 b=1", "a=9 b=1", "a=1 b=2", "a=9 b=2"),
            ("a=1", "a=9", "a=2", "a=2"),
            ("a=1", "a=1", "", ""),
            ("a=1", "", "a=1", ""),
            ("a=1", "", "a=2", "a=2"),
            ("a=1", "a=9", "", ""),
            ("", "a=9", "", "a=9"),
            ("", "a=9", "a=2", "a=2"),
            ("", "", "a=2", "a=2"),
        ] {
            let found = merged(&cells(base), &cells(ours), &cells(theirs));
            assert_eq!(found, cells(result), "{base} | {ours} | {theirs}");
        }
    }
}
