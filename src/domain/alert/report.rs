//! A school's report of absences: one pupil's totals of the school year, alone or as a row of a CSV file.
//!
//! A pupil is a reference that only the school can trace back to a child. Whether a text is a reference at all is
//! decided here; that it is not a national number too.

use chrono::NaiveDate;

use super::absence::{AbsenceCode, HalfDays};
use crate::domain::calendar::SchoolYear;
use crate::domain::casework::national_number;

/// Longest reference of a pupil or school, in characters.
pub const LONGEST_REFERENCE: usize = 64;
/// More half days than a school year has.
pub const MOST_HALF_DAYS: u32 = 400;
/// Most rows in one file: it is taken in whole, in one transaction, and others wait for that.
pub const MOST_ROWS: usize = 2_000;

/// Totals of one pupil in one school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The school's own id.
    pub school_id: String,
    /// The school's reference for the pupil.
    pub pupil_ref: String,
    /// The day up to which was counted.
    pub as_of: NaiveDate,
    /// Half days per code since 1 September.
    pub half_days: HalfDays,
}

impl Report {
    /// The school year that the totals are of.
    #[must_use]
    pub fn school_year(&self) -> SchoolYear {
        SchoolYear::of(self.as_of)
    }
}

/// What is wrong with a field of a report. Never repeats what stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Name of the field, as in the API and in the head of the file.
    pub field: &'static str,
    /// What is wrong and what is expected.
    pub detail: &'static str,
}

/// A fault in a row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Line in the file, from 1; the head is line 1.
    pub line: u64,
    /// Name of the column; empty when the row as a whole is wrong.
    pub column: &'static str,
    /// What is wrong and what is expected.
    pub detail: &'static str,
}

/// Everything that is wrong with a report on a day; nothing when it can be taken in.
#[must_use]
pub fn faults(report: &Report, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (field, text) in [("schoolId", &report.school_id), ("pupilRef", &report.pupil_ref)] {
        if national_number::contains(text) {
            faults.push(Fault { field, detail: "contains a national number; use a reference of your own" });
        } else if !is_reference(text) {
            faults.push(Fault { field, detail: "must be 1 to 64 letters, digits, dots, dashes or underscores" });
        }
    }
    if report.as_of > today {
        faults.push(Fault { field: "asOf", detail: "lies in the future" });
    } else if report.school_year() != SchoolYear::of(today) {
        // The law speaks of the school year that runs: nobody is alerted to a year that is over.
        faults.push(Fault { field: "asOf", detail: "lies before this school year, which began on 1 September" });
    }
    if report.half_days.is_empty() {
        faults.push(Fault { field: "halfDays", detail: "must have at least one code" });
    }
    if report.half_days.values().any(|count| *count > MOST_HALF_DAYS) {
        faults.push(Fault { field: "halfDays", detail: "a school year has fewer than 400 half days" });
    }
    faults
}

fn is_reference(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (1..=LONGEST_REFERENCE).contains(&text.len()) && text.chars().all(fits)
}

/// The head that a file must have, in any order.
pub const COLUMNS: [&str; 10] = ["schoolId", "pupilRef", "asOf", "A", "B", "H", "M", "P", "R", "Z"];

