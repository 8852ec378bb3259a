//! The handlers of the REST API, one file per noun.

pub mod agreements;
pub mod alerts;
pub mod audit;
pub mod cases;
pub mod confirm_link;
pub mod entries;
pub mod events;
pub mod families;
pub mod handovers;
pub mod health;
pub mod map;
pub mod map_care;
pub mod needs;
pub mod oauth;
pub mod outbox;
pub mod phrases;
pub mod reports;
pub mod signals;
pub mod subscriptions;
pub mod suggestions;
pub mod targets;
pub mod unsubscribe;
