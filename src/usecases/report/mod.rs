//! Reports on routing: gaps in the offer, and how proposals compare with what was chosen. Counts, never a person.

pub mod choices;
pub mod gaps;
mod span;

pub use choices::choices;
pub use gaps::gaps;
