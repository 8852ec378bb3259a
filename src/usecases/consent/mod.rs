//! Consent: record what a family allows, and take it back.

pub mod give;
pub mod withdraw;
