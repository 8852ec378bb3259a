//! THE SOCIAL MAP: organisations and their services as HSDS 3.0 describes them, and what routing needs to know of them.
//!
//! Belongs here: the field tables, reading and checking a tabular package, facts drawn from rows (areas, audiences,
//! sites). Does not: where packages come from (`cli`), where rows are kept (`store`), who is suggested (`routing`).

pub mod area;
pub mod candidate;
pub mod centroid;
pub mod duplicate;
pub mod edit;
pub mod entry;
pub mod entry_schema;
pub mod facts;
pub mod fault;
pub mod fields;
pub mod flat;
pub mod freshness;
pub mod json;
pub mod locality;
pub mod markup;
pub mod merge;
pub mod nest;
pub mod neutral;
pub mod object;
pub mod package;
pub mod shape;
mod table;
mod value;
pub mod write;

pub use candidate::{Candidate, CapacityState};
pub use fault::RowFault;
pub use object::Object;
pub use package::{Package, Record};
