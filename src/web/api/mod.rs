//! The handlers of the REST API, one file per noun.

pub mod cases;
pub mod health;
pub mod oauth;
