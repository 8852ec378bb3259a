//! Netsterk.
fn main() {}
