//! `netsterk migrate`.

use crate::app;
use crate::cli::Failed;
use crate::config::Config;

/// Brings the schema up to date and says what was done.
///
/// # Errors
/// [`Failed`] when the database cannot be reached or refuses.
pub fn run(config: &Config) -> Result<(), Failed> {
    let ran = app::migrate(config).map_err(Failed::because)?;
    if ran.is_empty() {
        println!("the schema is up to date");
    }
    for name in ran {
        println!("ran {name}");
    }
    Ok(())
}
