//! ROUTING: from a question in everyday words to ranked services, each with its reasons.
//!
//! Belongs here: reading needs from text, the hard and soft rules, the order. Does not: where the services come from
//! (`domain::socialmap`), the full-text score (`search`), who may ask. Use cases call it with everything as arguments,
//! so the same question on the same map gives the same answer.

pub mod lexicon;
mod negation;
pub mod offer;
mod phrase;
pub mod question;
pub mod rules;
pub mod suggest;
pub mod text;

pub use lexicon::{Lexicon, ProposedNeed};
pub use question::Question;
pub use suggest::suggest;
