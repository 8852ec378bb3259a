//! The social map: bringing a package in, letting it out, looking services and organisations up, changing them, merging
//! what is one.

pub mod capacity;
pub mod change;
pub mod confirm;
pub mod decide;
pub mod duplicates;
pub mod entry;
pub mod export;
mod gone;
pub mod history;
pub mod import;
pub mod link;
pub mod list;
pub mod locations;
pub mod merge;
pub mod proposal;
pub mod read;
pub mod schools;
pub mod undo;
pub mod view;
mod write;
