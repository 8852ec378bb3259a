//! Machine clients: who may ask for a token, for whom, with which scopes.

use diesel::prelude::*;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{clients, organizations};

/// A registered client. The secret is only there as a hash.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = clients)]
#[diesel(treat_none_as_default_value = false)]
pub struct Client {
    /// Row id.
    pub id: Id,
    /// Public name, as in tokens.
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// `team`, `partner` or `alert_point`.
    pub party: String,
    /// The organisation of a partner.
    pub organization_id: Option<Id>,
    /// Granted scopes, separated by spaces.
    pub scopes: String,
    /// SHA-256 of the secret, hexadecimal.
    pub secret_hash: Option<String>,
    /// JWK set for `private_key_jwt`.
    pub public_keys: Option<String>,
    /// Since when.
    pub created_at: Moment,
    /// Since when it may do nothing any more.
    pub disabled_at: Option<Moment>,
}

impl Client {
    /// The scopes that it was granted.
    #[must_use]
    pub fn granted(&self) -> Vec<Scope> {
        self.scopes.split_whitespace().filter_map(|text| text.parse().ok()).collect()
    }

    /// The caller that a token with these scopes makes of it. A scope that was taken away since does not count.
    #[must_use]
    pub fn principal(&self, token_scopes: &[Scope]) -> Principal {
        let granted = self.granted();
        Principal {
            id: self.id.clone(),
            client_id: self.client_id.clone(),
            party: match (self.party.as_str(), &self.organization_id) {
                ("team", _) => Party::Team,
                ("partner", Some(organization_id)) => Party::Partner(organization_id.clone()),
                _ => Party::AlertPoint,
            },
            scopes: token_scopes.iter().copied().filter(|scope| granted.contains(scope)).collect(),
        }
    }
}

/// Registers a client.
///
/// # Errors
/// [`StoreError::Duplicate`] when the name is taken.
pub fn insert(conn: &mut Conn, client: &Client) -> Result<(), StoreError> {
    diesel::insert_into(clients::table).values(client).execute(conn)?;
    Ok(())
}

/// A client by its public name, disabled or not.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_client_id(conn: &mut Conn, client_id: &str) -> Result<Client, StoreError> {
    Ok(clients::table.filter(clients::client_id.eq(client_id)).select(Client::as_select()).first(conn)?)
}

/// All clients, by name.
///
/// # Errors
/// Any failure of the database.
pub fn all(conn: &mut Conn) -> Result<Vec<Client>, StoreError> {
    Ok(clients::table.order(clients::client_id).select(Client::as_select()).load(conn)?)
}

/// Gives a client keys of its own, and takes its secret away.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_keys(conn: &mut Conn, client_id: &str, key_set: &str) -> Result<(), StoreError> {
    one(diesel::update(clients::table.filter(clients::client_id.eq(client_id)))
        .set((clients::public_keys.eq(Some(key_set)), clients::secret_hash.eq(None::<String>)))
        .execute(conn)?)
}

/// Gives a client another secret.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_secret(conn: &mut Conn, client_id: &str, secret_hash: &str) -> Result<(), StoreError> {
    one(diesel::update(clients::table.filter(clients::client_id.eq(client_id)))
        .set(clients::secret_hash.eq(Some(secret_hash)))
        .execute(conn)?)
}

/// Ends a client's access, from the next request on.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn disable(conn: &mut Conn, client_id: &str, at: Moment) -> Result<(), StoreError> {
    one(diesel::update(clients::table.filter(clients::client_id.eq(client_id)))
        .set(clients::disabled_at.eq(Some(at)))
        .execute(conn)?)
}

fn one(rows: usize) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Whether an organisation with this id is in the social map.
///
/// # Errors
/// Any failure of the database.
pub fn is_organization(conn: &mut Conn, id: &str) -> Result<bool, StoreError> {
    Ok(organizations::table.filter(organizations::id.eq(id)).count().get_result::<i64>(conn)? > 0)
}
