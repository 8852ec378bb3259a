//! From a bearer token to the caller. The client is read at every request, so that disabling it, or taking a scope
//! away, counts from the next request on and not only when the token ends.

use crate::domain::access::{Principal, Scope};
use crate::store::client;
use crate::store::error::StoreError;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::keyring;

/// The caller that a token stands for.
///
/// # Errors
/// [`Error::Unauthenticated`], or [`Error::Unavailable`].
pub fn authenticate(ctx: &Ctx, token: &str) -> Result<Principal, Error> {
    let claims = keyring::verify(ctx, token)?;
    let client = ctx.db.read(|conn| client::by_client_id(conn, &claims.client_id)).map_err(|error| match error {
        StoreError::NotFound => Error::Unauthenticated,
        other => other.into(),
    })?;
    if client.disabled_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    let scopes: Vec<Scope> = claims.scope.split_whitespace().filter_map(|text| text.parse().ok()).collect();
    Ok(client.principal(&scopes))
}
