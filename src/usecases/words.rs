//! Free text that people write: what may not be in it, wherever it is written.

use crate::domain::casework::national_number;
use crate::usecases::error::{Error, Issue};

/// What is said of a text with a national number in it.
pub const NATIONAL_NUMBER: &str =
    "holds a national register number, which may not be stored; leave it out and send the request again";

/// Refuses free texts with a national number in them: storing one needs an authorisation that the service does not have
/// (Act of 8 August 1983 on the National Register, art. 8). Pairs of field and text.
///
/// # Errors
/// [`Error::Invalid`], naming every such field.
pub fn refuse_national_numbers(texts: &[(impl AsRef<str>, Option<&str>)]) -> Result<(), Error> {
    let issues: Vec<Issue> = texts
        .iter()
        .filter(|(_, text)| text.is_some_and(national_number::contains))
        .map(|(name, _)| Issue::body(name.as_ref(), NATIONAL_NUMBER))
        .collect();
    if issues.is_empty() { Ok(()) } else { Err(Error::Invalid(issues)) }
}
