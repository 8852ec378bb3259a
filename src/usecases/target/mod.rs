//! Targets: where they stand, why, and whether the ledger tells the truth.

mod chart;
mod ensure;
mod explain;
mod list;
mod read;
mod recount;
pub mod view;

pub use chart::chart;
pub use ensure::ensure;
pub use explain::explain;
pub use list::list;
pub use read::read;
pub use recount::{Recount, recount};
