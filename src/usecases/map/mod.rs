//! The social map: bringing a package in, looking services and organisations up.

pub mod import;
pub mod list;
pub mod read;
pub mod schools;
pub mod view;
