//! Subscriptions to the weekly mail: made and ended by the team, ended by the subscriber through the link in the mail.

mod end;
mod list;
mod subscribe;
pub mod view;

pub use end::{end, end_by_token, is_running};
pub use list::{list, read};
pub use subscribe::{Subscribe, subscribe};
