//! `netsterk map freshness`: ask those who answer for old entries of the map whether they are still right, now. With
//! `--dry-run` the mails are printed and nothing is sent.

use clap::Args;

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::usecases::outbox::{enqueue_freshness_now, preview_freshness};

/// `netsterk map freshness …`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print the mails instead; nothing is sent and nothing is remembered.
    #[arg(long)]
    dry_run: bool,
}

/// Runs it: everybody who has not been asked this month gets one mail.
///
/// # Errors
/// [`Failed`] when the database cannot be reached or a mail did not leave.
pub fn run(config: &Config, arguments: &Arguments) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    if arguments.dry_run {
        for draft in preview_freshness(&app.ctx).map_err(Failed::because)? {
            let letter = app.scribe().write(&draft).map_err(Failed::because)?;
            println!("To: {}\nSubject: {}\n\n{}\n", letter.to, letter.subject, letter.text);
        }
        return Ok(());
    }
    let enqueued = enqueue_freshness_now(&app.ctx).map_err(Failed::because)?;
    let round = app.worker(config).map_err(Failed::because)?.tick().map_err(Failed::because)?;
    println!("{enqueued} put in the outbox, {} sent, {} not sent", round.sent, round.failed);
    if round.failed > 0 {
        Err(Failed("some letters wait in the outbox; see GET /v1/outbox".to_owned()))
    } else {
        Ok(())
    }
}
