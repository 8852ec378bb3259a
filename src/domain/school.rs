//! Schools by institution number, and the list of them as a city hands it over.

use serde::{Deserialize, Serialize};

use crate::domain::casework::SchoolStage;
use crate::domain::ids::Id;

/// A school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    /// Institution number (six digits), or what a city uses instead.
    pub id: Id,
    /// Name as people say it.
    pub name: String,
    /// What it teaches; `None` when it is more than one stage.
    pub stage: Option<SchoolStage>,
    /// Four digits.
    pub postcode: Option<String>,
}

/// Reads a list of schools: CSV in UTF-8 with the head `id,name,stage,postcode`.
///
/// # Errors
/// What is wrong, one text for each faulty line.
pub fn read_list(file: &[u8]) -> Result<Vec<School>, Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let (mut schools, mut faults) = (Vec::<School>::new(), Vec::new());
    for (place, row) in reader.deserialize::<School>().enumerate() {
        let line = place + 2;
        match row {
            Err(error) => faults.push(format!("line {line}: {error}")),
            Ok(school) => match fault(&school, &schools) {
                Some(fault) => faults.push(format!("line {line}: {fault}")),
                None => schools.push(school),
            },
        }
    }
    if schools.is_empty() && faults.is_empty() {
        faults.push("the list is empty: the first line must be id,name,stage,postcode".to_owned());
    }
    if faults.is_empty() { Ok(schools) } else { Err(faults) }
}

fn fault(school: &School, before: &[School]) -> Option<&'static str> {
    let four_digits = |code: &String| code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    if school.id.is_empty() || school.name.is_empty() {
        Some("a school needs an id and a name")
    } else if !school.postcode.as_ref().is_none_or(four_digits) {
        Some("a postcode is four digits")
    } else if before.iter().any(|known| known.id == school.id) {
        Some("this id is there twice")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read() {
        let list = "id,name,stage,postcode\n990101,BA Stassart,secondary,2800\n990200,\"Klim, Op\",,\n";
        let schools = read_list(list.as_bytes()).unwrap_or_default();
        assert_eq!(schools.len(), 2);
        assert_eq!(schools[0].stage, Some(SchoolStage::Secondary));
        assert_eq!(
            (schools[1].name.as_str(), schools[1].stage, schools[1].postcode.as_deref()),
            ("Klim, Op", None, None)
        );
    }

    #[test]
    fn every_faulty_line_is_named() {
        let list = "id,name,stage,postcode\n1,A,castle,2800\n2,,primary,2800\n3,C,primary,28\n4,D,primary,2800\n4,D,primary,2800\n";
        let faults = read_list(list.as_bytes()).err().unwrap_or_default();
        let lines: Vec<&str> = faults.iter().filter_map(|fault| fault.split_once(':').map(|(line, _)| line)).collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4", "line 6"], "{faults:?}");
        assert!(read_list(b"").is_err() && read_list(b"\xff\xfe").is_err());
    }
}
