//! `netsterk weekly send`: the mails of a week, now. With `--dry-run` they are printed and nothing is sent.

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::domain::calendar::IsoWeek;
use crate::usecases::outbox::{Preview, enqueue_week, preview_weekly};

/// `netsterk weekly …`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Send the weekly mail to every subscription that has not had it.
    Send {
        /// ISO week such as 2026-W48; the week that runs when not given.
        #[arg(long)]
        week: Option<IsoWeek>,
        /// Print the mails instead; nothing is sent and nothing is remembered.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs it.
///
/// # Errors
/// [`Failed`] when the database cannot be reached or a mail did not leave.
pub fn run(config: &Config, arguments: &Arguments) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    let Action::Send { week, dry_run } = arguments.action;
    if dry_run {
        for preview in preview_weekly(&app.ctx, week).map_err(Failed::because)? {
            print(&app, &preview)?;
        }
        return Ok(());
    }
    let enqueued = enqueue_week(&app.ctx, week).map_err(Failed::because)?;
    let round = app.worker(config).map_err(Failed::because)?.tick().map_err(Failed::because)?;
    println!("{enqueued} put in the outbox, {} sent, {} not sent", round.sent, round.failed);
    if round.failed > 0 {
        Err(Failed("some letters wait in the outbox; see GET /v1/outbox".to_owned()))
    } else {
        Ok(())
    }
}

fn print(app: &App, preview: &Preview) -> Result<(), Failed> {
    let letter = app.scribe().write(&preview.draft).map_err(Failed::because)?;
    let note = if preview.had_already { " (has had this week already)" } else { "" };
    println!("To: {}{note}\nSubject: {}\n\n{}\n", letter.to, letter.subject, letter.text);
    Ok(())
}
