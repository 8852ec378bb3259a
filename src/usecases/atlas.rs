//! The social map as it is asked: facts, needs and words of every service, kept in memory until the map changes.
//!
//! Before every use the state of the map in the database is read (two small queries), so that a change by another
//! replica is seen by the next question. Only what changed is read anew, by one asker; whoever comes meanwhile is
//! answered from the state before. Beside a server a keeper looks too: it reads the map when the server starts, and
//! whatever is too much for an asker to wait for. What the keeper reads is kept in the database, for the next start.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock, TryLockError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::ids::Id;
use crate::domain::routing::{Lexicon, Roster, offer};
use crate::domain::socialmap::candidate::{Agreement, Capacity, Shared, TrackRecord};
use crate::domain::socialmap::facts::{self, Entry, Rows};
use crate::domain::socialmap::{Candidate, Object, Record};
use crate::search::{Cut, Edit, Index, SearchFault};
use crate::store::conn::Conn;
use crate::store::map_facts::{self, AT_ONCE, State};
use crate::store::types::{from_json, to_json};
use crate::store::{rate, reading};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::lexicon;

/// From how many changed services on everything is read anew.
const MANY: usize = 1_000;
/// Up to how many changed services one asker reads while the others go on.
const FEW: usize = 50;
/// How often the keeper looks.
const LOOK: Duration = Duration::from_millis(300);
/// How many lots of rows may wait to be read for their facts.
const AHEAD: usize = 2;

/// Where the atlas is kept between questions.
#[derive(Default)]
pub struct AtlasCell {
    kept: RwLock<Option<Arc<Atlas>>>,
    /// Who reads the map.
    turn: Mutex<()>,
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
    // Before somebody puts another program in the place of this one.
    LazyLock::force(ctx.program);
    let ctx = Arc::downgrade(ctx);
    let look = move || {
        while let Some(ctx) = ctx.upgrade() {
            if let Err(error) = prepare(&ctx) {
                tracing::warn!(event = "atlas.unread", %error, "the map cannot be read; trying again");
            }
            drop(ctx);
            std::thread::sleep(LOOK);
        }
    };
    std::thread::Builder::new().name("atlas".to_owned()).spawn(look).map(drop)
}

/// Reads the map, whatever changed, and keeps what was read for the next start.
///
/// # Errors
/// Any failure of the database or of the index.
pub fn prepare(ctx: &Ctx) -> Result<Arc<Atlas>, Error> {
    let (atlas, fresh) = ctx.db.read(|conn| renewed(ctx, conn, Pace::All))?;
    for lot in fresh.chunks(AT_ONCE) {
        // A copy may be missing: nothing waits for it, and nothing fails for want of it.
        if let Err(error) = ctx.db.write(|conn| reading::keep(conn, ctx.program, lot)) {
            tracing::warn!(event = "atlas.unkept", %error, "what was read of the map is not kept");
            break;
        }
    }
    Ok(atlas)
}

/// The map as it is now.
///
/// # Errors
/// Any failure of the database or of the index.
pub fn current(ctx: &Ctx, conn: &mut Conn) -> Result<Arc<Atlas>, Error> {
    let pace = if ctx.atlas.keeper.load(Ordering::Relaxed) { Pace::Few } else { Pace::Alone };
    Ok(renewed(ctx, conn, pace)?.0)
}

/// How much is read anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// At most [`FEW`] services where the map was read before; more are left to the keeper.
    Few,
    /// Everything, for want of a keeper.
    Alone,
    /// Everything, and what was read is to be kept.
    All,
}

/// What was read of services and is to be kept: id, revision, [`Reading`] as JSON.
type Fresh = Vec<(Id, i64, String)>;

/// The map as it is now; as it was where more changed since than is to be read.
fn renewed(ctx: &Ctx, conn: &mut Conn, pace: Pace) -> Result<(Arc<Atlas>, Fresh), Error> {
    let state = map_facts::state(conn)?;
    let fits = |kept: &Arc<Atlas>| kept.state == state || kept.state.rows > state.rows;
    if let Some(kept) = ctx.atlas.kept().filter(fits) {
        return Ok((kept, Fresh::new()));
    }
    let _turn = match (ctx.atlas.turn.try_lock(), ctx.atlas.kept()) {
        (Ok(mine), _) => mine,
        // Somebody reads the changes just now: until then the map is as it was.
        (Err(TryLockError::WouldBlock), Some(before)) => return Ok((before, Fresh::new())),
        (Err(TryLockError::WouldBlock), None) => ctx.atlas.turn.lock().unwrap_or_else(PoisonError::into_inner),
        (Err(TryLockError::Poisoned(poisoned)), _) => poisoned.into_inner(),
    };
    let before = ctx.atlas.kept();
    if let Some(kept) = before.clone().filter(fits) {
        return Ok((kept, Fresh::new()));
    }
    let changed = map_facts::changed_since(conn, before.as_ref().map_or(0, |before| before.state.rows))?;
    if let Some(before) = before.clone().filter(|_| pace == Pace::Few && changed.len() > FEW) {
        return Ok((before, Fresh::new()));
    }
    let (atlas, fresh) = read(ctx, state, before.as_deref(), changed, conn, pace == Pace::All)?;
    let atlas = Arc::new(atlas);
    *ctx.atlas.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(atlas.clone());
    Ok((atlas, fresh))
}

