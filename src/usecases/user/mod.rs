//! Workers of the contact point: adding, ending and resetting them. Asked for by an operator on the machine itself.

pub mod add;
pub mod disable;
pub mod password;
pub mod reset;
