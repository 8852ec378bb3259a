//! Register a client. Its secret is answered once and kept as a hash only.

use serde::Serialize;

use crate::credentials::secret;
use crate::domain::access::Party;
use crate::domain::grant;
use crate::domain::ids::Id;
use crate::store::client::{self, Client};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};

/// A client to be registered.
#[derive(Debug, Clone)]
pub struct AddClient {
    /// What people call it; its public name is made from it.
    pub name: String,
    /// For whom it acts.
    pub party: Party,
    /// Scopes, separated by spaces.
    pub scopes: String,
}

/// A client with its secret, which can never be shown again.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issued {
    /// Public name.
    pub client_id: String,
    /// The secret.
    pub client_secret: String,
    /// The organisation of a partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<Id>,
    /// Granted scopes, separated by spaces.
    pub scopes: String,
}

/// Registers a client.
///
/// # Errors
/// [`Error::Invalid`]: no name, a name that is taken, an organisation that is not in the social map, or scopes that do
/// not fit the party.
pub fn add(ctx: &Ctx, command: &AddClient) -> Result<Issued, Error> {
    let mut issues = Vec::new();
    let client_id = public_name(&command.name);
    if client_id.is_empty() {
        issues.push(Issue::body("name", "must have at least one letter or digit"));
    }
    let scopes = grant::parse(&command.party, &command.scopes).unwrap_or_else(|faults| {
        issues.extend(faults.into_iter().map(|fault| Issue::body("scopes", fault)));
        Vec::new()
    });
    let (party, organization_id) = match &command.party {
        Party::Team => ("team", None),
        Party::Partner(id) => ("partner", Some(id.clone())),
        Party::AlertPoint => ("alert_point", None),
    };
    let client_secret = secret::generate().map_err(|_| Error::Internal("no randomness".to_owned()))?;
    let at = ctx.now();
    let row = Client {
        id: ctx.id(at),
        client_id,
        name: command.name.trim().to_owned(),
        party: party.to_owned(),
        organization_id,
        scopes: grant::join(&scopes),
        secret_hash: Some(secret::hash(&client_secret)),
        public_keys: None,
        created_at: at,
        disabled_at: None,
    };
    ctx.db.write(|conn| {
        let mut issues = issues.clone();
        if let Some(id) = &row.organization_id
            && !client::is_organization(conn, id)?
        {
            issues.push(Issue::body("organization", "is not in the social map"));
        }
        if client::all(conn)?.iter().any(|other| other.client_id == row.client_id) {
            issues.push(Issue::body("name", "is taken; choose another or rotate the secret of the one that is there"));
        }
        if !issues.is_empty() {
            return Err(Error::Invalid(issues));
        }
        Ok(client::insert(conn, &row)?)
    })?;
    Ok(Issued { client_id: row.client_id, client_secret, organization_id: row.organization_id, scopes: row.scopes })
}

/// `OCMW Mechelen, intake` → `ocmw-mechelen-intake`: what stands in tokens and timelines.
fn public_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-").chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::public_name;

    #[test]
    fn the_public_name_is_plain() {
        assert_eq!(public_name(" OCMW Mechelen, intake "), "ocmw-mechelen-intake");
        assert_eq!(public_name("CAW/Boom\r\n"), "caw-boom");
        assert_eq!(public_name("…"), "");
    }
}
