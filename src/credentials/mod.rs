//! SECRETS: the master key, sealing of identities, access tokens, client secrets and passwords.
//!
//! Nothing here knows what it protects. Only use cases and the composition root call it.

pub mod jwt;
pub mod master_key;
pub mod secret;
