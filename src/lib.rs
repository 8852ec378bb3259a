//! Netsterk: one contact point between schools and welfare services.
//!
//! Where does my line go? The address of any line is `src/<layer>/<noun>/…`.
//!
//! | it is … | layer |
//! |---|---|
//! | a rule: who may, what follows, what counts | [`domain`] |
//! | a query | [`store`] |
//! | a full-text look-up in the social map | [`search`] |
//! | a sequence: allow, load, decide, write, enqueue | [`usecases`] |
//! | HTTP: extract, call, present | [`web`] |
//! | a letter | [`mail`] |
//! | time: what happens without anybody asking | [`worker`] |
//! | a secret: token, password, seal | [`credentials`] |
//! | a setting | [`config`] |
//! | a subcommand | [`cli`] |
//! | how it all hangs together | [`app`] |

pub mod app;
pub mod cli;
pub mod config;
pub mod credentials;
pub mod demo;
pub mod domain;
pub mod mail;
pub mod search;
pub mod store;
pub mod telemetry;
pub mod usecases;
pub mod web;
pub mod worker;
