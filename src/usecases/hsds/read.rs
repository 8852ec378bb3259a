//! One row of the open door, with everything that hangs on it.

use std::collections::HashMap;

use serde_json::Value;

use crate::domain::ids::Id;
use crate::domain::socialmap::Object;
use crate::domain::socialmap::nest::{Book, Door};
use crate::store::map_facts;
use crate::store::map_tree::{self, Reach};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::hsds::list::{OrganizationForm, organizations};

/// Which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum One {
    /// A service.
    Service,
    /// An organisation.
    Organization(OrganizationForm),
    /// A service at a location.
    Place,
    /// A taxonomy.
    Taxonomy,
    /// A term.
    Term,
}

/// Reads a row.
///
/// # Errors
/// [`Error::NotFound`]; any failure of the database.
pub fn one(ctx: &Ctx, which: One, id: &str) -> Result<Value, Error> {
    let ids: [Id; 1] = [id.to_ascii_lowercase()];
    let id = &ids[0];
    ctx.db.read(|conn| {
        let rows = match which {
            One::Service => map_tree::of_services(conn, &ids, Reach::Full)?,
            One::Organization(form) => return organizations(conn, &ids, form)?.pop().ok_or(Error::NotFound),
            One::Place => map_tree::of_places(conn, &ids, Reach::Full)?,
            One::Taxonomy => HashMap::from([(Object::Taxonomy, map_tree::by_id(conn, Object::Taxonomy, &ids)?)]),
            One::Term => map_tree::of_terms(conn, &ids)?,
        };
        let book = Book::new(&rows, Door::Open);
        match which {
            One::Service => book.service(id),
            One::Organization(_) => None,
            One::Place => book.service_at_location(id, true),
            One::Taxonomy => book.short(Object::Taxonomy, id),
            One::Term => book.short(Object::TaxonomyTerm, id),
        }
        .ok_or(Error::NotFound)
    })
}

/// The number of the map's present state: what was answered on one state is answered the same on it again.
///
/// # Errors
/// Any failure of the database.
pub fn state(ctx: &Ctx) -> Result<i64, Error> {
    Ok(ctx.db.read(map_facts::state)?.rows)
}
