//! Access tokens: RFC 9068 JWTs, signed with Ed25519, and client assertions (RFC 7523).
//!
//! `alg` and `typ` are allow-listed before anything else is looked at; times are checked here, not by the library, so
//! that the injected clock counts and a time in any other form than an integer is refused.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::moment::Moment;

/// Lifetime of an access token in seconds.
pub const LIFETIME_SECONDS: i64 = 600;
/// Longest lifetime of a client assertion in seconds.
const ASSERTION_SECONDS: i64 = 600;
/// Tokens longer than this are refused unread.
const LONGEST_TOKEN: usize = 8_192;
/// Tolerated difference between clocks, in seconds; only for assertions, which come from another machine.
const SKEW_SECONDS: i64 = 60;

/// Why a token is refused. Never told to the caller in more detail than `invalid_token`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("token refused: {0}")]
pub struct Refused(pub &'static str);

/// A key pair that signs access tokens.
pub struct SigningPair {
    /// Key id.
    pub kid: String,
    encoding: EncodingKey,
}

/// A public key that verifies access tokens.
#[derive(Clone)]
pub struct VerifyingKey {
    /// Key id.
    pub kid: String,
    /// Public key, base64url (the `x` of its JWK).
    pub x: String,
    decoding: DecodingKey,
}

/// Makes a fresh Ed25519 pair: PKCS#8 private key and base64url public key.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn generate_pair() -> Result<(Vec<u8>, String), aws_lc_rs::error::Unspecified> {
    let pair = Ed25519KeyPair::generate()?;
    let private = pair.to_pkcs8v1().map_err(|_| aws_lc_rs::error::Unspecified)?;
    Ok((private.as_ref().to_vec(), URL_SAFE_NO_PAD.encode(pair.public_key().as_ref())))
}

impl SigningPair {
    /// Takes a PKCS#8 private key.
    #[must_use]
    pub fn new(kid: &str, pkcs8: &[u8]) -> Self {
        Self { kid: kid.to_owned(), encoding: EncodingKey::from_ed_der(pkcs8) }
    }
}

impl VerifyingKey {
    /// Takes a base64url public key.
    ///
    /// # Errors
    /// When the text is no Ed25519 key.
    pub fn new(kid: &str, x: &str) -> Result<Self, jsonwebtoken::errors::Error> {
        Ok(Self { kid: kid.to_owned(), x: x.to_owned(), decoding: DecodingKey::from_ed_components(x)? })
    }
}

/// Claims of an access token (RFC 9068).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Issuer.
    pub iss: String,
    /// Subject: the client.
    pub sub: String,
    /// Audience: this service.
    pub aud: String,
    /// End, seconds since 1970.
    pub exp: i64,
    /// Issued at, seconds since 1970.
    pub iat: i64,
    /// Id of the token.
    pub jti: String,
    /// The client.
    pub client_id: String,
    /// Scopes, separated by spaces.
    pub scope: String,
}

/// Signs an access token.
///
/// # Errors
/// When the key is damaged.
pub fn sign(pair: &SigningPair, claims: &AccessClaims) -> Result<String, jsonwebtoken::errors::Error> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some("at+jwt".to_owned());
    header.kid = Some(pair.kid.clone());
    encode(&header, claims, &pair.encoding)
}

/// Verifies an access token and returns its claims.
///
/// # Errors
/// [`Refused`].
pub fn verify(token: &str, keys: &[VerifyingKey], issuer: &str, now: Moment) -> Result<AccessClaims, Refused> {
    let header = read_header(token, &["at+jwt", "application/at+jwt"], &[Algorithm::EdDSA])?;
    let kid = header.kid.ok_or(Refused("no key id"))?;
    let key = keys.iter().find(|key| key.kid == kid).ok_or(Refused("unknown key"))?;
    let claims = read_claims(token, &key.decoding, Algorithm::EdDSA)?;
    check_times(&claims, now, 0)?;
    text_is(&claims, "iss", issuer)?;
    text_is(&claims, "aud", issuer)?;
    let claims: AccessClaims = serde_json::from_value(claims).map_err(|_| Refused("claims"))?;
    if claims.sub != claims.client_id {
        return Err(Refused("subject"));
    }
    Ok(claims)
}

/// What a client assertion proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Its id, to be used once.
    pub jti: String,
    /// Its end, seconds since 1970.
    pub exp: i64,
}

/// The client that an assertion says it comes from, unverified: only to find the keys to verify it with.
///
/// # Errors
/// [`Refused`].
pub fn assertion_subject(token: &str) -> Result<String, Refused> {
    read_header(token, &[], &[Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA])?;
    let payload = token.split('.').nth(1).ok_or(Refused("shape"))?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|_| Refused("shape"))?;
    let claims: Value = serde_json::from_slice(&bytes).map_err(|_| Refused("shape"))?;
    let subject = claims.get("sub").and_then(Value::as_str).filter(|text| !text.contains(char::is_control));
    subject.map(str::to_owned).ok_or(Refused("subject"))
}

