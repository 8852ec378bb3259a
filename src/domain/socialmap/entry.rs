//! Entries: what is read and changed as one thing, under one version: a service, an organisation or a location, with the
//! rows that hang on it. Which row hangs on which, and how a tree of rows looks as JSON, follows from the field tables.
//!
//! Does not belong here: what a change means (`edit`), where rows are kept (`store`).

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::fields::{Field, fields};
use super::markup;
use super::object::Object;
use super::package::Record;
use super::value::shown;
use crate::domain::ids::Id;

/// Filled cells of a row, by column.
pub type Cells = BTreeMap<String, String>;

codes! {
    /// What is changed as one thing.
    EntryKind {
        /// A service.
        Service = "service",
        /// An organisation.
        Organization = "organization",
        /// A location.
        Location = "location",
    }
}

impl EntryKind {
    /// The object of its own row.
    #[must_use]
    pub const fn object(self) -> Object {
        match self {
            Self::Service => Object::Service,
            Self::Organization => Object::Organization,
            Self::Location => Object::Location,
        }
    }

    /// Where it is read.
    #[must_use]
    pub fn path(self, id: &str) -> String {
        match self {
            Self::Service => format!("/v1/services/{id}"),
            Self::Organization => format!("/v1/organizations/{id}"),
            Self::Location => format!("/v1/locations/{id}"),
        }
    }
}

/// A list of rows that hang on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// Name in JSON.
    pub name: &'static str,
    /// What hangs there.
    pub object: Object,
}

const fn branch(name: &'static str, object: Object) -> Branch {
    Branch { name, object }
}

const PHONES: Branch = branch("phones", Object::Phone);
const CONTACTS: Branch = branch("contacts", Object::Contact);
const LANGUAGES: Branch = branch("languages", Object::Language);
const SCHEDULES: Branch = branch("schedules", Object::Schedule);
const ATTRIBUTES: Branch = branch("attributes", Object::Attribute);
const FUNDING: Branch = branch("funding", Object::Funding);

const OF_SERVICE: &[Branch] = &[
    PHONES,
    CONTACTS,
    LANGUAGES,
    SCHEDULES,
    branch("serviceAreas", Object::ServiceArea),
    branch("costOptions", Object::CostOption),
    branch("requiredDocuments", Object::RequiredDocument),
    FUNDING,
    ATTRIBUTES,
    branch("serviceAtLocations", Object::ServiceAtLocation),
];
const OF_ORGANIZATION: &[Branch] = &[
    PHONES,
    CONTACTS,
    FUNDING,
    branch("organizationIdentifiers", Object::OrganizationIdentifier),
    branch("programs", Object::Program),
    ATTRIBUTES,
];
const OF_LOCATION: &[Branch] = &[
    branch("addresses", Object::Address),
    PHONES,
    CONTACTS,
    LANGUAGES,
    SCHEDULES,
    branch("accessibility", Object::Accessibility),
    ATTRIBUTES,
];

/// The lists that hang on a row of an object.
#[must_use]
pub const fn branches(object: Object) -> &'static [Branch] {
    match object {
        Object::Service => OF_SERVICE,
        Object::Organization => OF_ORGANIZATION,
        Object::Location => OF_LOCATION,
        Object::ServiceAtLocation => &[PHONES, CONTACTS, SCHEDULES],
        Object::Contact => &[PHONES],
        Object::Phone => &[LANGUAGES],
        _ => &[],
    }
}

/// Columns that name what a row hangs on, the closest first: a phone of a contact of a service hangs on the contact.
const LINKS: [(&str, Object); 6] = [
    ("phone_id", Object::Phone),
    ("contact_id", Object::Contact),
    ("service_at_location_id", Object::ServiceAtLocation),
    ("service_id", Object::Service),
    ("location_id", Object::Location),
    ("organization_id", Object::Organization),
];

/// The row that a row hangs on; nothing for an entry's own row and for what is nobody's.
#[must_use]
pub fn parent(object: Object, row: &Record) -> Option<&str> {
    match object {
        Object::Service | Object::Organization | Object::Location | Object::Taxonomy | Object::TaxonomyTerm => None,
        Object::Attribute => row.get("link_id"),
        Object::Metadata => row.get("resource_id"),
        Object::ServiceAtLocation => row.get("service_id"),
        _ => LINKS.iter().find_map(|(column, _)| row.get(column)),
    }
}

/// Names the parent in the cells of a row.
pub(super) fn hang(object: Object, cells: &mut Cells, on: Object, id: &str) {
    if object == Object::Attribute {
        cells.insert("link_id".to_owned(), id.to_owned());
        cells.insert("link_entity".to_owned(), on.as_str().to_owned());
    } else {
        cells.insert(format!("{on}_id"), id.to_owned());
    }
}

/// Whether a column is ours to fill: what the row hangs on, and when it last changed.
fn is_kept_by_us(object: Object, column: &str) -> bool {
    match object {
        Object::Organization => false,
        Object::Service => matches!(column, "organization_id" | "last_modified"),
        Object::Location => column == "organization_id",
        Object::ServiceAtLocation => column == "service_id",
        Object::Attribute => matches!(column, "link_id" | "link_entity"),
        _ => LINKS.iter().any(|(link, _)| *link == column),
    }
}

