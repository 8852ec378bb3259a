//! Families: record one, find its likes, read who it is, merge and undo.

pub mod matches;
pub mod merge;
pub mod read;
pub mod register;
