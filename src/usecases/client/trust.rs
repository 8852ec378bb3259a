//! Let a client show itself by keys of its own (`private_key_jwt`, RFC 7523) instead of a secret, which ends at once.

use crate::credentials::jwt;
use crate::store::client;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};

/// Replaces a client's secret, or its former keys, by a JWK set (RFC 7517).
///
/// # Errors
/// [`Error::Invalid`] when the set has no usable key, or a private one; [`Error::NotFound`].
pub fn trust(ctx: &Ctx, client_id: &str, key_set: &str) -> Result<(), Error> {
    jwt::check_key_set(key_set).map_err(|refused| Error::Invalid(vec![Issue::body("keys", refused.0)]))?;
    ctx.db.write(|conn| Ok(client::set_keys(conn, client_id, key_set)?))
}
