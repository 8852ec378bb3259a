//! `netsterk serve`.

use std::net::TcpListener;
use std::time::Duration;

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;

/// How often the worker looks for what is due.
const ROUND: Duration = Duration::from_secs(1);

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
    let listener = TcpListener::bind(&config.bind).map_err(|error| Failed(format!("{}: {error}", config.bind)))?;
    serve(&config, listener)
}

/// Serves on a socket that is bound already, with the worker beside it, until a signal to stop.
///
/// # Errors
/// [`Failed`] when it cannot start.
pub(super) fn serve(config: &Config, listener: TcpListener) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    let worker = app.worker(config).map_err(Failed::because)?.start(ROUND).map_err(Failed::because)?;
    tracing::info!(event = "serving", address = config.bind, public_url = config.public_url);
    let served = app.serve(listener).map_err(Failed::because);
    worker.stop();
    served
}
