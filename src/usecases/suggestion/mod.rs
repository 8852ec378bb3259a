//! Suggestions: which services fit a question, with reasons; and the code list of needs.

pub mod ask;
pub mod criteria;
pub mod for_case;
pub mod view;
