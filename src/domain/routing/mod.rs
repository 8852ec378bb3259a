//! ROUTING: from a question in everyday words to ranked services, each with its reasons.
//!
//! Belongs here: reading needs from text, the hard and soft rules, the order. Does not: where the services come from
//! (`domain::socialmap`), the full-text score (`search`), who may ask. Use cases call it with everything as arguments,
//! so the same question on the same map gives the same answer.

mod built_in;
mod example;
mod features;
pub mod gap;
pub mod gleaned;
mod hint;
mod kind;
mod learning;
mod learnt;
pub mod lexicon;
mod negation;
pub mod offer;
pub mod own_phrase;
mod phrase;
pub mod question;
mod reading;
pub mod roster;
pub mod rules;
pub mod score;
mod sounds;
mod spelling;
pub mod suggest;
pub mod text;
mod token;
mod tongue;
pub mod track;
pub mod vocabulary;
mod wording;

pub use gleaned::Gleaned;
pub use learnt::Learnt;
pub use lexicon::{Lexicon, ProposedNeed};
pub use question::Question;
pub use roster::Roster;
pub use suggest::suggest;
