//! The signing keys in memory: read from the database, refreshed when a token names a key that is not known yet.
//!
//! Rotation without an outage: a new key is published at once and signs after a while; the old one verifies until every
//! token that it signed has ended.

use std::sync::RwLock;

use chrono::Duration;

use crate::credentials::jwt::{self, SigningPair, VerifyingKey};
use crate::domain::moment::Moment;
use crate::store::signing_key::{self, SigningKey};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// How long a new key is published before it signs.
const PUBLISHED_AHEAD: Duration = Duration::minutes(5);
/// How long an old key verifies after the new one began to sign: twice the life of a token.
const VERIFIES_ON: Duration = Duration::seconds(2 * jwt::LIFETIME_SECONDS);

/// The keys as last read.
#[derive(Default)]
pub struct KeyRing(RwLock<Ring>);

#[derive(Default, Clone)]
struct Ring {
    keys: Vec<SigningKey>,
    verifying: Vec<VerifyingKey>,
    read_at: Option<Moment>,
}

/// Makes sure that there is a key that signs, and that the master key opens it; called once at start.
///
/// # Errors
/// [`Error::Internal`] when the master key is not the one that this database was sealed with; any failure of the database.
pub fn ensure(ctx: &Ctx) -> Result<(), Error> {
    let now = ctx.now();
    ctx.db.write(|conn| {
        if signing_key::current(conn, now)?.is_empty() {
            signing_key::insert(conn, &fresh(ctx, now, now)?)?;
        }
        Ok::<_, Error>(())
    })?;
    refresh(ctx)?;
    for key in ring(ctx).keys {
        ctx.master_key.open(&key.id, &key.sealed_private_key).map_err(|_| {
            Error::Internal("the master key is not the one that this database was sealed with".to_owned())
        })?;
    }
    Ok(())
}

/// Adds a new key and lets the others retire; returns the new key's id.
///
/// # Errors
/// Any failure of the database.
pub fn rotate(ctx: &Ctx) -> Result<String, Error> {
    let now = ctx.now();
    let active_from = now.plus(PUBLISHED_AHEAD);
    let key = fresh(ctx, now, active_from)?;
    ctx.db.write(|conn| {
        signing_key::insert(conn, &key)?;
        signing_key::retire_others(conn, &key.id, active_from.plus(VERIFIES_ON))?;
        Ok::<_, Error>(())
    })?;
    refresh(ctx)?;
    Ok(key.id)
}

/// The public keys, as JWKS members.
///
/// # Errors
/// Any failure of the database.
pub fn published(ctx: &Ctx) -> Result<Vec<VerifyingKey>, Error> {
    refresh(ctx)?;
    Ok(ring(ctx).verifying)
}

/// Signs an access token with the key that is active now.
///
/// # Errors
/// [`Error::Internal`] when there is none.
pub fn sign(ctx: &Ctx, claims: &jwt::AccessClaims) -> Result<String, Error> {
    let now = ctx.now();
    let stale = ring(ctx).read_at.is_none_or(|at| now.utc() - at.utc() > Duration::minutes(1));
    if stale {
        refresh(ctx)?;
    }
    let ring = ring(ctx);
    let key = ring.keys.iter().rfind(|key| key.active_from <= now).or(ring.keys.first());
    let key = key.ok_or_else(|| Error::Internal("no signing key".to_owned()))?;
    let private = ctx.master_key.open(&key.id, &key.sealed_private_key)?;
    jwt::sign(&SigningPair::new(&key.id, &private), claims).map_err(|error| Error::Internal(error.to_string()))
}

/// Verifies an access token. A key that is not known makes the ring read the database once more, at most every ten
/// seconds, so that a made-up key id costs nothing.
///
/// # Errors
/// [`Error::Unauthenticated`], or [`Error::Unavailable`].
pub fn verify(ctx: &Ctx, token: &str) -> Result<jwt::AccessClaims, Error> {
    let now = ctx.now();
    let before = ring(ctx);
    let first = jwt::verify(token, &live(&before, now), &ctx.public_url, now);
    let may_refresh = before.read_at.is_none_or(|at| now.utc() - at.utc() > Duration::seconds(10));
    let second = match first {
        Err(jwt::Refused("unknown key")) if may_refresh => {
            refresh(ctx)?;
            jwt::verify(token, &live(&ring(ctx), now), &ctx.public_url, now)
        }
        other => other,
    };
    second.map_err(|refused| {
        tracing::info!(event = "token.refused", reason = refused.0);
        Error::Unauthenticated
    })
}

fn live(ring: &Ring, now: Moment) -> Vec<VerifyingKey> {
    let retired = |kid: &str| ring.keys.iter().any(|key| key.id == kid && key.retires_at.is_some_and(|at| at <= now));
    ring.verifying.iter().filter(|key| !retired(&key.kid)).cloned().collect()
}

fn ring(ctx: &Ctx) -> Ring {
    ctx.key_ring.0.read().map(|ring| ring.clone()).unwrap_or_default()
}

fn refresh(ctx: &Ctx) -> Result<(), Error> {
    let now = ctx.now();
    let keys = ctx.db.read(|conn| signing_key::current(conn, now).map_err(Error::from))?;
    let verifying = keys
        .iter()
        .map(|key| VerifyingKey::new(&key.id, &key.public_key))
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Internal(error.to_string()))?;
    if let Ok(mut ring) = ctx.key_ring.0.write() {
        *ring = Ring { keys, verifying, read_at: Some(now) };
    }
    Ok(())
}

fn fresh(ctx: &Ctx, now: Moment, active_from: Moment) -> Result<SigningKey, Error> {
    let (private, public_key) = jwt::generate_pair().map_err(|_| Error::Internal("no randomness".to_owned()))?;
    let id = ctx.id(now);
    Ok(SigningKey {
        sealed_private_key: ctx.master_key.seal(&id, &private)?,
        id,
        public_key,
        created_at: now,
        active_from,
        retires_at: None,
    })
}
