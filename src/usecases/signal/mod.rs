//! Signals: a school reports absences, rules find something in them, a person decides.

pub mod decide;
pub mod expire;
pub mod import;
pub mod list;
mod raise;
pub mod read;
pub mod report;
mod take_in;
pub mod view;
