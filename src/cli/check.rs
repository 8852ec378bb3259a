//! `netsterk check`: green, or what to do.

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::usecases::health;

/// Looks at the settings, the database and the clock, and prints a line for each.
///
/// # Errors
/// [`Failed`] when something is not in order.
pub fn run(config: &Config) -> Result<(), Failed> {
    println!("ok   settings: {config:?}");
    let app = App::build(config).map_err(Failed::because)?;
    health::ready(&app.ctx).map_err(Failed::because)?;
    println!("ok   database: {:?} answers, its schema is current, the master key fits", app.ctx.db.location());
    println!("ok   clock: {} ({} in Brussels)", app.ctx.now(), app.ctx.now().local().format("%A %d-%m-%Y %H:%M"));
    Ok(())
}
