//! `netsterk user add|disable|reset`. A password that is made here is printed once.

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::domain::grant::UserRole;
use crate::usecases::user::add::{AddUser, Added, add};
use crate::usecases::user::disable::disable;
use crate::usecases::user::reset::reset;

/// What to do with workers.
#[derive(Debug, Subcommand)]
pub enum Arguments {
    /// Add a worker; a password is made and shown once.
    Add(AddArguments),
    /// End a worker's access.
    Disable {
        /// Mail address.
        #[arg(long)]
        email: String,
    },
    /// Make a new password and give access again.
    Reset {
        /// Mail address.
        #[arg(long)]
        email: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Flags of `user add`. The password is never an argument, because arguments are seen by everybody on the machine.
#[derive(Debug, Args)]
pub struct AddArguments {
    /// Mail address to sign in with.
    #[arg(long)]
    email: String,
    /// Name on screen.
    #[arg(long)]
    name: String,
    /// `intake_worker`, `coordinator`, `data_protection_officer` or `administrator`.
    #[arg(long, default_value = "intake_worker", value_parser = role)]
    role: UserRole,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn role(text: &str) -> Result<UserRole, String> {
    text.parse::<UserRole>().map_err(|unknown| unknown.to_string())
}

/// Runs the subcommand.
///
/// # Errors
/// [`Failed`], with every fault of the arguments.
pub fn run(config: &Config, arguments: Arguments) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    match arguments {
        Arguments::Add(arguments) => {
            let command =
                AddUser { email: arguments.email, name: arguments.name, role: arguments.role, password: None };
            show(&add(&app.ctx, &command).map_err(Failed::explained)?, arguments.json)
        }
        Arguments::Disable { email } => {
            disable(&app.ctx, &email).map_err(Failed::explained)?;
            println!("{email} has no access any more");
            Ok(())
        }
        Arguments::Reset { email, json } => show(&reset(&app.ctx, &email, None).map_err(Failed::explained)?, json),
    }
}

fn show(added: &Added, json: bool) -> Result<(), Failed> {
    if json {
        println!("{}", serde_json::to_string_pretty(added).map_err(Failed::because)?);
        return Ok(());
    }
    println!("user      {} ({})", added.email, added.role);
    if let Some(password) = &added.password {
        println!("password  {password}");
        println!("Keep the password now: it is not shown again.");
    }
    Ok(())
}
