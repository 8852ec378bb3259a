//! The key outside the database. From it, by HKDF-SHA-256 (RFC 5869), come the key that seals identities (AES-256-GCM)
//! and the key that makes look-up tokens (HMAC-SHA-256). A dump of the database without it names nobody.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::{hkdf, hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Length of the master key in bytes.
pub const KEY_BYTES: usize = 32;

/// What can be wrong with a key or with something sealed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The key is not 32 bytes of base64.
    #[error("the master key must be {KEY_BYTES} bytes in base64")]
    Malformed,
    /// Sealed under another key, or damaged.
    #[error("this was sealed under another master key, or is damaged")]
    CannotOpen,
    /// The operating system gave no randomness.
    #[error("no randomness to be had")]
    NoRandomness,
}

/// The keys that follow from the master key.
pub struct MasterKey {
    seal: RandomizedNonceKey,
    token: hmac::Key,
}

impl MasterKey {
    /// Derives the keys.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when the input has another length.
    pub fn new(master: &[u8]) -> Result<Self, KeyError> {
        if master.len() != KEY_BYTES {
            return Err(KeyError::Malformed);
        }
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"netsterk/v1").extract(master);
        let derive = |purpose: &'static [u8]| -> Result<[u8; KEY_BYTES], KeyError> {
            let mut out = [0_u8; KEY_BYTES];
            root.expand(&[purpose], hkdf::HKDF_SHA256)
                .and_then(|okm| okm.fill(&mut out))
                .map_err(|_| KeyError::Malformed)?;
            Ok(out)
        };
        let seal = RandomizedNonceKey::new(&AES_256_GCM, &derive(b"seal")?).map_err(|_| KeyError::Malformed)?;
        let token = hmac::Key::new(hmac::HMAC_SHA256, &derive(b"token")?);
        Ok(Self { seal, token })
    }

    /// Reads the text form: 32 bytes in base64.
    ///
    /// # Errors
    /// [`KeyError::Malformed`].
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::new(&STANDARD.decode(text.trim()).map_err(|_| KeyError::Malformed)?)
    }

    /// A fresh master key in its text form.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`].
    pub fn generate() -> Result<String, KeyError> {
        let mut bytes = [0_u8; KEY_BYTES];
        rand::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
        Ok(STANDARD.encode(bytes))
    }

    /// Seals bytes for one owner: nonce, then ciphertext with tag. It opens only for the same owner.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`].
    pub fn seal(&self, owner: &str, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut body = plain.to_vec();
        let nonce = self
            .seal
            .seal_in_place_append_tag(Aad::from(owner.as_bytes()), &mut body)
            .map_err(|_| KeyError::NoRandomness)?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens what [`MasterKey::seal`] made for this owner.
    ///
    /// # Errors
    /// [`KeyError::CannotOpen`].
    pub fn open(&self, owner: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(KeyError::CannotOpen)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyError::CannotOpen)?;
        let mut body = body.to_vec();
        let plain =
            self.seal.open_in_place(nonce, Aad::from(owner.as_bytes()), &mut body).map_err(|_| KeyError::CannotOpen)?;
        Ok(plain.to_vec())
    }

    /// A look-up token: the same kind and value always give the same token, and nobody without the key can guess it.
    #[must_use]
    pub fn token(&self, kind: &str, value: &str) -> String {
        let mut context = hmac::Context::with_key(&self.token);
        context.update(kind.as_bytes());
        context.update(&[0]);
        context.update(value.as_bytes());
        crate::credentials::secret::hex(context.sign().as_ref())
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey")
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyError, MasterKey};

    #[test]
    fn opens_only_for_the_owner_and_under_the_same_key() -> Result<(), KeyError> {
        let key = MasterKey::new(&[7; 32])?;
        let sealed = key.seal("family-1", b"Peeters")?;
        assert!(!sealed.windows(7).any(|part| part == b"Peeters"));
        assert_eq!(key.open("family-1", &sealed)?, b"Peeters");
        assert_eq!(key.open("family-2", &sealed), Err(KeyError::CannotOpen));
        assert_eq!(MasterKey::new(&[8; 32])?.open("family-1", &sealed), Err(KeyError::CannotOpen));
        assert_eq!(key.open("family-1", b"short"), Err(KeyError::CannotOpen));
        Ok(())
    }

    #[test]
    fn tokens_agree_under_one_key_only() -> Result<(), KeyError> {
        let key = MasterKey::new(&[7; 32])?;
        assert_eq!(key.token("phone", "+3215"), key.token("phone", "+3215"));
        assert_ne!(key.token("phone", "+3215"), key.token("email", "+3215"));
        assert_ne!(key.token("phone", "+3215"), MasterKey::new(&[8; 32])?.token("phone", "+3215"));
        Ok(())
    }
}
