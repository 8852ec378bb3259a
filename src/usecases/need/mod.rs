//! The code list of needs: read by everybody who picks from it, kept by the team.

pub mod list;
pub mod put;
pub mod read;
