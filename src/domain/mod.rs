//! RULES. Pure: no IO, no clock reads, no randomness, no SQL, no HTTP.
//!
//! Every function here gives the same answer for the same arguments. Time and ids come in as arguments.
//! Everybody may call it; it calls nobody.

#[macro_use]
pub mod codes;

pub mod access;
pub mod alert;
pub mod audit;
pub mod calendar;
pub mod casework;
pub mod consent;
pub mod family;
pub mod grant;
pub mod handover;
pub mod ids;
pub mod language;
pub mod moment;
pub mod notice;
pub mod page;
pub mod refusal;
pub mod retry;
pub mod routing;
pub mod school;
pub mod socialmap;
pub mod target;
