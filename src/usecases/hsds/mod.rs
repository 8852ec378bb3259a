//! The open door: the social map as HSDS 3.0 describes it, for anybody. Nothing of a family, no internal contact, no room.

pub mod filter;
pub mod list;
pub mod read;
