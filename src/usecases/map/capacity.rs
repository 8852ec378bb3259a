//! The room of a service: the partner says it, everybody reads it, after thirty days it counts as unknown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::rules::soft::{Room, RoomState};
use crate::domain::socialmap::candidate::{Capacity, CapacityState};
use crate::domain::socialmap::entry::EntryKind;
use crate::store::capacity::{self, CapacityRow};
use crate::store::conn::Conn;
use crate::store::{counter, map_facts, map_merge};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::entry;

/// What is said of the room.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SayCapacity {
    /// Room, a waiting list, or neither.
    pub state: CapacityState,
    /// Free places, where they are counted.
    #[schema(minimum = 0, maximum = 100_000)]
    pub places: Option<i32>,
    /// Weeks that people wait, where that is known.
    #[schema(minimum = 0, maximum = 520)]
    pub waiting_weeks: Option<i32>,
}

/// The room of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityView {
    /// The service; the one that stands for it where it was merged.
    pub service_id: Id,
    /// What counts now: `unknown` where nothing was said, or too long ago.
    pub state: RoomState,
    /// What was last said, also where that is too long ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<CapacityState>,
    /// Free places, as last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<i32>,
    /// Weeks that people wait, as last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_weeks: Option<i32>,
    /// When it was last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Moment>,
    /// Counts changes; also the `ETag`. 0 where nothing was said yet.
    pub version: i32,
}

/// Reads the room of a service.
///
/// # Errors
/// [`Error::NotFound`] for an unknown service.
pub fn read(ctx: &Ctx, principal: &Principal, id: &str) -> Result<CapacityView, Error> {
    require(principal, Scope::MapRead)?;
    ctx.db.read(|conn| {
        entry::find(conn, principal, EntryKind::Service, id)?;
        let id = map_merge::survivor(conn, id)?;
        let row = capacity::find(conn, &id)?;
        Ok(shown(id, row, ctx.now()))
    })
}

/// Says what room there is.
///
/// # Errors
/// [`Error::NotFound`], also for another partner's; [`Error::PreconditionFailed`] on another version;
/// [`Error::Invalid`].
pub fn say(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    version: i32,
    command: &SayCapacity,
) -> Result<CapacityView, Error> {
    require(principal, Scope::MapWrite)?;
    ctx.db.write(|conn| {
        entry::own(conn, principal, EntryKind::Service, id)?;
        let id = map_merge::survivor(conn, id)?;
        entry::own(conn, principal, EntryKind::Service, &id)?;
        fits(command)?;
        let before = capacity::find(conn, &id)?;
        if before.as_ref().map_or(0, |row| row.version) != version {
            return Err(Error::PreconditionFailed);
        }
        let row = CapacityRow {
            service_id: id.clone(),
            state: command.state.to_string(),
            places: command.places,
            waiting_weeks: command.waiting_weeks,
            updated_at: ctx.now(),
            version: version + 1,
        };
        capacity::put(conn, &row)?;
        mark(conn)?;
        Ok(shown(id, Some(row), ctx.now()))
    })
}

/// Tells every replica that a service has other room. What is open to everybody shows no room, and stays as it is.
pub(super) fn mark(conn: &mut Conn) -> Result<(), Error> {
    counter::next(conn, map_facts::ROOMS)?;
    Ok(())
}

fn fits(command: &SayCapacity) -> Result<(), Error> {
    let mut issues = Vec::new();
    if command.state != CapacityState::Open && command.places.is_some_and(|places| places > 0) {
        issues.push(Issue::body("places", "there is room for nobody while the state says so; say open, or 0 places"));
    }
    if command.state == CapacityState::Open && command.places == Some(0) {
        issues.push(Issue::body("places", "open, but without a place; say full or waiting_list"));
    }
    if command.state == CapacityState::Full && command.waiting_weeks.is_some() {
        issues.push(Issue::body("waitingWeeks", "there is no list while the state is full; say waiting_list"));
    }
    if issues.is_empty() { Ok(()) } else { Err(Error::Invalid(issues)) }
}

fn shown(service_id: Id, row: Option<CapacityRow>, now: Moment) -> CapacityView {
    let said: Option<CapacityState> = row.as_ref().and_then(|row| row.state.parse().ok());
    let known = row.as_ref().zip(said).map(|(row, state)| Capacity {
        state,
        places: row.places,
        waiting_weeks: row.waiting_weeks,
        updated_at: row.updated_at,
    });
    CapacityView {
        service_id,
        state: Room::known(known, now).state,
        said,
        places: row.as_ref().and_then(|row| row.places),
        waiting_weeks: row.as_ref().and_then(|row| row.waiting_weeks),
        updated_at: row.as_ref().map(|row| row.updated_at),
        version: row.map_or(0, |row| row.version),
    }
}
