//! The access log, as the data-protection officer reads it.

pub mod list;
