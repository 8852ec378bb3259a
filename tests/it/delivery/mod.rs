//! What leaves the house: the weekly mail and the letter to a partner, through bad luck with mail servers, consents and
//! clocks. One stage a test: a database of its own, a clock that is set, a mail server with a script.

mod consent;
mod counting;
mod freshness;
mod http;
mod poison;
mod retention;
mod smtp;
mod stage;
mod weekly;
