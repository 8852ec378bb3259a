//! What holds for every request: its id, one line in the log, the measure of it, and that every error is a problem.

pub mod request;
