//! Those who know an id, a word or a number of somebody else, and have every scope there is: A1 through the front doors,
//! A2 by the side paths.

pub mod doors;
pub mod secrets;
mod side_paths;
