//! Entries that may be one, with reasons; and the word of a person that they are not.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::page::{Listed, Page, Place};
use crate::domain::socialmap::duplicate::{LikenessReason, Portrait, find};
use crate::domain::socialmap::{Object, Record};
use crate::store::conn::Conn;
use crate::store::{map_entry, map_merge};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::map::merge::MergeKind;
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::words::refuse_national_numbers;

/// One of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Twin {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// The organisation that offers it; of a service only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_name: Option<String>,
    /// The directory that it came from.
    pub directory: String,
}

/// Two entries that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DuplicateView {
    /// What they are.
    pub object: MergeKind,
    /// The two, by id.
    pub entries: Vec<Twin>,
    /// Why they may be one, the strongest first.
    pub reasons: Vec<LikenessReason>,
    /// How much the reasons weigh together.
    pub weight: u32,
}

/// Two entries that are not one.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TellApart {
    /// What they are.
    pub object: MergeKind,
    /// The two ids.
    #[schema(min_items = 2, max_items = 2)]
    pub ids: Vec<Id>,
    /// Why they are not one.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
}

/// That was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldApart {
    /// The two ids.
    pub ids: Vec<Id>,
}

/// A page of pairs, the likeliest first.
///
/// # Errors
/// [`Error::Forbidden`] outside the team.
pub fn list(
    ctx: &Ctx,
    principal: &Principal,
    object: MergeKind,
    page: &Page,
) -> Result<(Listed<DuplicateView>, Option<Place>), Error> {
    require(principal, Scope::MapRead)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("only the team looks for duplicates"));
    }
    ctx.db.read(|conn| {
        let portraits = portraits(conn, object)?;
        let apart: HashSet<(Id, Id)> = map_merge::told_apart(conn)?.into_iter().collect();
        let pairs: Vec<_> = find(&portraits)
            .into_iter()
            .filter(|pair| !apart.contains(&(pair.one.clone(), pair.other.clone())))
            .collect();
        let place = |one: &str, other: &str| format!("{one}+{other}");
        let start = page.after.as_ref().map_or(0, |after| {
            pairs.iter().position(|pair| place(&pair.one, &pair.other) == after.id).map_or(0, |at| at + 1)
        });
        let limit = usize::try_from(page.limit).unwrap_or_default();
        let rows = &pairs[start..pairs.len().min(start + limit)];
        let more = start + rows.len() < pairs.len();
        let next = rows.last().filter(|_| more).map(|pair| Place { at: ctx.now(), id: place(&pair.one, &pair.other) });
        let mut items = Vec::with_capacity(rows.len());
        for pair in rows {
            let entries = vec![twin(conn, object, &pair.one)?, twin(conn, object, &pair.other)?];
            items.push(DuplicateView { object, entries, reasons: pair.reasons.clone(), weight: pair.weight });
        }
        Ok((Listed { items, more, total: i64::try_from(pairs.len()).unwrap_or(i64::MAX) }, next))
    })
}

/// Notes that two entries are not one: they are not listed any more.
///
/// # Errors
/// [`Error::Invalid`] for ids that are none; [`Error::Forbidden`] outside the team.
pub fn tell_apart(
    ctx: &Ctx,
    principal: &Principal,
    command: &TellApart,
    key: Option<&IdempotencyKey>,
) -> Result<ToldApart, Error> {
    require(principal, Scope::MapWrite)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("only the team looks for duplicates"));
    }
    refuse_national_numbers(&[("reason", command.reason.as_deref())])?;
    once(ctx, principal, key, |conn| {
        let at: Moment = ctx.now();
        let mut ids = command.ids.clone();
        ids.sort_unstable();
        let known = map_entry::existing(conn, command.object.object(), &[&ids[0], &ids[1]])?;
        if known.len() != 2 {
            return Err(Error::Invalid(vec![Issue::body("ids", format!("must be two ids of a {}", command.object))]));
        }
        map_merge::tell_apart(conn, (&ids[0], &ids[1]), command.reason.as_deref(), &principal.client_id, at)?;
        Ok(ToldApart { ids })
    })
}

