//! What holds for every request: who may knock and how often, its id, one line in the log, the measure of it, and that every error is a problem.

pub mod door;
pub mod limit;
pub mod open;
pub mod request;