/// The columns of an object that its editors fill.
pub fn columns(object: Object) -> impl Iterator<Item = &'static Field> {
    fields(object).iter().filter(move |field| field.name != "id" && !is_kept_by_us(object, field.name))
}

/// `minimum_age` → `minimumAge`.
#[must_use]
pub fn camel(column: &str) -> String {
    let mut parts = column.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        let mut letters = part.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

/// A row with what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// What it is.
    pub object: Object,
    /// Its id.
    pub id: Id,
    /// Its cells.
    pub cells: Cells,
    /// What hangs on it, list by list in the order of [`branches`].
    pub hung: Vec<Vec<Tree>>,
}

impl Tree {
    /// A row on which nothing hangs.
    #[must_use]
    pub fn bare(object: Object, id: &str) -> Self {
        let hung = branches(object).iter().map(|_| Vec::new()).collect();
        Self { object, id: id.to_owned(), cells: Cells::new(), hung }
    }

    /// Builds a tree from rows by the id of their parent; rows are taken out as they find their place.
    pub fn grow(object: Object, row: Record, rows: &mut HashMap<Id, Vec<(Object, Record)>>) -> Self {
        let mut tree = Self::bare(object, &row.id);
        tree.cells = row.fields;
        let mut below = rows.remove(&row.id).unwrap_or_default();
        below.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        for (hangs, row) in below {
            if let Some(place) = branches(object).iter().position(|branch| branch.object == hangs) {
                tree.hung[place].push(Self::grow(hangs, row, rows));
            }
        }
        tree
    }

    /// Every row of it, its own first.
    #[must_use]
    pub fn rows(&self) -> Vec<&Self> {
        let mut all = vec![self];
        for below in self.hung.iter().flatten() {
            all.extend(below.rows());
        }
        all
    }

    /// As JSON, in the words of the field tables. Who is no insider gets no persons: neither contacts nor who checks
    /// the entry.
    #[must_use]
    pub fn json(&self, insider: bool) -> Map<String, Value> {
        let mut object = Map::new();
        for field in columns(self.object) {
            let Some(cell) = self.cells.get(field.name) else { continue };
            if let Some(cell) = read(field, cell).filter(|_| insider || !is_internal(self.object, field.name)) {
                object.insert(camel(field.name), cell);
            }
        }
        for (branch, rows) in branches(self.object).iter().zip(&self.hung) {
            if insider || branch.object != Object::Contact {
                let shown = rows.iter().map(|row| {
                    let mut shown = Map::new();
                    shown.insert("id".to_owned(), Value::String(row.id.clone()));
                    shown.extend(row.json(insider));
                    Value::Object(shown)
                });
                object.insert(branch.name.to_owned(), shown.collect());
            }
        }
        object
    }
}

/// Whether a cell is for the team and the organisation itself: it leads to a person.
#[must_use]
pub fn is_internal(object: Object, column: &str) -> bool {
    object == Object::Contact || object == Object::Service && column == "assurer_email"
}

/// A cell as its readers get it: markup that does nothing, no address that runs something.
pub(super) fn read(field: &Field, cell: &str) -> Option<Value> {
    markup::harmless(field, cell).map(|cell| shown(field.kind, &cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_that_hangs_somewhere_can_be_hung_there() {
        for on in Object::ALL {
            for branch in branches(*on) {
                let mut cells = Cells::new();
                hang(branch.object, &mut cells, *on, "x");
                for column in cells.keys() {
                    assert!(fields(branch.object).iter().any(|field| field.name == column), "{on}: {column}");
                }
                let row = Record { id: "r".into(), line: 0, fields: cells };
                assert_eq!(parent(branch.object, &row), Some("x"), "{on} {}", branch.name);
            }
        }
    }

    #[test]
    fn no_two_columns_have_one_name() {
        for object in Object::ALL {
            let mut names: Vec<String> = columns(*object).map(|field| camel(field.name)).collect();
            names.extend(branches(*object).iter().map(|branch| branch.name.to_owned()));
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{object}");
        }
    }

    #[test]
    fn outsiders_see_no_persons() {
        let mut tree = Tree::bare(Object::Service, "s");
        tree.cells.insert("name".into(), "Dienst".into());
        tree.cells.insert("minimum_age".into(), "2.5".into());
        tree.cells.insert("assurer_email".into(), "els@dienst.example".into());
        let mut contact = Tree::bare(Object::Contact, "c");
        contact.cells.insert("name".into(), "Els".into());
        tree.hung[1].push(contact);
        let (inside, outside) =
            (Value::Object(tree.json(true)).to_string(), Value::Object(tree.json(false)).to_string());
        assert!(inside.contains("\"minimumAge\":2.5") && inside.contains("els@dienst") && inside.contains("\"Els\""));
        assert!(!outside.contains("els@dienst") && !outside.contains("Els") && !outside.contains("contacts"));
    }

    #[test]
    fn nothing_that_acts_is_read() {
        let mut tree = Tree::bare(Object::Service, "s");
        tree.cells.insert("description".into(), "<p onclick=x>Hulp</p><script>x</script>".into());
        tree.cells.insert("url".into(), "javascript:alert(1)".into());
        tree.cells.insert("minimum_age".into(), "06".into());
        assert_eq!(Value::Object(tree.json(true))["description"], "<p>Hulp</p>");
        assert_eq!((tree.json(true).get("url"), tree.json(true).get("minimumAge")), (None, Some(&Value::from(6))));
    }
}
