//! Agreements with partners: the gate before anything is sent.

pub mod put;
pub mod read;
