//! Give a client another secret. The old one ends at once.

use crate::credentials::secret;
use crate::store::client;
use crate::usecases::client::add::Issued;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Renews the secret of a client; it is answered once.
///
/// # Errors
/// [`Error::NotFound`].
pub fn rotate(ctx: &Ctx, client_id: &str) -> Result<Issued, Error> {
    let client_secret = secret::generate().map_err(|_| Error::Internal("no randomness".to_owned()))?;
    let hash = secret::hash(&client_secret);
    let row = ctx.db.write(|conn| {
        client::set_secret(conn, client_id, &hash)?;
        Ok::<_, Error>(client::by_client_id(conn, client_id)?)
    })?;
    Ok(Issued { client_id: row.client_id, client_secret, organization_id: row.organization_id, scopes: row.scopes })
}
