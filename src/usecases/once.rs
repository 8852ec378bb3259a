//! Idempotency: a repeated request gets the answer of the first one, and does nothing.
//!
//! The answer is kept in the transaction of the work, so there is no moment at which one exists without the other.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::access::Principal;
use crate::store::conn::Conn;
use crate::store::idempotency;
use crate::store::types::{from_json, to_json};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// The caller's own key for a request, and what the request was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key, 1 to 255 visible characters.
    pub key: String,
    /// Fingerprint of method, path and body.
    pub fingerprint: String,
}

/// Runs a write once per key. Without a key it simply runs. The answer must not name a person: it is kept.
///
/// # Errors
/// [`Error::KeyReused`] when the key stands for another request; otherwise what `work` returns.
pub fn once<T: Serialize + DeserializeOwned>(
    ctx: &Ctx,
    principal: &Principal,
    key: Option<&IdempotencyKey>,
    work: impl FnMut(&mut Conn) -> Result<T, Error>,
) -> Result<T, Error> {
    once_while(ctx, principal, key, |_, _| Ok(()), work)
}

/// The same for an answer that names persons, or changes, or may be lost sight of: of what `work` did only the `Mark` is
/// kept, and the answer is read anew each time.
///
/// # Errors
/// As [`once`], and what `read` returns.
pub fn once_read<Mark: Serialize + DeserializeOwned, T>(
    ctx: &Ctx,
    principal: &Principal,
    key: Option<&IdempotencyKey>,
    work: impl Fn(&mut Conn) -> Result<Mark, Error>,
    read: impl Fn(&mut Conn, &Mark) -> Result<T, Error>,
) -> Result<T, Error> {
    ctx.db.write(|conn| {
        let mark = kept(ctx, principal, key, conn, |_, _| Ok(()), &work)?;
        read(conn, &mark)
    })
}

/// The same for an answer that the caller may lose the right to see: `still` looks before a kept answer is given again.
///
/// # Errors
/// As [`once`], and what `still` returns.
pub fn once_while<T: Serialize + DeserializeOwned>(
    ctx: &Ctx,
    principal: &Principal,
    key: Option<&IdempotencyKey>,
    still: impl Fn(&mut Conn, &T) -> Result<(), Error>,
    mut work: impl FnMut(&mut Conn) -> Result<T, Error>,
) -> Result<T, Error> {
    ctx.db.write(|conn| kept(ctx, principal, key, conn, &still, &mut work))
}

fn kept<T: Serialize + DeserializeOwned>(
    ctx: &Ctx,
    principal: &Principal,
    key: Option<&IdempotencyKey>,
    conn: &mut Conn,
    still: impl Fn(&mut Conn, &T) -> Result<(), Error>,
    mut work: impl FnMut(&mut Conn) -> Result<T, Error>,
) -> Result<T, Error> {
    let Some(key) = key else { return work(conn) };
    if let Some(kept) = idempotency::find(conn, &principal.id, &key.key)? {
        if kept.fingerprint != key.fingerprint {
            return Err(Error::KeyReused);
        }
        let answer = from_json(&kept.answer)?;
        still(conn, &answer)?;
        return Ok(answer);
    }
    // The key comes before the work: a twin of this request waits here, and then finds the answer.
    idempotency::reserve(conn, &principal.id, &key.key, &key.fingerprint, ctx.now())?;
    let answer = work(conn)?;
    idempotency::keep(conn, &principal.id, &key.key, &to_json(&answer)?)?;
    Ok(answer)
}

/// Fingerprint of a request's parts, for [`IdempotencyKey`].
#[must_use]
pub fn fingerprint(parts: &[&[u8]]) -> String {
    crate::credentials::secret::fingerprint(parts)
}
