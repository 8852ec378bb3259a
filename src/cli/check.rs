//! `netsterk check`: green, or what to do.

use crate::app::{self, App};
use crate::cli::Failed;
use crate::config::Config;
use crate::usecases::health;

/// Looks at the settings, the database, the master key, the clock and the mail, and prints a line for each. Changes
/// nothing.
///
/// # Errors
/// [`Failed`] when something is not in order.
pub fn run(config: &Config) -> Result<(), Failed> {
    println!("ok   settings: {config:?}");
    let waiting = app::waiting_migrations(config).map_err(Failed::because)?;
    if waiting > 0 {
        return Err(Failed(format!("the schema of the database is {waiting} step(s) behind; run: netsterk migrate")));
    }
    let app = App::build(config).map_err(Failed::because)?;
    health::ready(&app.ctx).map_err(Failed::because)?;
    println!("ok   database: {:?} answers, its schema is current, the master key fits", app.ctx.db.location());
    println!("ok   clock: {} ({} in Brussels)", app.ctx.now(), app.ctx.now().local().format("%A %d-%m-%Y %H:%M"));
    let post = app.post(config).map_err(Failed::because)?;
    post.try_out().map_err(|why| Failed(format!("mail: {why}; look at NETSTERK_SMTP_URL and at the server")))?;
    match &config.smtp_url {
        Some(_) => println!("ok   mail: the server answers"),
        None => println!("ok   mail: no server is set; letters become files in {}", config.mail_directory.display()),
    }
    Ok(())
}
