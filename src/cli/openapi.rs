//! `netsterk openapi`: prints the document that is committed in `api-spec/`.

use crate::app;
use crate::cli::Failed;

/// Prints the document.
///
/// # Errors
/// [`Failed`] when it cannot be written as JSON.
pub fn run() -> Result<(), Failed> {
    print!("{}", app::openapi().map_err(Failed::because)?);
    Ok(())
}
