//! `netsterk keys rotate`: another key for access tokens, without an outage.

use clap::Subcommand;

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::usecases::keyring;

/// What to do with the signing keys.
#[derive(Debug, Subcommand)]
pub enum Arguments {
    /// Publish a new key at once; it signs in five minutes, and the old ones verify until their tokens have ended.
    Rotate,
}

/// Runs the subcommand.
///
/// # Errors
/// [`Failed`] when the database cannot be written.
pub fn run(config: &Config, arguments: &Arguments) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    match arguments {
        Arguments::Rotate => {
            let kid = keyring::rotate(&app.ctx).map_err(Failed::explained)?;
            println!("new key {kid}: published now, signs in five minutes");
            Ok(())
        }
    }
}
