//! Which clients there are.

use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::client::{self, Client};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// A client, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientView {
    /// Public name.
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// `team`, `partner` or `alert_point`.
    pub party: String,
    /// The organisation of a partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<Id>,
    /// Granted scopes, separated by spaces.
    pub scopes: String,
    /// Since when.
    pub created_at: Moment,
    /// Since when no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Moment>,
}

impl From<Client> for ClientView {
    fn from(client: Client) -> Self {
        Self {
            client_id: client.client_id,
            name: client.name,
            party: client.party,
            organization_id: client.organization_id,
            scopes: client.scopes,
            created_at: client.created_at,
            disabled_at: client.disabled_at,
        }
    }
}

/// All clients, by public name.
///
/// # Errors
/// Any failure of the database.
pub fn list(ctx: &Ctx) -> Result<Vec<ClientView>, Error> {
    Ok(ctx.db.read(client::all)?.into_iter().map(ClientView::from).collect())
}
