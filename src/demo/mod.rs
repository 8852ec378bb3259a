//! The demonstration: an invented school year in Mechelen, acted out through the use cases.
//!
//! Belongs here: invented data and the order in which it happens. Not here: rules, queries, or another way into the
//! database. Only `netsterk demo` calls it; it calls use cases.

pub mod absences;
pub mod bridge;
pub mod cast;
pub mod clock;
pub mod credentials;
pub mod days;
pub mod dice;
pub mod doubles;
pub mod fate;
pub mod fill;
pub mod household;
pub mod intake;
pub mod pool;
pub mod script;
pub mod stage;
