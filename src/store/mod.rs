//! QUERIES. diesel lives here and nowhere else: a connection, how text and time become columns, one file per noun.
//!
//! Only use cases call it. Every function takes the connection first; whatever returns case data takes the caller's
//! [`Reach`](crate::domain::access::Reach) second, so that no query can forget it.

pub mod access_log;
pub mod agreement;
pub mod alert;
pub mod capacity;
pub mod case;
pub mod choice;
pub mod client;
pub mod conn;
pub mod consent;
pub mod counter;
pub mod db;
pub mod delivery;
pub mod dialect;
pub mod error;
pub mod event;
pub mod family;
pub mod feed;
pub mod freshness;
pub mod gap;
mod group;
pub mod handover;
pub mod idempotency;
pub mod identity;
pub mod ledger;
pub mod map;
pub mod map_change;
pub mod map_entry;
pub mod map_facts;
pub mod map_merge;
pub mod map_proposal;
pub mod map_tree;
pub mod migrate;
pub mod milestone;
pub mod need_code;
pub mod note;
pub mod offer;
pub mod outbox;
pub mod phrase;
pub mod place;
pub mod rate;
pub mod reading;
pub mod schema;
pub mod school;
pub mod signal;
pub mod signing_key;
pub mod subscription;
pub mod target;
pub mod timeline;
pub mod types;
pub mod user;
pub mod weekly;
