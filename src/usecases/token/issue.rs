//! `client_credentials` (RFC 6749 §4.4), with a secret or with a `private_key_jwt` assertion (RFC 7523).

use jsonwebtoken::jwk::JwkSet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::credentials::{jwt, secret};
use crate::domain::access::Scope;
use crate::domain::moment::Moment;
use crate::store::client::{self, Client};
use crate::store::error::StoreError;
use crate::store::idempotency;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::keyring;

/// How a client proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Its secret.
    Secret {
        /// Public name of the client.
        client_id: String,
        /// The secret.
        secret: String,
    },
    /// A JWT signed with its own key.
    Assertion(String),
}

impl Proof {
    /// Whether the names in it can be looked up at all: no name holds a control character.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        match self {
            Self::Secret { client_id, .. } => !client_id.contains(char::is_control),
            Self::Assertion(_) => true,
        }
    }
}

/// Why no token is given (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoToken {
    /// The proof is wrong; the same answer for an unknown client, a wrong secret and a disabled client.
    InvalidClient,
    /// A scope was asked for that the client does not have, or that does not exist.
    InvalidScope(String),
    /// Not a matter of the caller.
    Failed(Error),
}

impl From<Error> for NoToken {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for NoToken {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// An access token, as RFC 6749 §5.1 has it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AccessToken {
    /// The token: an RFC 9068 JWT.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until it ends.
    pub expires_in: i64,
    /// Granted scopes, separated by spaces.
    pub scope: String,
}

/// Gives a client a token for the scopes it asks for, or for all that it has.
///
/// # Errors
/// [`NoToken`].
pub fn issue(ctx: &Ctx, proof: &Proof, wanted: Option<&str>) -> Result<AccessToken, NoToken> {
    let now = ctx.now();
    let client = match proof {
        Proof::Secret { client_id, secret } => by_secret(ctx, client_id, secret)?,
        Proof::Assertion(assertion) => by_assertion(ctx, assertion, now)?,
    };
    if client.disabled_at.is_some() {
        return Err(NoToken::InvalidClient);
    }
    let scope = scope(&client, wanted)?;
    let issued = now.utc().timestamp();
    let claims = jwt::AccessClaims {
        iss: ctx.public_url.clone(),
        sub: client.client_id.clone(),
        aud: ctx.public_url.clone(),
        exp: issued + jwt::LIFETIME_SECONDS,
        iat: issued,
        jti: ctx.id(now),
        client_id: client.client_id,
        scope: scope.clone(),
    };
    Ok(AccessToken {
        access_token: keyring::sign(ctx, &claims)?,
        token_type: "Bearer".to_owned(),
        expires_in: jwt::LIFETIME_SECONDS,
        scope,
    })
}

fn by_secret(ctx: &Ctx, client_id: &str, given: &str) -> Result<Client, NoToken> {
    let client = found(ctx, client_id)?;
    let kept = client.as_ref().and_then(|client| client.secret_hash.clone()).unwrap_or_default();
    // The comparison also runs for an unknown client, so that both take the same time.
    let right = secret::matches(given, &kept);
    client.filter(|_| right).ok_or(NoToken::InvalidClient)
}

fn by_assertion(ctx: &Ctx, assertion: &str, now: Moment) -> Result<Client, NoToken> {
    let client_id = jwt::assertion_subject(assertion).map_err(|_| NoToken::InvalidClient)?;
    let client = found(ctx, &client_id)?.ok_or(NoToken::InvalidClient)?;
    let keys: JwkSet =
        client.public_keys.as_deref().and_then(|text| serde_json::from_str(text).ok()).ok_or(NoToken::InvalidClient)?;
    let token_endpoint = format!("{}/oauth/token", ctx.public_url);
    let audiences = [ctx.public_url.as_str(), token_endpoint.as_str()];
    let proven = jwt::verify_assertion(assertion, &keys, &client_id, &audiences, now).map_err(|refused| {
        tracing::info!(event = "assertion.refused", reason = refused.0);
        NoToken::InvalidClient
    })?;
    let expires_at = now.plus(chrono::Duration::seconds(proven.exp - now.utc().timestamp() + 120));
    match ctx.db.write(|conn| idempotency::spend_assertion(conn, &client_id, &proven.jti, expires_at)) {
        Ok(()) => Ok(client),
        Err(StoreError::Duplicate) => Err(NoToken::InvalidClient),
        Err(other) => Err(other.into()),
    }
}

fn found(ctx: &Ctx, client_id: &str) -> Result<Option<Client>, NoToken> {
    match ctx.db.read(|conn| client::by_client_id(conn, client_id)) {
        Ok(client) => Ok(Some(client)),
        Err(StoreError::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn scope(client: &Client, wanted: Option<&str>) -> Result<String, NoToken> {
    let granted = client.granted();
    let Some(wanted) = wanted.filter(|text| !text.trim().is_empty()) else {
        return Ok(client.scopes.clone());
    };
    let mut asked: Vec<Scope> = Vec::new();
    for text in wanted.split_whitespace() {
        match text.parse::<Scope>() {
            Ok(scope) if granted.contains(&scope) => asked.push(scope),
            Ok(_) | Err(_) => return Err(NoToken::InvalidScope(text.chars().take(64).collect())),
        }
    }
    Ok(asked.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "))
}
