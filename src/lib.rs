//! Netsterk: one contact point between schools and welfare services.
//!
//! Where does my line go? The address of any line is `src/<layer>/<noun>/…`.
//!
//! | it is … | layer | noun examples |
//! |---|---|---|
//! | a rule: who may, what follows, what counts | [`domain`] | `casework`, `handover`, `target` |
//! | full text over the social map, and nothing else | [`search`] | `index` |
//! | a letter: its words, its picture, the door it leaves by | [`mail`] | `compose`, `transport` |

pub mod demo;
pub mod domain;
pub mod mail;
pub mod search;
