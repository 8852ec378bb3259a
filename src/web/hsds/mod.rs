//! `/hsds`: the open door. No key is asked, every origin may ask (`middleware::open`), names are those of HSDS 3.0.

pub mod answer;
pub mod lists;
pub mod meta;
pub mod one;
pub mod stream;
