//! What a row says after its directory sent it anew: the directory's word where the directory changed it since it last
//! sent it, ours everywhere else.

use chrono::DateTime;

use super::entry::Cells;

/// Merges three versions of a row cell by cell: `base` as the directory last sent it, `ours` as it counts here, `theirs`
/// as the directory sends it now.
#[must_use]
pub fn merged(base: &Cells, ours: &Cells, theirs: &Cells) -> Cells {
    let mut merged = Cells::new();
    for column in ours.keys().chain(theirs.keys()) {
        let (before, now) = (base.get(column), theirs.get(column));
        let cell = match (now == before, ours.get(column), now) {
            (true, ours, _) => ours,
            // Both changed it: the later time is when it was.
            (false, Some(ours), Some(now)) if column == "last_modified" && is_later(ours, now) => Some(ours),
            (false, _, now) => now,
        };
        if let Some(cell) = cell {
            merged.insert(column.clone(), cell.clone());
        }
    }
    merged
}

fn is_later(one: &str, other: &str) -> bool {
    let at = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    at(one).zip(at(other)).is_some_and(|(one, other)| one > other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Cells {
        let pairs = text.split_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect()
    }

    #[test]
    fn the_later_time_of_the_last_change_counts() {
        let (early, late, later) = ("2026-01-01T00:00:00Z", "2026-03-01T01:00:00+01:00", "2026-03-01T00:30:00Z");
        for (base, ours, theirs, result) in [
            (early, early, late, late),
            (early, later, late, later),
            (early, late, later, later),
            (early, late, early, late),
        ] {
            let row = |at: &str| cells(&format!("last_modified={at}"));
            assert_eq!(merged(&row(base), &row(ours), &row(theirs)), row(result), "{base} {ours} {theirs}");
        }
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
