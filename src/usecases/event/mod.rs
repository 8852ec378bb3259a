//! The event feed.

pub mod read;
pub mod view;
