//! FULL TEXT over the social map, and nothing else: words in, scores by service out.
//!
//! The index lives in memory and is built anew when the map has changed; it holds no person and no case. It cuts words
//! the way the rules do (`domain::routing::text`), so a stem means the same on both sides.

mod cutter;
mod index;
mod stop;

pub use cutter::Cut;
pub use index::{Edit, Index, SearchFault};
