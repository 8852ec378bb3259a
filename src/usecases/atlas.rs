//! The social map as it is asked: facts, needs and words of every service, kept in memory until the map changes.
//!
//! Before every use the state of the map in the database is read (two small queries), so that a change by another
//! replica is seen by the next question. Only what changed is read anew, by one asker; whoever comes meanwhile is
//! answered from the state before. Beside a server a keeper looks too: it reads the map when the server starts, and
//! whatever is too much for an asker to wait for.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::time::Duration;

use crate::domain::ids::Id;
use crate::domain::routing::{Lexicon, Roster, offer};
use crate::domain::socialmap::facts::{self, Entry, Rows};
use crate::domain::socialmap::{Candidate, Object, Record};
use crate::search::{Edit, Index, SearchFault};
use crate::store::conn::Conn;
use crate::store::map_facts::{self, AT_ONCE, State};
use crate::store::rate;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// From how many changed services on everything is read anew.
const MANY: usize = 1_000;
/// Up to how many changed services one asker reads while the others go on; more are left to the keeper.
const FEW: usize = 50;
/// How often the keeper looks.
const LOOK: Duration = Duration::from_millis(300);
/// How many lots of rows may wait to be read for their facts.
const AHEAD: usize = 2;

/// Where the atlas is kept between questions.
#[derive(Default)]
pub struct AtlasCell {
    kept: RwLock<Option<Arc<Atlas>>>,
    reading: Mutex<()>,
    keeper: AtomicBool,
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
    /// The services.
    pub roster: Roster<Arc<Candidate>>,
    /// Organisations, ordered by name and then by id.
    pub organizations: Vec<Body>,
    /// Full text over the services.
    pub index: Index,
}

impl Atlas {
    /// Facts of one service.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<&Candidate> {
        self.roster.get(id)
    }
}

/// Keeps the atlas as the map is, on a thread of its own, until the rest of the program is gone.
///
/// # Errors
/// When there is no thread to be had.
pub fn keep(ctx: &Arc<Ctx>) -> std::io::Result<()> {
    ctx.atlas.keeper.store(true, Ordering::Relaxed);
    let ctx = Arc::downgrade(ctx);
    let look = move || {
        while let Some(ctx) = ctx.upgrade() {
            if let Err(error) = ctx.db.read(|conn| renewed(&ctx, conn, usize::MAX)) {
                tracing::warn!(event = "atlas.unread", %error, "the map cannot be read; trying again");
            }
            drop(ctx);
            std::thread::sleep(LOOK);
        }
    };
    std::thread::Builder::new().name("atlas".to_owned()).spawn(look).map(drop)
}

/// The map as it is now.
///
/// # Errors
/// Any failure of the database or of the index.
pub fn current(ctx: &Ctx, conn: &mut Conn) -> Result<Arc<Atlas>, Error> {
    renewed(ctx, conn, if ctx.atlas.keeper.load(Ordering::Relaxed) { FEW } else { usize::MAX })
}

/// The map as it is now; as it was where more than `most` services changed since.
fn renewed(ctx: &Ctx, conn: &mut Conn, most: usize) -> Result<Arc<Atlas>, Error> {
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
    let changed = map_facts::changed_since(conn, before.as_ref().map_or(0, |before| before.state.rows))?;
    if let Some(before) = before.clone().filter(|_| changed.len() > most) {
        return Ok(before);
    }
    let atlas = Arc::new(read(&ctx.lexicon, state, before.as_deref(), changed, conn)?);
    *ctx.atlas.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(atlas.clone());
    Ok(atlas)
}

/// The state of now, from the one before and what changed since.
fn read(
    lexicon: &Lexicon,
    state: State,
    before: Option<&Atlas>,
    mut changed: Vec<Id>,
    conn: &mut Conn,
) -> Result<Atlas, Error> {
    let mut before = before;
    if before.is_some() && changed.len() >= MANY {
        before = None;
        changed = map_facts::changed_since(conn, 0)?;
    }
    let rows = Rows {
        of: HashMap::new(),
        capacities: map_facts::rooms(conn)?,
        agreements: map_facts::signed(conn)?,
        records: rate::all(conn)?,
    };
    let writing = before.map_or_else(Index::begin, |before| before.index.edit()).map_err(full_text)?;
    let services = before.map(|before| up_to_date(before, &rows)).unwrap_or_default();
    let (give, take) = sync_channel(AHEAD);
    let (services, index) = std::thread::scope(|scope| {
        // While one lot is read for its facts, the next one is fetched.
        let understood = scope.spawn(move || understand(lexicon, rows, &take, services, writing));
        for ids in changed.chunks(AT_ONCE) {
            if give.send(map_facts::rows(conn, ids)?).is_err() {
                break;
            }
        }
        drop(give);
        understood.join().map_err(|_| Error::Internal("reading the map broke off".to_owned()))?
    })?;
    let roster = Roster::new(services.into_values().collect());
    let organizations = bodies(conn, roster.services())?;
    Ok(Atlas { state, roster, organizations, index })
}

type Services = BTreeMap<Id, Arc<Candidate>>;

/// Reads facts, needs and words out of rows.
fn understand(
    lexicon: &Lexicon,
    mut rows: Rows,
    lots: &Receiver<HashMap<Object, Vec<Record>>>,
    mut services: Services,
    mut writing: Edit,
) -> Result<(Services, Index), Error> {
    for lot in lots {
        rows.of = lot;
        for Entry { mut candidate, wording } in facts::entries(&rows) {
            candidate.needs = offer::needs(lexicon, &candidate, &wording);
            writing.put(&candidate.id, &wording).map_err(full_text)?;
            services.insert(candidate.id.clone(), Arc::new(candidate));
        }
    }
    Ok((services, writing.finish().map_err(full_text)?))
}

fn full_text(fault: SearchFault) -> Error {
    Error::Internal(fault.to_string())
}

/// The services of before with the room, the agreements and the experiences of now.
fn up_to_date(before: &Atlas, rows: &Rows) -> Services {
    let of_now = |service: &Arc<Candidate>| {
        let capacity = rows.capacities.get(&service.id).copied();
        let agreement = rows.agreements.get(&service.organization_id).copied().unwrap_or_default();
        let record = rows.records.get(&service.id).copied();
        if service.capacity == capacity && service.agreement == agreement && service.record == record {
            return service.clone();
        }
        Arc::new(Candidate { capacity, agreement, record, ..service.as_ref().clone() })
    };
    before.roster.services().iter().map(|service| (service.id.clone(), of_now(service))).collect()
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
