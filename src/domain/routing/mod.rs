//! ROUTING: from a question in everyday words to ranked services, each with its reasons.
//!
//! Belongs here: reading needs from text, the hard and soft rules, the order. Does not: where the services come from
//! (`domain::socialmap`), the full-text score (`search`), who may ask. Use cases call it with everything as arguments,
//! so the same question on the same map gives the same answer.

mod bayes;
mod built_in;
mod counted;
mod example;
pub mod gap;
pub mod gleaned;
mod hint;
mod kind;
pub mod lexicon;
mod negation;
mod numbers;
pub mod offer;
pub mod own_phrase;
mod phrase;
pub mod question;
mod reading;
pub mod roster;
pub mod rules;
pub mod score;
mod spelling;
pub mod suggest;
pub mod text;
mod tongue;
pub mod track;
pub mod vocabulary;
mod wording;

pub use gleaned::Gleaned;
pub use lexicon::{Lexicon, ProposedNeed};
pub use question::Question;
pub use roster::Roster;
pub use suggest::suggest;
