//! From a request to typed values: who asks, what with. Whatever is wrong is said here, before a use case runs.

pub mod arrival;
pub mod authorized;
pub mod body;
pub mod csv_file;
pub mod form;
pub mod headers;
pub mod language;
pub mod query;

pub use authorized::Authorized;
pub use body::{Body, Keyed};
pub use csv_file::CsvFile;
pub use form::Form;
pub use headers::{IfMatch, IfNoneMatch, Purpose};
pub use language::Spoken;
pub use query::Query;
