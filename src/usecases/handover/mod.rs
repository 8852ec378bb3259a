//! The bridge: draft a handover, send it, let the partner decide, and follow it to the end.

pub mod draft;
pub mod history;
pub mod list;
pub mod read;
mod request;
pub mod shown;
pub mod transition;
pub mod view;
