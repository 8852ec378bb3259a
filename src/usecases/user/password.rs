//! Passwords: given ones are checked for length, missing ones are made.

use crate::credentials::secret;
use crate::usecases::error::{Error, Issue};

/// Shortest password that is taken, in characters (NIST SP 800-63B-4, single factor).
pub const SHORTEST: usize = 15;

/// A password and its hash; the password only when it was made here.
pub(super) struct Chosen {
    pub(super) made: Option<String>,
    pub(super) hash: String,
}

/// Takes the given password, or makes one.
pub(super) fn choose(given: Option<&str>) -> Result<Chosen, Error> {
    let internal = |_| Error::Internal("no randomness".to_owned());
    let (made, password) = match given {
        Some(given) if given.chars().count() < SHORTEST => {
            let detail = format!("must have at least {SHORTEST} characters");
            return Err(Error::Invalid(vec![Issue::body("password", detail)]));
        }
        Some(given) => (None, given.to_owned()),
        None => {
            let fresh = secret::generate().map_err(internal)?;
            (Some(fresh.clone()), fresh)
        }
    };
    let hash = secret::hash_password(&password).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Chosen { made, hash })
}
