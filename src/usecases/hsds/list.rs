//! Lists of the open door: a page of them, or all of it in pieces.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::domain::ids::Id;
use crate::domain::socialmap::Object;
use crate::domain::socialmap::nest::{Book, Door};
use crate::store::conn::Conn;
use crate::store::map_tree::{self, Reach};
use crate::usecases::catalogue::{self, Catalogue};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::hsds::filter::{self, Filter, TermFilter};

/// What a list is of.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// Services.
    Services(Filter, Form),
    /// Services at locations; there is no minimal form of them.
    Places(Filter, Form),
    /// Organisations, by the words of their name.
    Organizations(Option<String>, OrganizationForm),
    /// Taxonomies, by the words of their name.
    Taxonomies(Option<String>),
    /// Terms.
    Terms(TermFilter),
}

/// How much of each row is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The id, and when it changed.
    Minimal,
    /// Its own cells, its organisation, its programme.
    Short,
    /// Everything.
    Full,
}

/// How much of each organisation is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationForm {
    /// Its own cells.
    Short,
    /// Everything; its services by name.
    Full,
    /// Everything, its services too.
    FullServices,
}

/// A page of a list, as HSDS 3.0 wraps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HsdsPage {
    /// How many rows the whole list has.
    pub total_items: usize,
    /// How many pages that makes.
    pub total_pages: usize,
    /// Which page this is, from 1.
    pub page_number: usize,
    /// How many rows are on it.
    pub size: usize,
    /// Whether it is the first.
    pub first_page: bool,
    /// Whether it is the last.
    pub last_page: bool,
    /// Whether it holds no rows.
    pub empty: bool,
    /// The rows: objects of HSDS 3.0.
    #[schema(value_type = Vec<Object>)]
    pub contents: Vec<Value>,
}

/// Which rows a list has, on one state of the map.
pub struct Found {
    wanted: Wanted,
    /// Which state: the number of it.
    pub state: i64,
    ids: Vec<Id>,
    minimal: Vec<Value>,
}

/// The number of the state that lists are made of just now.
///
/// # Errors
/// Any failure of the database.
pub fn state(ctx: &Ctx) -> Result<i64, Error> {
    ctx.db.read(|conn| Ok(catalogue::current(ctx, conn)?.state))
}

/// Looks up which rows a list has.
///
/// # Errors
/// [`Error::Invalid`] for filters that make no sense; any failure of the database.
pub fn find(ctx: &Ctx, wanted: Wanted) -> Result<Found, Error> {
    ctx.db.read(|conn| {
        let catalogue = catalogue::current(ctx, conn)?;
        let mut minimal = Vec::new();
        let ids = match &wanted {
            Wanted::Services(filter, form) => {
                let found = filter::services(ctx, conn, &catalogue, filter)?;
                if *form == Form::Minimal {
                    minimal = found.iter().map(|place| shortest(&catalogue, *place)).collect();
                }
                found.into_iter().map(|place| catalogue.services[place].id.clone()).collect()
            }
            Wanted::Places(filter, _) => filter::places(ctx, conn, &catalogue, filter)?,
            Wanted::Organizations(search, _) => filter::named(&catalogue.organizations, search.as_deref()),
            Wanted::Taxonomies(search) => filter::named(&catalogue.taxonomies, search.as_deref()),
            Wanted::Terms(filter) => filter::terms_of(&catalogue, filter),
        };
        Ok(Found { wanted: wanted.clone(), state: catalogue.state, ids, minimal })
    })
}

/// The id of a service and when it changed, under both names that HSDS 3.0 has for that.
fn shortest(catalogue: &Catalogue, place: usize) -> Value {
    let service = &catalogue.services[place];
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(service.id));
    if let Some((_, text)) = &service.modified {
        shown.insert("last_modified".to_owned(), json!(text));
        shown.insert("modified_date".to_owned(), json!(text));
    }
    Value::Object(shown)
}

/// How many rows with everything that hangs on them are read at once, by all callers together.
const FULL_AT_ONCE: usize = 4;
/// How long a caller waits for that.
const PATIENCE: Duration = Duration::from_secs(5);

static FULL: Turns = Turns { taken: Mutex::new(0), freed: Condvar::new() };

/// Readings that are going on.
struct Turns {
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Turns {
    /// Does `work` when it is its turn.
    fn run<T>(&self, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_timeout_while(taken, PATIENCE, |taken| *taken >= FULL_AT_ONCE);
        let (mut taken, late) = waited.unwrap_or_else(PoisonError::into_inner);
        if late.timed_out() {
            return Err(Error::Unavailable);
        }
        *taken += 1;
        drop(taken);
        let _turn = Turn(self);
        work()
    }
}

/// Given back however the work ends.
struct Turn<'t>(&'t Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.freed.notify_one();
    }
}

impl Wanted {
    /// Whether each row brings what hangs on it.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Services(_, form) | Self::Places(_, form) => *form == Form::Full,
            Self::Organizations(_, form) => *form != OrganizationForm::Short,
            Self::Taxonomies(_) | Self::Terms(_) => false,
        }
    }

    /// How many rows are read at once, so that a page and a piece of a stream stay small.
    #[must_use]
    pub fn at_once(&self) -> usize {
        match self {
            Self::Organizations(_, OrganizationForm::FullServices) => 10,
            wanted if wanted.is_full() => 100,
            _ => 1_000,
        }
    }
}

