//! Let the whole map out, as it is: the tables of HSDS 3.0 one by one, or its services as nested JSON. On one snapshot,
//! some thousand rows in memory at a time.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use serde_json::Value;

use crate::domain::ids::Id;
use crate::domain::socialmap::fields::CAPACITY;
use crate::domain::socialmap::nest::{Book, Door};
use crate::domain::socialmap::package::CAPACITY_FILE;
use crate::domain::socialmap::shape::{ATTRIBUTES, METADATA, embedded, lists};
use crate::domain::socialmap::write::{DESCRIPTION, Table, description};
use crate::domain::socialmap::{Object, Record};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::map_facts;
use crate::store::map_tree::{self, AT_ONCE, Reach};
use crate::usecases::ctx::Ctx;

/// Rows that are read at once.
const ROWS: i64 = 2_000;

/// Where the files of a package go.
pub trait Shelf {
    /// Begins a file; what is written next is its content.
    ///
    /// # Errors
    /// What the place says.
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write>;
}

/// Why a map could not be let out.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// It could not be read.
    #[error("the database: {0}")]
    Unread(#[from] StoreError),
    /// It could not be written.
    #[error("{0}")]
    Unwritten(#[from] io::Error),
    /// It is not JSON.
    #[error("{0}")]
    Unspelled(#[from] serde_json::Error),
}

/// What was let out: rows by table, services where it is JSON.
pub type Tally = Vec<(&'static str, usize)>;

/// Puts the tables on a shelf, those without rows left out, and the description with them; `with_capacity` adds how much
/// room there is, which is ours and no part of HSDS 3.0. `progress` is told how many rows are done.
///
/// # Errors
/// [`Unsent`].
pub fn tables(
    ctx: &Ctx,
    shelf: &mut dyn Shelf,
    with_capacity: bool,
    mut progress: impl FnMut(usize),
) -> Result<Tally, Unsent> {
    ctx.db.read(|conn| {
        let (mut tally, mut objects, mut done) = (Tally::new(), Vec::new(), 0);
        for &object in Object::ALL {
            let mut rows = behind(conn, object, "")?;
            if rows.is_empty() && !object.needed() {
                continue;
            }
            let mut table = Table::begin(object, shelf.begin(object.file())?)?;
            let mut count = 0;
            while let Some(last) = rows.last().map(|row| row.id.clone()) {
                for row in &rows {
                    table.row(row)?;
                }
                count += rows.len();
                progress(done + count);
                rows = behind(conn, object, &last)?;
            }
            table.end()?;
            done += count;
            tally.push((object.file(), count));
            objects.push(object);
        }
        if with_capacity {
            let rooms = rooms(conn)?;
            let mut table = Table::with_columns(CAPACITY, shelf.begin(CAPACITY_FILE)?)?;
            rooms.iter().try_for_each(|row| table.row(row))?;
            table.end()?;
            tally.push((CAPACITY_FILE, rooms.len()));
        }
        let out = shelf.begin(DESCRIPTION)?;
        serde_json::to_writer_pretty(&mut *out, &description(&objects))?;
        out.write_all(b"\n")?;
        Ok(tally)
    })
}

/// The next rows of a table. The history that was written here stands among that which came from elsewhere.
fn behind(conn: &mut Conn, object: Object, after: &str) -> Result<Vec<Record>, StoreError> {
    let mut rows = map_tree::behind(conn, object, after, ROWS)?;
    if object != Object::Metadata {
        return Ok(rows);
    }
    let ours = map_tree::changes_behind(conn, after, ROWS)?;
    // Both lists are cut at the end of the shorter one, so that nothing is left out between two of them.
    let whole = usize::try_from(ROWS).unwrap_or_default();
    let ends = [&rows, &ours].into_iter().filter(|list| list.len() == whole).filter_map(|list| list.last());
    let end = ends.map(|row| row.id.clone()).min();
    let known: HashSet<Id> = rows.iter().map(|row| row.id.clone()).collect();
    rows.extend(ours.into_iter().filter(|row| !known.contains(&row.id)));
    rows.retain(|row| end.as_ref().is_none_or(|end| row.id <= *end));
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(rows)
}

/// Room as rows; each has the id of its service, of which it is the only one.
fn rooms(conn: &mut Conn) -> Result<Vec<Record>, StoreError> {
    let mut rows: Vec<Record> = map_facts::rooms(conn)?
        .into_iter()
        .map(|(service, room)| {
            let mut fields: BTreeMap<String, String> = [
                ("service_id".to_owned(), service.clone()),
                ("state".to_owned(), room.state.to_string()),
                ("updated".to_owned(), room.updated_at.to_string()),
            ]
            .into();
            fields.extend(room.places.map(|places| ("available".to_owned(), places.to_string())));
            Record { id: service, line: 0, fields }
        })
        .collect();
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(rows)
}

/// Writes every service, full, as one JSON list; answers how many, and how many rows hang on none of them and are
/// therefore not in it.
///
/// # Errors
/// [`Unsent`].
pub fn services(ctx: &Ctx, out: &mut dyn Write, mut progress: impl FnMut(usize)) -> Result<(usize, usize), Unsent> {
    ctx.db.read(|conn| {
        let mut seen: HashMap<Object, HashSet<Id>> = HashMap::new();
        let mut told: HashSet<Id> = HashSet::new();
        let ids = map_tree::ids(conn, Object::Service)?;
        out.write_all(b"[")?;
        let mut done = 0;
        for chunk in ids.chunks(AT_ONCE) {
            let rows = map_tree::of_services(conn, chunk, Reach::Whole)?;
            let book = Book::new(&rows, Door::Exchange);
            for service in chunk.iter().filter_map(|id| book.service_in_list(id, &mut told)) {
                out.write_all(if done == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &service)?;
                note(&mut seen, Object::Service, &service);
                done += 1;
            }
            progress(done);
        }
        out.write_all(b"\n]\n")?;
        let mut missed = 0;
        for &object in Object::ALL {
            let shown = seen.get(&object);
            let all = map_tree::ids(conn, object)?;
            missed += all.iter().filter(|id| !shown.is_some_and(|shown| shown.contains(*id))).count();
        }
        Ok((done, missed))
    })
}

/// Notes the ids of all rows that stand in a value.
fn note(seen: &mut HashMap<Object, HashSet<Id>>, object: Object, value: &Value) {
    let Some(id) = value["id"].as_str() else { return };
    seen.entry(object).or_default().insert(id.to_owned());
    for nested in embedded(object).iter().chain(lists(object)).chain([&ATTRIBUTES, &METADATA]) {
        match value.get(nested.name) {
            Some(Value::Array(rows)) => rows.iter().for_each(|row| note(seen, nested.object, row)),
            Some(row) => note(seen, nested.object, row),
            None => {}
        }
    }
}
