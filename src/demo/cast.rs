//! Who acts in the demonstration: the team, the partners, the alert point. Each is a caller like any other, with the
//! scopes that fit its party.

use std::collections::{BTreeMap, BTreeSet};

use crate::demo::credentials::{Client, Credentials, User};
use crate::demo::pool::{Partner, Pool};
use crate::domain::access::{Party, Principal, Scope};
use crate::domain::grant;
use crate::usecases::client::add::{AddClient, add as add_client};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::user::add::{AddUser, add as add_user};

/// Public name of the team's own client.
const TEAM: &str = "netsterk-team";
/// Public name of the alert point's client.
const ALERT_POINT: &str = "meldpunt";

/// The actors.
pub struct Cast {
    /// The team's client: what happens before there are people.
    pub house: Principal,
    /// Workers who take questions.
    pub workers: Vec<Principal>,
    /// The coordinator.
    pub coordinator: Principal,
    /// Partners by organisation.
    pub partners: BTreeMap<String, Principal>,
    /// The alert point.
    pub alert_point: Principal,
}

/// The team's client, before anybody is there.
#[must_use]
pub fn house(ctx: &Ctx) -> Principal {
    actor(ctx.id(ctx.now()), TEAM, Party::Team)
}

/// Hires everybody: users and clients with fresh secrets. The social map has to be there already.
///
/// # Errors
/// Any failure of the use cases.
pub fn hire(ctx: &Ctx, pool: &Pool) -> Result<(Cast, Credentials), Error> {
    let mut credentials = Credentials::default();
    let mut people = Vec::new();
    for member in &pool.people.team {
        let role = member.role.parse().map_err(|error| Error::Internal(format!("{error}")))?;
        let command = AddUser { email: member.email.clone(), name: member.name.clone(), role, password: None };
        let added = add_user(ctx, &command)?;
        people.push((member.role.as_str(), actor(added.id, &added.email, Party::Team)));
        let password = added.password.unwrap_or_default();
        credentials.users.push(User { email: added.email, password, role: member.role.clone() });
    }
    credentials.clients.push(client(ctx, TEAM, Party::Team, None)?);
    for partner in &pool.partners {
        if let Some(name) = &partner.client {
            credentials.clients.push(client(
                ctx,
                name,
                Party::Partner(partner.organization_id.clone()),
                Some(partner),
            )?);
        }
    }
    credentials.clients.push(client(ctx, ALERT_POINT, Party::AlertPoint, None)?);
    let of_role = |role: &str| people.iter().filter(|one| one.0 == role).map(|one| one.1.clone()).collect::<Vec<_>>();
    let house = house(ctx);
    let cast = Cast {
        workers: of_role("intake_worker"),
        coordinator: of_role("coordinator").into_iter().next().unwrap_or_else(|| house.clone()),
        partners: pool
            .partners
            .iter()
            .map(|partner| (partner.organization_id.clone(), at_partner(ctx, partner)))
            .collect(),
        alert_point: actor(ctx.id(ctx.now()), ALERT_POINT, Party::AlertPoint),
        house,
    };
    Ok((cast, credentials))
}

fn client(ctx: &Ctx, name: &str, party: Party, partner: Option<&Partner>) -> Result<Client, Error> {
    let scopes = grant::join(grant::fitting(&party));
    let issued = add_client(ctx, &AddClient { name: name.to_owned(), party, scopes })?;
    Ok(Client {
        client_id: issued.client_id,
        client_secret: issued.client_secret,
        organization_id: issued.organization_id,
        organization_name: partner.map(|partner| partner.organization.clone()),
        scopes: issued.scopes,
    })
}

/// Somebody at a partner. Partners without a client of their own answer by the link in the mail.
fn at_partner(ctx: &Ctx, partner: &Partner) -> Principal {
    let name = partner.client.clone().unwrap_or_else(|| "partner".to_owned());
    actor(ctx.id(ctx.now()), &name, Party::Partner(partner.organization_id.clone()))
}

fn actor(id: String, client_id: &str, party: Party) -> Principal {
    let scopes: BTreeSet<Scope> = grant::fitting(&party).iter().copied().collect();
    Principal { id, client_id: client_id.to_owned(), party, scopes }
}
