//! A change of an entry: JSON in, rows to write out, or every fault of it. Pure; the field tables say what fits.
//!
//! Fields that are not named stay; `null` takes one out. A list that is named stands for the whole list: a row with the
//! `id` of a row stays that row, one without is new, and what is not there any more is taken out.

use serde_json::{Map, Value};

use super::entry::{Branch, Cells, Tree, branches, camel, columns, hang, read};
use super::fields::{Field, Kind};
use super::markup;
use super::object::Object;
use super::value::{Wrong, refusal};
use crate::domain::ids::Id;

/// Most rows of one list.
const MOST_ROWS: usize = 200;
/// Most rows of one change.
const MOST_IN_ALL: usize = 2_000;
/// After how many faults reading stops.
const MOST_FAULTS: usize = 100;

/// One row that becomes another, appears, or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// What it is.
    pub object: Object,
    /// Its id.
    pub id: Id,
    /// Its cells before; nothing where it is new.
    pub before: Option<Cells>,
    /// Its cells after; nothing where it goes.
    pub after: Option<Cells>,
}

impl RowChange {
    /// Every field that differs: column, what it was, what it is now; empty where there is nothing.
    #[must_use]
    pub fn fields<'a>(&'a self) -> Vec<(&'a str, &'a str, &'a str)> {
        static NONE: Cells = Cells::new();
        let (before, after) = (self.before.as_ref().unwrap_or(&NONE), self.after.as_ref().unwrap_or(&NONE));
        let mut columns: Vec<&String> = before.keys().chain(after.keys()).collect();
        columns.sort();
        columns.dedup();
        let show = |cells: &'a Cells, column: &str| cells.get(column).map_or("", String::as_str);
        columns
            .into_iter()
            .map(|column| (column.as_str(), show(before, column), show(after, column)))
            .filter(|(_, before, after)| before != after)
            .collect()
    }
}

/// An id that the change names, to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands, a dotted path.
    pub name: String,
    /// What it must be.
    pub object: Object,
    /// The id.
    pub id: Id,
}

/// A fault of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, a dotted path.
    pub name: String,
    /// What is wrong and what to do.
    pub detail: String,
}

/// What a change comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Rows to write, parents first.
    pub rows: Vec<RowChange>,
    /// Ids to look up.
    pub references: Vec<Reference>,
    /// Everything that is wrong; of more than a hundred faults not all.
    pub faults: Vec<Fault>,
    /// Free texts, with the place where they stand.
    pub texts: Vec<(String, String)>,
}

/// Reads a change of a tree. `is_new` says that its own row is not there yet.
#[must_use]
pub fn plan(tree: &Tree, change: &Map<String, Value>, is_new: bool, new_id: &mut dyn FnMut() -> Id) -> Plan {
    let mut plan = Plan::default();
    let mut reading = Reading { plan: &mut plan, new_id, rows: 0 };
    let before = (!is_new).then_some(&tree.cells);
    reading.row(tree, before, tree.cells.clone(), change, "", false);
    for row in &plan.rows {
        if row.object == Object::Service
            && let Some(after) = &row.after
        {
            ages(after, &mut plan.faults);
        }
    }
    plan
}

/// Takes a tree out, whole.
#[must_use]
pub fn removal(tree: &Tree) -> Vec<RowChange> {
    let gone =
        |row: &Tree| RowChange { object: row.object, id: row.id.clone(), before: Some(row.cells.clone()), after: None };
    tree.rows().into_iter().map(gone).collect()
}

struct Reading<'a> {
    plan: &'a mut Plan,
    new_id: &'a mut dyn FnMut() -> Id,
    /// Rows that were read.
    rows: usize,
}

