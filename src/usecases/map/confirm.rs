//! "This is still right": one call, by the partner itself or by the team.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::socialmap::Record;
use crate::domain::socialmap::entry::EntryKind;
use crate::store::conn::Conn;
use crate::store::{map_entry, map_merge};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::map::change::assure;
use crate::usecases::map::entry;
use crate::usecases::map::write::How;
use crate::usecases::once::{IdempotencyKey, once};

/// Nothing needs to be said.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmEntry {}

/// What was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Confirmed {
    /// The services that are right as of today.
    pub service_ids: Vec<Id>,
    /// Today, in Brussels.
    pub assured_date: String,
}

/// Confirms a service, or every active service of an organisation. A service that was merged is confirmed by the one that
/// stands for it; of an organisation that was merged its own partner confirms what it had, the team all of what stands for
/// it.
///
/// # Errors
/// [`Error::NotFound`], also for another partner's.
pub fn confirm(
    ctx: &Ctx,
    principal: &Principal,
    kind: EntryKind,
    id: &str,
    key: Option<&IdempotencyKey>,
) -> Result<Confirmed, Error> {
    require(principal, Scope::MapWrite)?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        entry::own(conn, principal, kind, id)?;
        let service_ids = match kind {
            EntryKind::Organization => {
                let all = offered(conn, principal, id)?.into_iter();
                all.filter(|service| service.get("status") == Some("active")).map(|service| service.id).collect()
            }
            EntryKind::Service | EntryKind::Location => {
                let id = map_merge::survivor(conn, id)?;
                entry::own(conn, principal, kind, &id)?;
                vec![id]
            }
        };
        for id in &service_ids {
            assure(ctx, conn, id, at, &How::by(principal, "confirm", at))?;
        }
        Ok(Confirmed { service_ids, assured_date: at.local_date().to_string() })
    })
}

fn offered(conn: &mut Conn, principal: &Principal, id: &str) -> Result<Vec<Record>, Error> {
    let survivor = map_merge::survivor(conn, id)?;
    let mut services = map_entry::services_of(conn, &survivor)?;
    match &principal.party {
        Party::Team => {}
        Party::Partner(_) | Party::AlertPoint if survivor == id => {}
        Party::Partner(_) | Party::AlertPoint => {
            let had = entry::moved(conn, id)?;
            services.retain(|service| had.contains(&service.id));
        }
    }
    Ok(services)
}