/// The state of now, from the one before and what changed since.
fn read(
    ctx: &Ctx,
    state: State,
    before: Option<&Atlas>,
    mut changed: Vec<Id>,
    conn: &mut Conn,
    keep: bool,
) -> Result<(Atlas, Fresh), Error> {
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
    let lexicon = lexicon::built_in()?;
    let (services, index, fresh) = std::thread::scope(|scope| {
        // While one lot is read for its facts, the next one is fetched.
        let understood = scope.spawn(move || understand(&lexicon, rows, &take, services, writing, keep));
        for ids in changed.chunks(AT_ONCE) {
            if give.send(Lot::fetch(ctx, conn, ids)?).is_err() {
                break;
            }
        }
        drop(give);
        understood.join().map_err(|_| Error::Internal("reading the map broke off".to_owned()))?
    })?;
    let roster = Roster::new(services.into_values().collect());
    let organizations = bodies(conn, roster.services())?;
    Ok((Atlas { state, roster, organizations, index }, fresh))
}

/// Some services on their way into the map.
#[derive(Default)]
struct Lot {
    /// What was read before.
    known: Vec<Reading>,
    /// Rows of those that are still to be read, and their revisions.
    rows: HashMap<Object, Vec<Record>>,
    revisions: HashMap<Id, i64>,
}

impl Lot {
    fn fetch(ctx: &Ctx, conn: &mut Conn, ids: &[Id]) -> Result<Self, Error> {
        let mut lot = Self::default();
        for (id, revision, reading) in reading::of(conn, ctx.program, ids)? {
            // A copy that cannot be read is none.
            match reading.and_then(|reading| from_json(&reading).ok()) {
                Some(reading) => lot.known.push(reading),
                None => drop(lot.revisions.insert(id, revision)),
            }
        }
        if !lot.revisions.is_empty() {
            let anew: Vec<Id> = lot.revisions.keys().cloned().collect();
            lot.rows = map_facts::rows(conn, &anew)?;
        }
        Ok(lot)
    }
}

/// What was read of a service: its facts, and its words as the full text takes them.
#[derive(Serialize, Deserialize)]
struct Reading {
    facts: Candidate,
    words: Cut,
}

type Services = BTreeMap<Id, Arc<Candidate>>;

/// Reads facts, needs and words out of rows that nobody read yet.
fn understand(
    lexicon: &Lexicon,
    mut rows: Rows,
    lots: &Receiver<Lot>,
    mut services: Services,
    mut writing: Edit,
    keep: bool,
) -> Result<(Services, Index, Fresh), Error> {
    let (mut shared, mut fresh) = (Shared::default(), Fresh::new());
    for lot in lots {
        rows.of = lot.rows;
        let mut readings = lot.known;
        for Entry { mut candidate, wording } in facts::entries(&rows) {
            candidate.needs = offer::needs(lexicon, &candidate, &wording);
            let reading = Reading { words: Cut::of(&wording), facts: candidate };
            if let Some(revision) = lot.revisions.get(&reading.facts.id).filter(|_| keep) {
                fresh.push((reading.facts.id.clone(), *revision, to_json(&reading)?));
            }
            readings.push(reading);
        }
        for Reading { mut facts, words } in readings {
            (facts.capacity, facts.agreement, facts.record) = of_now(&facts, &rows);
            facts.settle(&mut shared);
            writing.put(&facts.id, &words).map_err(full_text)?;
            services.insert(facts.id.clone(), Arc::new(facts));
        }
    }
    Ok((services, writing.finish().map_err(full_text)?, fresh))
}

fn full_text(fault: SearchFault) -> Error {
    Error::Internal(fault.to_string())
}

/// The services of before with the room, the agreements and the experiences of now.
fn up_to_date(before: &Atlas, rows: &Rows) -> Services {
    let renewed = |service: &Arc<Candidate>| {
        let (capacity, agreement, record) = of_now(service, rows);
        if service.capacity == capacity && service.agreement == agreement && service.record == record {
            return service.clone();
        }
        Arc::new(Candidate { capacity, agreement, record, ..service.as_ref().clone() })
    };
    before.roster.services().iter().map(|service| (service.id.clone(), renewed(service))).collect()
}

/// Room, agreement and experience of a service.
fn of_now(service: &Candidate, rows: &Rows) -> (Option<Capacity>, Agreement, Option<TrackRecord>) {
    let agreement = rows.agreements.get(&service.organization_id).copied().unwrap_or_default();
    (rows.capacities.get(&service.id).copied(), agreement, rows.records.get(&service.id).copied())
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
