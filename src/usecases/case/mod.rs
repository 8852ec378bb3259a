//! Casework: open a case, find it, change it, note on it, move it, read its timeline.

pub mod change;
pub mod list;
pub mod note;
pub mod open;
pub mod read;
pub mod timeline;
pub mod transition;
pub mod view;