/// Reads a file of reports: comma or semicolon, with or without a byte order mark; an empty cell counts 0.
///
/// # Errors
/// Every fault of every row; nothing of a faulty file may be used.
pub fn read_file(bytes: &[u8], today: NaiveDate) -> Result<Vec<Report>, Vec<RowFault>> {
    let whole = |detail| vec![RowFault { line: 1, column: "", detail }];
    let text = std::str::from_utf8(bytes).map_err(|_| whole("the file is not UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let semicolons = text.lines().next().is_some_and(|head| head.contains(';'));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let head = reader.headers().map_err(|_| whole("the head cannot be read"))?.clone();
    let places = places(&head).ok_or_else(|| whole("the head must be schoolId,pupilRef,asOf,A,B,H,M,P,R,Z"))?;

    let (mut reports, mut faults) = (Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        if index >= MOST_ROWS {
            return Err(whole("the file has more than 2000 rows; split it, each part with its own head"));
        }
        match record {
            Ok(record) => match read_row(&record, &places, today) {
                Ok(report) => reports.push(report),
                Err(more) => faults.extend(more),
            },
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(RowFault { line, column: "", detail: "has another number of cells than the head" });
            }
        }
    }
    if faults.is_empty() { Ok(reports) } else { Err(faults) }
}

/// Where each of [`COLUMNS`] stands; `None` when one is missing, double or unknown.
fn places(head: &csv::StringRecord) -> Option<Vec<usize>> {
    let places: Option<Vec<usize>> = COLUMNS.iter().map(|name| head.iter().position(|cell| cell == *name)).collect();
    places.filter(|_| head.len() == COLUMNS.len())
}

fn read_row(record: &csv::StringRecord, places: &[usize], today: NaiveDate) -> Result<Report, Vec<RowFault>> {
    let line = record.position().map_or(0, csv::Position::line);
    let mut faults = Vec::new();
    let mut cells = COLUMNS.iter().zip(places).map(|(name, place)| (*name, record.get(*place).unwrap_or_default()));
    let mut text = || cells.next().map(|(_, cell)| cell.to_owned()).unwrap_or_default();
    let (school_id, pupil_ref, as_of) = (text(), text(), text());
    let as_of = as_of.parse().unwrap_or_else(|_| {
        faults.push(RowFault { line, column: "asOf", detail: "is not a date such as 2026-11-20" });
        today
    });
    let mut half_days = HalfDays::new();
    for ((column, cell), code) in cells.zip(AbsenceCode::ALL) {
        match if cell.is_empty() { Ok(0) } else { cell.parse::<u32>() } {
            Ok(count) if count <= MOST_HALF_DAYS => {
                half_days.insert(*code, count);
            }
            _ => faults.push(RowFault { line, column, detail: "is not a whole number from 0 to 400" }),
        }
    }
    let report = Report { school_id, pupil_ref, as_of, half_days };
    faults.extend(
        self::faults(&report, today).into_iter().filter(|fault| fault.field != "halfDays").map(|fault| RowFault {
            line,
            column: fault.field,
            detail: fault.detail,
        }),
    );
    if faults.is_empty() { Ok(report) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    fn report(pupil_ref: &str, as_of: &str, b: u32) -> Report {
        Report {
            school_id: "school-1".to_owned(),
            pupil_ref: pupil_ref.to_owned(),
            as_of: day(as_of),
            half_days: [(AbsenceCode::B, b)].into(),
        }
    }

    #[test]
    fn a_report_is_of_a_reference_and_a_day_that_was() {
        let today = day("2026-11-22");
        assert_eq!(faults(&report("P-0042", "2026-11-20", 31), today), vec![]);
        let of = |report: &Report| faults(report, today).iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(of(&report("85073003328", "2026-11-23", 401)), ["pupilRef", "asOf", "halfDays"]);
        assert_eq!(of(&report("Jan Peeters", "2026-08-31", 1)), ["pupilRef", "asOf"]);
        assert_eq!(of(&report("P-0042", "2026-09-01", 1)), [""; 0]);
        assert_eq!(of(&Report { half_days: HalfDays::new(), ..report("", "2026-11-20", 1) }), ["pupilRef", "halfDays"]);
    }

    #[test]
    fn a_file_is_read_whole() {
        let file = "\u{feff}schoolId;pupilRef;asOf;A;B;H;M;P;R;Z\ns-1;P-1;2026-11-20;;31;;;;;4\ns-1;P-2;2026-11-20;0;0;0;0;0;0;0\n";
        let reports = read_file(file.as_bytes(), day("2026-11-22")).unwrap_or_default();
        assert_eq!(reports.len(), 2);
        assert_eq!(reports[0].half_days[&AbsenceCode::B], 31);
        assert_eq!(reports[0].half_days[&AbsenceCode::Z], 4);
    }

    #[test]
    fn every_fault_of_a_file_is_named() {
        let file = "schoolId,pupilRef,asOf,A,B,H,M,P,R,Z\n\
                    s-1,85.07.30-033.28,2026-11-20,0,0,0,0,0,0,0\n\
                    s-1,P-1,20/11/2026,0,x,0,0,0,0,-1\n\
                    s-1,P-1,2026-11-20,0\n\
                    s-1,P-3,2026-11-20,0,5,0,0,0,0,401\n";
        let faults = read_file(file.as_bytes(), day("2026-11-22")).err().unwrap_or_default();
        let text: Vec<String> =
            faults.iter().map(|fault| format!("line {} {}: {}", fault.line, fault.column, fault.detail)).collect();
        insta::assert_snapshot!(text.join("\n"));
    }

    #[test]
    fn a_file_has_at_most_2000_rows() {
        let file = |rows| format!("{}\n{}", COLUMNS.join(","), "s-1,P-1,2026-11-20,0,0,0,0,0,0,0\n".repeat(rows));
        let read = |rows| read_file(file(rows).as_bytes(), day("2026-11-22"));
        assert_eq!(read(MOST_ROWS).map(|reports| reports.len()), Ok(MOST_ROWS));
        assert!(read(MOST_ROWS + 1).is_err_and(|faults| faults[0].detail.contains("split it")));
    }

    #[test]
    fn other_files_are_refused() {
        let refused = |bytes: &[u8]| read_file(bytes, day("2026-11-22")).is_err();
        assert!(refused(b""));
        assert!(refused(b"schoolId,pupilRef,asOf,A,B\ns-1,P-1,2026-11-20,1,2\n"));
        assert!(refused(b"\xff\xfes\0c\0"));
    }

    proptest! {
        #[test]
        fn no_file_makes_it_stumble(bytes in prop::collection::vec(any::<u8>(), 0..400), head in any::<bool>()) {
            let mut file = if head { b"schoolId,pupilRef,asOf,A,B,H,M,P,R,Z\n".to_vec() } else { Vec::new() };
            file.extend(bytes);
            let _ = read_file(&file, day("2026-11-22"));
        }
    }
}
