//! Alerts: what the alert point received, and how it goes on with it.

pub mod list;
pub mod read;
pub mod transition;
pub mod view;