impl Found {
    /// What was asked for.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A page; behind the last one it is empty.
    ///
    /// # Errors
    /// Any failure of the database.
    pub fn page(&self, ctx: &Ctx, number: usize, size: usize) -> Result<HsdsPage, Error> {
        let total_pages = self.len().div_ceil(size.max(1));
        let first = number.saturating_sub(1).saturating_mul(size);
        let contents = self.values(ctx, first, size)?;
        Ok(HsdsPage {
            total_items: self.len(),
            total_pages,
            page_number: number,
            size: contents.len(),
            first_page: number <= 1,
            last_page: number >= total_pages,
            empty: contents.is_empty(),
            contents,
        })
    }

    /// Some of the rows. One that has gone since is left out.
    ///
    /// # Errors
    /// Any failure of the database.
    pub fn values(&self, ctx: &Ctx, first: usize, count: usize) -> Result<Vec<Value>, Error> {
        let first = first.min(self.len());
        let last = first.saturating_add(count).min(self.len());
        if let Wanted::Services(_, Form::Minimal) = &self.wanted {
            return Ok(self.minimal.get(first..last).unwrap_or_default().to_vec());
        }
        if first == last {
            return Ok(Vec::new());
        }
        let read = || ctx.db.read(|conn| values(conn, &self.wanted, &self.ids[first..last]));
        if self.wanted.is_full() { FULL.run(read) } else { read() }
    }
}

fn values(conn: &mut Conn, wanted: &Wanted, ids: &[Id]) -> Result<Vec<Value>, Error> {
    let reach = |form: Form| if form == Form::Full { Reach::Full } else { Reach::Short };
    let rows = match wanted {
        Wanted::Services(_, form) => map_tree::of_services(conn, ids, reach(*form))?,
        Wanted::Places(_, form) => map_tree::of_places(conn, ids, reach(*form))?,
        Wanted::Organizations(_, OrganizationForm::Short) => map_tree::of_organizations(conn, ids, Reach::Short)?,
        Wanted::Organizations(_, form) => return organizations(conn, ids, *form),
        Wanted::Taxonomies(_) => {
            let rows = map_tree::by_id(conn, Object::Taxonomy, ids)?;
            HashMap::from([(Object::Taxonomy, rows)])
        }
        Wanted::Terms(_) => map_tree::of_terms(conn, ids)?,
    };
    let book = Book::new(&rows, Door::Open);
    let show = |id: &Id| match wanted {
        Wanted::Services(_, Form::Full) => book.service(id),
        Wanted::Services(..) => book.short_service(id),
        Wanted::Places(_, form) => book.service_at_location(id, *form == Form::Full),
        Wanted::Organizations(..) => book.short(Object::Organization, id),
        Wanted::Taxonomies(_) => book.short(Object::Taxonomy, id),
        Wanted::Terms(_) => book.short(Object::TaxonomyTerm, id),
    };
    Ok(ids.iter().filter_map(show).collect())
}

/// Organisations with their services: by name, or whole.
pub(super) fn organizations(conn: &mut Conn, ids: &[Id], form: OrganizationForm) -> Result<Vec<Value>, Error> {
    let rows = map_tree::of_organizations(conn, ids, Reach::Full)?;
    let book = Book::new(&rows, Door::Open);
    let offered = map_tree::offered(conn, ids)?;
    let reach = if form == OrganizationForm::FullServices { Reach::Full } else { Reach::Short };
    let services: Vec<Id> = offered.iter().map(|(_, service)| service.clone()).collect();
    let mut shown: HashMap<Id, Vec<Value>> = HashMap::new();
    for (chunk, offered) in services.chunks(map_tree::AT_ONCE).zip(offered.chunks(map_tree::AT_ONCE)) {
        let rows = map_tree::of_services(conn, chunk, reach)?;
        let book = Book::new(&rows, Door::Open);
        for (organization, service) in offered {
            let value = match form {
                OrganizationForm::FullServices => book.service(service),
                _ => book.short_service(service).map(|service| named(&service)),
            };
            let Some(Value::Object(mut service)) = value else { continue };
            service.shift_remove("organization");
            shown.entry(organization.clone()).or_default().push(Value::Object(service));
        }
    }
    let whole = |id: &Id| {
        let Some(Value::Object(mut organization)) = book.organization(id) else { return None };
        organization.insert("services".to_owned(), Value::Array(shown.remove(id).unwrap_or_default()));
        Some(Value::Object(organization))
    };
    Ok(ids.iter().filter_map(whole).collect())
}

/// A service by name: what the schema asks for.
fn named(service: &Value) -> Value {
    let kept = ["id", "name", "status", "last_modified"];
    let cells = kept.into_iter().filter_map(|name| Some((name.to_owned(), service.get(name)?.clone())));
    Value::Object(cells.collect())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_than_a_few_read_everything_at_once() {
        let turns = Turns { taken: Mutex::new(0), freed: Condvar::new() };
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for number in 0..16 {
                let (turns, now, most) = (&turns, &now, &most);
                scope.spawn(move || {
                    let done = turns.run(|| {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                        if number % 3 == 0 { Err(Error::NotFound) } else { Ok(()) }
                    });
                    assert_eq!(done.is_err(), number % 3 == 0);
                });
            }
        });
        assert!((1..=FULL_AT_ONCE).contains(&most.into_inner()));
        assert_eq!(*turns.taken.lock().unwrap_or_else(PoisonError::into_inner), 0);
    }
}
