//! What leaves the house: taken, put into a draft, settled; and what the team sees of it.

mod claim;
mod draft;
mod freshness;
mod list;
mod settle;
pub mod view;
mod weekly;

pub use claim::{Claimed, LEASE, claim};
pub use draft::{Prepared, prepare};
pub use freshness::{enqueue_freshness, enqueue_freshness_now, preview_freshness};
pub use list::list;
pub use settle::{Outcome, settle};
pub use weekly::{Preview, enqueue_week, enqueue_weekly, preview_weekly};
