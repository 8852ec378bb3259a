//! Secrets that are shown once: client secrets (256 random bits, kept as SHA-256) and passwords (argon2id).

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use aws_lc_rs::{constant_time, digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A fresh secret with a prefix that secret scanners recognise: `nts_` and 256 random bits.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn generate() -> Result<String, aws_lc_rs::error::Unspecified> {
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes)?;
    Ok(format!("nts_{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// What is kept of a random secret. Its 256 bits cannot be guessed, so a fast hash is enough.
#[must_use]
pub fn hash(secret: &str) -> String {
    hex(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref())
}

/// Compares a secret with what was kept of it, in constant time.
#[must_use]
pub fn matches(secret: &str, kept: &str) -> bool {
    constant_time::verify_slices_are_equal(hash(secret).as_bytes(), kept.as_bytes()).is_ok()
}

/// Hashes a password with argon2id (OWASP's first choice, library defaults).
///
/// # Errors
/// When the operating system gives no randomness.
pub fn hash_password(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Lower-case hexadecimal text.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Fingerprint of a file, read to its end.
///
/// # Errors
/// When it cannot be read.
pub fn fingerprint_of(mut file: impl std::io::Read) -> std::io::Result<String> {
    let mut context = digest::Context::new(&digest::SHA256);
    let mut lot = vec![0_u8; 1 << 16];
    loop {
        match file.read(&mut lot)? {
            0 => return Ok(hex(context.finish().as_ref())),
            read => context.update(&lot[..read]),
        }
    }
}

/// Fingerprint of a request, for idempotency keys.
#[must_use]
pub fn fingerprint(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    hex(context.finish().as_ref())
}