impl Reading<'_> {
    /// Whether reading on makes no sense.
    fn is_over(&self) -> bool {
        self.plan.faults.len() >= MOST_FAULTS || self.rows > MOST_IN_ALL
    }

    fn fault(&mut self, name: &str, detail: impl Into<String>) {
        let name = if name.is_empty() { "(whole body)" } else { name };
        self.plan.faults.push(Fault { name: name.to_owned(), detail: detail.into() });
    }

    /// Reads one row and what hangs on it. `whole`: cells that are not named are emptied.
    fn row(
        &mut self,
        tree: &Tree,
        before: Option<&Cells>,
        mut cells: Cells,
        change: &Map<String, Value>,
        at: &str,
        whole: bool,
    ) {
        let object = tree.object;
        self.rows += 1;
        if self.rows > MOST_IN_ALL {
            return self.fault("", format!("has more than {MOST_IN_ALL} rows; send them in several changes"));
        }
        for (key, _) in change {
            if self.is_over() {
                return;
            }
            let known = columns(object).any(|field| camel(field.name) == *key)
                || branches(object).iter().any(|branch| branch.name == key)
                || (whole && key == "id");
            if !known {
                self.fault(&inside(at, key), "is not a field that can be sent here; leave it out");
            }
        }
        for field in columns(object) {
            let name = inside(at, &camel(field.name));
            let fits = match change.get(&camel(field.name)) {
                Some(value) => self.cell(field, value, &name, &mut cells),
                None if whole => {
                    cells.remove(field.name);
                    true
                }
                None => true,
            };
            if field.required && !cells.contains_key(field.name) && fits {
                self.fault(&name, "is needed");
            }
        }
        if before != Some(&cells) {
            let id = tree.id.clone();
            self.plan.rows.push(RowChange { object, id, before: before.cloned(), after: Some(cells) });
        }
        for (branch, rows) in branches(object).iter().zip(&tree.hung) {
            match change.get(branch.name) {
                Some(Value::Array(wanted)) => self.list(tree, branch, rows, wanted, &inside(at, branch.name)),
                Some(_) => self.fault(&inside(at, branch.name), "must be a list of rows"),
                None => {}
            }
        }
    }

    fn list(&mut self, on: &Tree, branch: &Branch, rows: &[Tree], wanted: &[Value], at: &str) {
        if wanted.len() > MOST_ROWS {
            self.fault(at, format!("has more than {MOST_ROWS} entries"));
            return;
        }
        let mut kept: Vec<&str> = Vec::new();
        for (place, row) in wanted.iter().enumerate() {
            if self.is_over() {
                return;
            }
            let at = inside(at, &place.to_string());
            let Value::Object(row) = row else {
                self.fault(&at, "must be a row: an object with its fields");
                continue;
            };
            let known = match row.get("id") {
                None | Some(Value::Null) => None,
                Some(Value::String(id)) => match rows.iter().find(|known| known.id == *id) {
                    Some(known) if !kept.contains(&known.id.as_str()) => Some(known),
                    Some(_) => {
                        self.fault(&inside(&at, "id"), "is there twice");
                        continue;
                    }
                    None => {
                        self.fault(&inside(&at, "id"), "is not a row of this list; leave the id out for a new row");
                        continue;
                    }
                },
                Some(_) => {
                    self.fault(&inside(&at, "id"), "must be a text");
                    continue;
                }
            };
            match known {
                Some(known) => {
                    kept.push(&known.id);
                    self.row(known, Some(&known.cells), known.cells.clone(), row, &at, true);
                }
                None => {
                    let fresh = Tree::bare(branch.object, &(self.new_id)());
                    let mut cells = Cells::new();
                    hang(branch.object, &mut cells, on.object, &on.id);
                    self.row(&fresh, None, cells, row, &at, true);
                }
            }
        }
        for gone in rows.iter().filter(|row| !kept.contains(&row.id.as_str())) {
            self.plan.rows.extend(removal(gone));
        }
    }

    /// Reads one cell; whether it fits.
    fn cell(&mut self, field: &Field, value: &Value, name: &str, cells: &mut Cells) -> bool {
        let faults = self.plan.faults.len();
        // What is sent as it was read stays as it is, however its directory wrote it.
        if cells.get(field.name).is_some_and(|cell| read(field, cell).as_ref() == Some(value)) {
            return true;
        }
        match text_of(field, value) {
            Ok(text) if text.is_empty() => _ = cells.remove(field.name),
            Ok(text) => {
                if let Some(object) = field.refers_to {
                    self.plan.references.push(Reference { name: name.to_owned(), object, id: text.clone() });
                }
                if field.kind == Kind::Text && !is_number_like(field.name) {
                    self.plan.texts.push((name.to_owned(), text.clone()));
                }
                cells.insert(field.name.to_owned(), text);
            }
            Err(reason) => self.fault(name, reason),
        }
        self.plan.faults.len() == faults
    }
}

/// The text of a cell, empty where it is to be emptied; or what is wrong with it.
fn text_of(field: &Field, value: &Value) -> Result<String, String> {
    let text = match (field.kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::Number, Value::Number(number)) => number.to_string(),
        (Kind::Number, _) => return Err("must be a number".to_owned()),
        (_, Value::String(text)) => text.trim().to_owned(),
        (..) => return Err("must be a text".to_owned()),
    };
    if text.is_empty() {
        return Ok(text);
    }
    // What was sent is not said back: it may be somebody's name.
    match refusal(field.kind, &text) {
        None => {}
        Some(Wrong::Is(what)) => return Err(what),
        Some(Wrong::MustBe(wanted)) => return Err(format!("must be {wanted}")),
    }
    if markup::runs(field, &text) {
        return Err("must be an address that runs nothing, such as https://…".to_owned());
    }
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err("holds control characters; leave them out".to_owned());
    }
    if is_one_line(field.name) && text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        return Err("must be one line".to_owned());
    }
    Ok(if field.kind == Kind::Uuid { text.to_ascii_lowercase() } else { text })
}

fn inside(at: &str, step: &str) -> String {
    if at.is_empty() { step.to_owned() } else { format!("{at}.{step}") }
}

fn is_one_line(column: &str) -> bool {
    matches!(
        column,
        "name" | "alternate_name" | "title" | "department" | "number" | "address_1" | "city" | "postal_code"
    )
}

/// Columns of digits by their nature: registers, phones, codes.
fn is_number_like(column: &str) -> bool {
    matches!(
        column,
        "number" | "identifier" | "tax_id" | "external_identifier" | "postal_code" | "uri" | "logo" | "type" | "code"
    )
}

fn ages(cells: &Cells, faults: &mut Vec<Fault>) {
    let age = |column: &str| cells.get(column).and_then(|cell| cell.parse::<f64>().ok());
    let (youngest, oldest) = (age("minimum_age"), age("maximum_age"));
    let mut say = |name: &str, detail: &str| {
        if !faults.iter().any(|fault| fault.name == name) {
            faults.push(Fault { name: name.to_owned(), detail: detail.to_owned() });
        }
    };
    for (name, age) in [("minimumAge", youngest), ("maximumAge", oldest)] {
        if age.is_some_and(|age| !(0.0..=150.0).contains(&age)) {
            say(name, "an age is between 0 and 150");
        }
    }
    if let (Some(youngest), Some(oldest)) = (youngest, oldest)
        && youngest > oldest
    {
        say("minimumAge", "is above maximumAge");
    }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
