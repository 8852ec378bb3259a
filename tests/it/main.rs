//! Everything that needs the whole application: on a real database of its own, through the production wiring, with a
//! clock that the test turns and a mailbox that it reads. One binary, so that it is linked once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

mod harness;

mod access_ends;
mod alert_point;
mod audit;
mod b1_tokens;
mod bridge;
mod cases;
mod clients;
mod crash;
mod database;
mod delivery;
mod editing;
mod exchange;
mod families;
mod feed;
mod fuzz;
mod half_states;
mod handovers;
mod hsds;
mod journey;
mod learning;
mod map;
mod map_merges;
mod master_key;
mod needs;
mod openapi;
mod proposals;
mod rate_limit;
mod rights;
mod routing_figures;
mod rude_clients;
mod scene;
mod schema;
mod storm;
mod strangers;
mod target_count;
mod understanding;
