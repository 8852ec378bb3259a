//! The command line: one file per subcommand. Exit codes: 0 done, 1 failed, 2 wrong usage.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::telemetry::{self, LogFormat};
use crate::usecases::error::Error;

pub mod check;
pub mod client;
pub mod demo;
pub mod freshness;
pub mod keys;
pub mod map;
pub mod migrate;
pub mod openapi;
pub mod recount;
pub mod routing;
pub mod serve;
pub mod user;
pub mod weekly;

/// Netsterk: one contact point between schools and welfare services.
#[derive(Debug, Parser)]
#[command(name = "netsterk", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and send what waits.
    Serve(serve::Arguments),
    /// Serve an invented school year, on a database of its own.
    Demo(demo::Arguments),
    /// Bring the database's schema up to date.
    Migrate,
    /// Register, renew, end and show machine clients.
    #[command(subcommand)]
    Client(client::Arguments),
    /// Add, end and reset workers.
    #[command(subcommand)]
    User(user::Arguments),
    /// Renew the keys of access tokens.
    #[command(subcommand)]
    Keys(keys::Arguments),
    /// Bring a social map in.
    #[command(subcommand)]
    Map(map::Command),
    /// Measure routing.
    #[command(subcommand)]
    Routing(routing::Command),
    /// Print the OpenAPI document.
    Openapi,
    /// The weekly mail.
    Weekly(weekly::Arguments),
    /// Count the target again from the histories, and compare.
    Recount,
    /// Look at settings, database and clock: green, or what to do.
    Check,
}

/// Why a subcommand failed, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failed(pub String);

impl Failed {
    /// Takes the words of an error.
    pub fn because(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }

    /// Takes the words of a use case's error, with every fault of the input on a line of its own.
    #[must_use]
    pub fn explained(error: Error) -> Self {
        match error {
            Error::Invalid(issues) => {
                let lines: Vec<String> =
                    issues.iter().map(|issue| format!("{}: {}", issue.name, issue.detail)).collect();
                Self(lines.join("\n"))
            }
            other => Self(other.to_string()),
        }
    }
}

/// Reads the arguments and runs the subcommand.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let config = match Config::load() {
        Ok(config) => config,
        Err(faults) => {
            eprintln!("netsterk: the settings cannot be used:\n{faults}");
            return ExitCode::from(2);
        }
    };
    let format = if config.log_format == "json" { LogFormat::Json } else { LogFormat::Pretty };
    telemetry::start_logging(&config.log, format);
    let done = match arguments.command {
        Command::Serve(arguments) => serve::run(config, &arguments),
        Command::Demo(arguments) => demo::run(config, &arguments),
        Command::Migrate => migrate::run(&config),
        Command::Client(arguments) => client::run(&config, arguments),
        Command::User(arguments) => user::run(&config, arguments),
        Command::Keys(arguments) => keys::run(&config, &arguments),
        Command::Map(command) => map::run(&config, command),
        Command::Routing(command) => routing::run(&command),
        Command::Openapi => openapi::run(),
        Command::Weekly(arguments) => weekly::run(&config, &arguments),
        Command::Recount => recount::run(&config),
        Command::Check => check::run(&config),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("netsterk: {failed}");
            ExitCode::FAILURE
        }
    }
}
