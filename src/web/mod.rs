//! HTTP. A handler is three beats: extract, call one use case, present. No rule, no query, no clock.
//!
//! [`routes`] is the whole table on one page; [`problem`] the one shape of every error.

pub mod answer;
pub mod api;
pub mod cursor;
pub mod extract;
pub mod hsds;
pub mod middleware;
pub mod openapi;
pub mod problem;
pub mod routes;
pub mod shape;
