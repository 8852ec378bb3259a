//! Access tokens: asking for one, and who a token stands for.

pub mod authenticate;
pub mod issue;