fn twin(conn: &mut Conn, object: MergeKind, id: &str) -> Result<Twin, Error> {
    let stored = map_entry::find(conn, object.object(), id)?;
    let organization_name = match (object, stored.row.get("organization_id")) {
        (MergeKind::Service, Some(id)) => {
            map_entry::find(conn, Object::Organization, id)?.row.get("name").map(str::to_owned)
        }
        (MergeKind::Service | MergeKind::Organization, _) => None,
    };
    Ok(Twin {
        id: id.to_owned(),
        name: stored.row.get("name").unwrap_or_default().to_owned(),
        organization_name,
        directory: stored.directory,
    })
}

/// What is known of every entry that is offered by itself.
fn portraits(conn: &mut Conn, object: MergeKind) -> Result<Vec<Portrait>, Error> {
    let merged = map_merge::standing(conn)?;
    let mut all: HashMap<Id, Portrait> = HashMap::new();
    for row in map_entry::all(conn, object.object())? {
        let over = object == MergeKind::Service && matches!(row.get("status"), Some("inactive" | "defunct"));
        if merged.contains_key(&row.id) || over {
            continue;
        }
        all.insert(row.id.clone(), portrait(object, &row));
    }
    let link = match object {
        MergeKind::Organization => "organization_id",
        MergeKind::Service => "service_id",
    };
    for phone in map_entry::all(conn, Object::Phone)? {
        if let (Some(owner), Some(number)) = (owner(&all, &phone, link), phone.get("number")) {
            all.entry(owner).or_default().phones.push(number.to_owned());
        }
    }
    if object == MergeKind::Organization {
        for row in map_entry::all(conn, Object::OrganizationIdentifier)? {
            if let (Some(owner), Some(number)) = (owner(&all, &row, link), row.get("identifier")) {
                all.entry(owner).or_default().registers.push(number.to_owned());
            }
        }
    }
    addresses(conn, object, &mut all)?;
    let mut portraits: Vec<Portrait> = all.into_values().collect();
    portraits.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(portraits)
}

fn owner(all: &HashMap<Id, Portrait>, row: &Record, link: &str) -> Option<Id> {
    row.get(link).filter(|id| all.contains_key(*id)).map(str::to_owned)
}

fn portrait(object: MergeKind, row: &Record) -> Portrait {
    let cells = |columns: &[&str]| columns.iter().filter_map(|column| row.get(column)).map(str::to_owned).collect();
    Portrait {
        id: row.id.clone(),
        names: cells(&["name", "alternate_name"]),
        registers: if object == MergeKind::Organization { cells(&["tax_id"]) } else { Vec::new() },
        emails: cells(&["email"]),
        websites: cells(&["website", "url"]),
        organization: match object {
            MergeKind::Organization => None,
            MergeKind::Service => row.get("organization_id").map(str::to_owned),
        },
        ..Portrait::default()
    }
}

fn addresses(conn: &mut Conn, object: MergeKind, all: &mut HashMap<Id, Portrait>) -> Result<(), Error> {
    let mut at: HashMap<Id, Vec<(String, String)>> = HashMap::new();
    for row in map_entry::all(conn, Object::Address)? {
        if let (Some(location), Some(street), Some(code)) =
            (row.get("location_id"), row.get("address_1"), row.get("postal_code"))
        {
            at.entry(location.to_owned()).or_default().push((street.to_owned(), code.to_owned()));
        }
    }
    let stands = match object {
        MergeKind::Organization => map_entry::all(conn, Object::Location)?,
        MergeKind::Service => map_entry::all(conn, Object::ServiceAtLocation)?,
    };
    for stand in stands {
        let (owner, location) = match object {
            MergeKind::Organization => (stand.get("organization_id"), Some(stand.id.as_str())),
            MergeKind::Service => (stand.get("service_id"), stand.get("location_id")),
        };
        if let (Some(portrait), Some(found)) =
            (owner.and_then(|id| all.get_mut(id)), location.and_then(|id| at.get(id)))
        {
            portrait.addresses.extend(found.iter().cloned());
        }
    }
    Ok(())
}
