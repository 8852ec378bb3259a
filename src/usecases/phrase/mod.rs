//! Phrases that coordinators add to the wording of needs: no release is needed for a new way of saying something.

pub mod add;
pub mod list;
pub mod remove;
pub mod view;

pub use add::add;
pub use list::list;
pub use remove::remove;
