//! Identifiers. Rows of our own have a UUIDv7, so that they sort by birth; HSDS rows keep the UUID they came with.

use crate::domain::moment::Moment;

/// A UUID in canonical lower-case text, as it stands in the database and on the wire.
pub type Id = String;

/// Where new identifiers come from; injected, so that tests and the demo can repeat themselves.
pub trait IdSource: Send + Sync {
    /// A UUIDv7 for something born at `at`; ids made later sort later.
    fn next(&self, at: Moment) -> Id;
}
