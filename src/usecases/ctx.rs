//! What every use case has at hand. Built once, by the composition root; tests build it with a clock of their own.

use std::sync::atomic::AtomicI64;
use std::sync::{Arc, LazyLock};

use crate::credentials::master_key::MasterKey;
use crate::domain::access::{Principal, Scope};
use crate::domain::ids::{Id, IdSource};
use crate::domain::moment::{Clock, Moment};
use crate::store::db::Db;
use crate::usecases::atlas::AtlasCell;
use crate::usecases::catalogue::CatalogueCell;
use crate::usecases::error::Error;
use crate::usecases::keyring::KeyRing;
use crate::usecases::lexicon::LexiconCell;

/// The surroundings of a use case.
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    /// The key outside the database.
    pub master_key: MasterKey,
    /// The keys of access tokens.
    pub key_ring: KeyRing,
    /// The needs and the words that point to them, as they come with the program, with the phrases that were added to it; asked for with `lexicon::current`.
    pub own_lexicon: LexiconCell,
    /// Tells this program from any other that may have read the map: a fingerprint of its file.
    pub program: &'static LazyLock<String>,
    /// The social map, kept ready for asking.
    pub atlas: AtlasCell,
    /// The same map, kept ready for the lists of the open door.
    pub catalogue: CatalogueCell,
    /// Address by which the world knows this service; also issuer and audience of tokens. No slash at the end.
    pub public_url: String,
    /// When the worker of this process last went round, in milliseconds since 1970; 0 when it has none.
    pub worker_beat: AtomicI64,
}

impl Ctx {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A fresh id for something born at `at`.
    #[must_use]
    pub fn id(&self, at: Moment) -> Id {
        self.ids.next(at)
    }
}

/// Checks that the caller's token carries a scope.
///
/// # Errors
/// [`Error::MissingScope`].
pub fn require(principal: &Principal, scope: Scope) -> Result<(), Error> {
    if principal.has(scope) { Ok(()) } else { Err(Error::MissingScope(scope)) }
}
