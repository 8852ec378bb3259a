//! `netsterk serve`.

use std::net::TcpListener;

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Address to listen on, over `NETSTERK_BIND`.
    #[arg(long)]
    bind: Option<String>,
}

/// Serves until a signal to stop.
///
/// # Errors
/// [`Failed`] when it cannot start.
pub fn run(mut config: Config, arguments: &Arguments) -> Result<(), Failed> {
    if let Some(bind) = &arguments.bind {
        if config.public_url == format!("http://{}", config.bind) {
            config.public_url = format!("http://{bind}");
        }
        config.bind.clone_from(bind);
    }
    let app = App::build(&config).map_err(Failed::because)?;
    let listener = TcpListener::bind(&config.bind).map_err(|error| Failed(format!("{}: {error}", config.bind)))?;
    tracing::info!(event = "serving", address = config.bind, public_url = config.public_url);
    app.serve(listener).map_err(Failed::because)
}