/// Checks the public keys that a client brings: a JWK set of RSA, P-256 or Ed25519 keys.
///
/// # Errors
/// What is wrong with them, for the person who brings them.
pub fn check_key_set(text: &str) -> Result<(), Refused> {
    let value: Value = serde_json::from_str(text).map_err(|_| Refused("is not JSON"))?;
    let private = |key: &Value| ["d", "p", "q", "k"].iter().any(|part| key.get(part).is_some());
    if value["keys"].as_array().is_some_and(|keys| keys.iter().any(private)) {
        return Err(Refused("holds a private key; bring the public half only, and make a new pair"));
    }
    let set: JwkSet = serde_json::from_value(value).map_err(|_| Refused("is not a JWK set: {\"keys\": […]}"))?;
    if set.keys.is_empty() || set.keys.iter().any(|key| DecodingKey::from_jwk(key).is_err()) {
        return Err(Refused("must have keys of the kinds RS256, ES256 or EdDSA only"));
    }
    Ok(())
}

/// Verifies a client assertion (RFC 7523): signed by one of the client's keys, `iss` and `sub` the client, `aud` one of
/// ours, at most ten minutes long.
///
/// # Errors
/// [`Refused`].
pub fn verify_assertion(
    token: &str,
    keys: &JwkSet,
    client_id: &str,
    audiences: &[&str],
    now: Moment,
) -> Result<Assertion, Refused> {
    let header = read_header(token, &[], &[Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA])?;
    let jwk = match &header.kid {
        Some(kid) => keys.find(kid).ok_or(Refused("unknown key"))?,
        None if keys.keys.len() == 1 => &keys.keys[0],
        None => return Err(Refused("no key id")),
    };
    let key = DecodingKey::from_jwk(jwk).map_err(|_| Refused("key"))?;
    let claims = read_claims(token, &key, header.alg)?;
    check_times(&claims, now, SKEW_SECONDS)?;
    text_is(&claims, "iss", client_id)?;
    text_is(&claims, "sub", client_id)?;
    let meant_for_us = match claims.get("aud") {
        Some(Value::String(one)) => audiences.contains(&one.as_str()),
        Some(Value::Array(many)) => many.iter().any(|one| one.as_str().is_some_and(|one| audiences.contains(&one))),
        _ => false,
    };
    if !meant_for_us {
        return Err(Refused("audience"));
    }
    let exp = seconds(&claims, "exp")?.ok_or(Refused("no end"))?;
    if exp > now.utc().timestamp() + ASSERTION_SECONDS + SKEW_SECONDS {
        return Err(Refused("too long"));
    }
    let jti = claims.get("jti").and_then(Value::as_str).filter(|jti| !jti.is_empty() && jti.len() <= 256);
    Ok(Assertion { jti: jti.ok_or(Refused("no id"))?.to_owned(), exp })
}

fn read_header(token: &str, types: &[&str], algorithms: &[Algorithm]) -> Result<Header, Refused> {
    if token.len() > LONGEST_TOKEN {
        return Err(Refused("too long"));
    }
    let header = decode_header(token).map_err(|_| Refused("header"))?;
    if !algorithms.contains(&header.alg) {
        return Err(Refused("algorithm"));
    }
    if !types.is_empty()
        && !header.typ.as_deref().is_some_and(|typ| types.iter().any(|one| one.eq_ignore_ascii_case(typ)))
    {
        return Err(Refused("type"));
    }
    Ok(header)
}

/// Checks the signature only; every claim is checked by our own code, with our own clock.
fn read_claims(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Value, Refused> {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    decode::<Value>(token, key, &validation).map(|data| data.claims).map_err(|_| Refused("signature"))
}

fn check_times(claims: &Value, now: Moment, skew: i64) -> Result<(), Refused> {
    let now = now.utc().timestamp();
    let exp = seconds(claims, "exp")?.ok_or(Refused("no end"))?;
    if now >= exp.saturating_add(skew) {
        return Err(Refused("expired"));
    }
    if seconds(claims, "nbf")?.is_some_and(|nbf| now.saturating_add(skew) < nbf) {
        return Err(Refused("not yet valid"));
    }
    if seconds(claims, "iat")?.is_some_and(|iat| now.saturating_add(SKEW_SECONDS) < iat) {
        return Err(Refused("from the future"));
    }
    Ok(())
}

/// A time claim: a whole number of seconds (RFC 7519 §2, NumericDate). The same as text, or anything else, refuses the
/// token: a claim that is there is always checked.
fn seconds(claims: &Value, name: &'static str) -> Result<Option<i64>, Refused> {
    let value = match claims.get(name) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.as_i64(),
        Some(_) => None,
    };
    match value {
        Some(value) if (0..=253_402_300_799).contains(&value) => Ok(Some(value)),
        _ => Err(Refused("time")),
    }
}

fn text_is(claims: &Value, name: &'static str, wanted: &str) -> Result<(), Refused> {
    if claims.get(name).and_then(Value::as_str) == Some(wanted) { Ok(()) } else { Err(Refused(name)) }
}
