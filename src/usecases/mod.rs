//! SEQUENCES: allow, load, decide, write, enqueue. One use case a file; the only place that opens a write transaction.
//!
//! HTTP, the worker, the command line and the demo all come in through here, so that a right holds at every door.

pub mod agreement;
pub mod alert;
pub mod asked;
pub mod atlas;
pub mod audit;
pub mod bridge;
pub mod case;
pub mod catalogue;
pub mod client;
pub mod consent;
pub mod ctx;
pub mod error;
pub mod event;
pub mod family;
pub mod gate;
pub mod handover;
pub mod health;
pub mod hsds;
pub mod keyring;
pub mod lexicon;
pub mod map;
pub mod missing;
pub mod need;
pub mod once;
pub mod outbox;
pub mod phrase;
pub mod proposed;
pub mod rates;
pub mod record;
pub mod report;
pub mod retention;
pub mod signal;
pub mod subscription;
pub mod suggestion;
pub mod target;
pub mod token;
pub mod user;
pub mod words;
