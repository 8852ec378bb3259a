//! LETTERS: words, pictures and the doors they leave by.
//!
//! Gets drafts and letters of `domain::notice` and knows nothing of cases, databases or rights: what may be said was
//! decided before. Reached only through the traits `Scribe` and `Post`, which `app` fills in.

mod compose;
mod message;
mod picture;
mod transport;
mod words;

pub use compose::Composer;
pub use message::Sender;
pub use transport::{Directory, Memory, Smtp, Unusable};
