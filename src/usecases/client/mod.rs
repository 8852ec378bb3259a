//! Machine clients: registering, renewing and ending them. Asked for by an operator on the machine itself, so there is
//! no caller to check; no door on the network leads here.

pub mod add;
pub mod disable;
pub mod list;
pub mod rotate;
pub mod trust;
