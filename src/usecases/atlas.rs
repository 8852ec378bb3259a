//! The social map as it is asked: facts, needs and words of every service, kept in memory until the map changes.
//!
//! Before every use the state of the map in the database is read (three small queries), so that a change by another
//! replica is seen by the next question. New room or a new agreement does not rebuild the index.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::ids::Id;
use crate::domain::routing::{Lexicon, offer};
use crate::domain::socialmap::Candidate;
use crate::domain::socialmap::facts::{self, Wording};
use crate::search::Index;
use crate::store::conn::Conn;
use crate::store::map::{self, State};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Where the atlas is kept between questions.
#[derive(Default)]
pub struct AtlasCell(Mutex<Option<Arc<Atlas>>>);

/// An organisation of the map, as far as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// How many services it offers.
    pub services: usize,
}

/// One state of the map, ready for asking.
pub struct Atlas {
    state: State,
    /// Services, ordered by name and then by id.
    pub services: Vec<Candidate>,
    /// Their words, in the same order.
    pub wordings: Arc<Vec<Wording>>,
    /// Organisations, ordered by name and then by id.
    pub organizations: Arc<Vec<Body>>,
    /// Full text over the services.
    pub index: Arc<Index>,
}

impl Atlas {
    /// Facts of one service.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<&Candidate> {
        self.services.iter().find(|service| service.id == id)
    }
}

/// The map as it is now.
///
/// # Errors
/// Any failure of the database or of the index.
pub fn current(ctx: &Ctx, conn: &mut Conn) -> Result<Arc<Atlas>, Error> {
    let state = map::state(conn)?;
    // Whoever comes while it is being built waits for it: a second build would take twice the memory.
    let mut kept = ctx.atlas.0.lock().unwrap_or_else(PoisonError::into_inner);
    let atlas = match kept.as_ref() {
        Some(atlas) if atlas.state == state => return Ok(atlas.clone()),
        Some(atlas) if atlas.state.rows == state.rows => refreshed(atlas, state, conn)?,
        _ => built(&ctx.lexicon, state, conn)?,
    };
    let atlas = Arc::new(atlas);
    *kept = Some(atlas.clone());
    Ok(atlas)
}

fn built(lexicon: &Lexicon, state: State, conn: &mut Conn) -> Result<Atlas, Error> {
    let rows = map::rows(conn)?;
    let mut entries = facts::entries(&rows);
    entries.sort_by(|a, b| (&a.candidate.name, &a.candidate.id).cmp(&(&b.candidate.name, &b.candidate.id)));
    let mut offered: HashMap<Id, usize> = HashMap::new();
    for entry in &mut entries {
        entry.candidate.needs = offer::needs(lexicon, &entry.wording);
        *offered.entry(entry.candidate.organization_id.clone()).or_default() += 1;
    }
    let mut organizations: Vec<Body> = facts::organizations(&rows)
        .into_iter()
        .map(|row| Body {
            id: row.id.clone(),
            name: row.get("name").unwrap_or_default().to_owned(),
            services: offered.get(&row.id).copied().unwrap_or_default(),
        })
        .collect();
    organizations.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let index = Index::build(entries.iter().map(|entry| (&entry.candidate.id, &entry.wording)))
        .map_err(|fault| Error::Internal(fault.to_string()))?;
    let (services, wordings) = entries.into_iter().map(|entry| (entry.candidate, entry.wording)).unzip();
    Ok(Atlas {
        state,
        services,
        wordings: Arc::new(wordings),
        organizations: Arc::new(organizations),
        index: Arc::new(index),
    })
}

/// The same services with the room and the agreements of now.
fn refreshed(atlas: &Atlas, state: State, conn: &mut Conn) -> Result<Atlas, Error> {
    let (rooms, signed) = (map::rooms(conn)?, map::signed(conn)?);
    let mut services = atlas.services.clone();
    for service in &mut services {
        service.capacity = rooms.get(&service.id).copied();
        service.agreement = signed.get(&service.organization_id).copied().unwrap_or_default();
    }
    Ok(Atlas {
        state,
        services,
        wordings: atlas.wordings.clone(),
        organizations: atlas.organizations.clone(),
        index: atlas.index.clone(),
    })
}
