//! The handlers of the REST API, one file per noun.

pub mod cases;
pub mod health;
pub mod oauth;
pub mod outbox;
pub mod subscriptions;
pub mod targets;
pub mod unsubscribe;
