//! The social map as it is asked: facts, needs and words of every service, kept in memory until the map changes.
//!
//! Before every use the state of the map in the database is read (three small queries), so that a change by another
//! replica is seen by the next question. Only what changed is read anew, by one asker; whoever comes meanwhile is
//! answered from the state before.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};

use crate::domain::ids::Id;
use crate::domain::routing::{Lexicon, offer};
use crate::domain::socialmap::Candidate;
use crate::domain::socialmap::facts::{self, Entry, Rows};
use crate::search::Index;
use crate::store::conn::Conn;
use crate::store::map_facts::{self, AT_ONCE, State};
use crate::store::rate;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// From how many changed services on everything is read anew.
const MANY: usize = 1_000;

/// Where the atlas is kept between questions.
#[derive(Default)]
pub struct AtlasCell {
    kept: RwLock<Option<Arc<Atlas>>>,
    reading: Mutex<()>,
}

impl AtlasCell {
    fn kept(&self) -> Option<Arc<Atlas>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

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
    pub services: Vec<Arc<Candidate>>,
    /// Where a service stands among them.
    places: HashMap<Id, usize>,
    /// Organisations, ordered by name and then by id.
    pub organizations: Vec<Body>,
    /// Full text over the services.
    pub index: Index,
}

impl Atlas {
    /// Facts of one service.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<&Candidate> {
        self.places.get(id).map(|place| self.services[*place].as_ref())
    }
}

/// The map as it is now.
///
/// # Errors
/// Any failure of the database or of the index.
pub fn current(ctx: &Ctx, conn: &mut Conn) -> Result<Arc<Atlas>, Error> {
    let state = map_facts::state(conn)?;
    let fits = |kept: &Arc<Atlas>| kept.state == state || kept.state.rows > state.rows;
    if let Some(kept) = ctx.atlas.kept().filter(fits) {
        return Ok(kept);
    }
    let _reading = match (ctx.atlas.reading.try_lock(), ctx.atlas.kept()) {
        (Ok(mine), _) => mine,
        // Somebody reads the changes just now: until then the map is as it was.
        (Err(TryLockError::WouldBlock), Some(before)) => return Ok(before),
        (Err(TryLockError::WouldBlock), None) => ctx.atlas.reading.lock().unwrap_or_else(PoisonError::into_inner),
        (Err(TryLockError::Poisoned(poisoned)), _) => poisoned.into_inner(),
    };
    let before = ctx.atlas.kept();
    if let Some(kept) = before.clone().filter(fits) {
        return Ok(kept);
    }
    let atlas = Arc::new(read(&ctx.lexicon, state, before.as_deref(), conn)?);
    *ctx.atlas.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(atlas.clone());
    Ok(atlas)
}

/// The state of now, from the one before and what changed since.
fn read(lexicon: &Lexicon, state: State, before: Option<&Atlas>, conn: &mut Conn) -> Result<Atlas, Error> {
    let mut before = before;
    let mut changed = map_facts::changed_since(conn, before.map_or(0, |before| before.state.rows))?;
    if before.is_some() && changed.len() >= MANY {
        before = None;
        changed = map_facts::changed_since(conn, 0)?;
    }
    let mut rows = Rows {
        of: HashMap::new(),
        capacities: map_facts::rooms(conn)?,
        agreements: map_facts::signed(conn)?,
        records: rate::all(conn)?,
    };
    let full_text = |fault: crate::search::SearchFault| Error::Internal(fault.to_string());
    let mut writing = before.map_or_else(Index::begin, |before| before.index.edit()).map_err(full_text)?;
    let mut services: BTreeMap<Id, Arc<Candidate>> = before.map(|before| up_to_date(before, &rows)).unwrap_or_default();
    for ids in changed.chunks(AT_ONCE) {
        rows.of = map_facts::rows(conn, ids)?;
        for Entry { mut candidate, wording } in facts::entries(&rows) {
            candidate.needs = offer::needs(lexicon, &candidate, &wording);
            writing.put(&candidate.id, &wording).map_err(full_text)?;
            services.insert(candidate.id.clone(), Arc::new(candidate));
        }
    }
    let index = writing.finish().map_err(full_text)?;
    let mut services: Vec<Arc<Candidate>> = services.into_values().collect();
    services.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let places = services.iter().enumerate().map(|(place, service)| (service.id.clone(), place)).collect();
    let organizations = bodies(conn, &services)?;
    Ok(Atlas { state, services, places, organizations, index })
}

/// The services of before with the room, the agreements and the experiences of now.
fn up_to_date(before: &Atlas, rows: &Rows) -> BTreeMap<Id, Arc<Candidate>> {
    let of_now = |service: &Arc<Candidate>| {
        let capacity = rows.capacities.get(&service.id).copied();
        let agreement = rows.agreements.get(&service.organization_id).copied().unwrap_or_default();
        let record = rows.records.get(&service.id).copied();
        if service.capacity == capacity && service.agreement == agreement && service.record == record {
            return service.clone();
        }
        Arc::new(Candidate { capacity, agreement, record, ..service.as_ref().clone() })
    };
    before.services.iter().map(|service| (service.id.clone(), of_now(service))).collect()
}

fn bodies(conn: &mut Conn, services: &[Arc<Candidate>]) -> Result<Vec<Body>, Error> {
    let mut offered: HashMap<&Id, usize> = HashMap::new();
    for service in services {
        *offered.entry(&service.organization_id).or_default() += 1;
    }
    let mut bodies: Vec<Body> = map_facts::organization_names(conn)?
        .into_iter()
        .map(|(id, name)| Body { services: offered.get(&id).copied().unwrap_or_default(), id, name })
        .collect();
    bodies.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(bodies)
}
