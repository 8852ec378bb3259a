//! `netsterk demo`: serve on an embedded database that is filled with an invented school year.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::{App, SystemClock};
use crate::cli::{Failed, serve};
use crate::config::{Config, Secret};
use crate::demo::clock::{ScriptClock, ScriptIds};
use crate::demo::credentials::Credentials;
use crate::demo::fill;
use crate::domain::moment::{Clock, Moment};

/// Flags of `demo`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Address to listen on, over `NETSTERK_BIND`.
    #[arg(long)]
    bind: Option<String>,
    /// Folder for database, key, mail and credentials. What is there is kept.
    #[arg(long, default_value = "netsterk-demo", value_name = "DIR")]
    data: PathBuf,
    /// File for the credentials, as JSON.
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
}

/// Fills what is not there yet, writes down who can sign in, and serves until a signal to stop.
///
/// # Errors
/// [`Failed`] when the folder, the address or the database cannot be used.
pub fn run(mut config: Config, arguments: &Arguments) -> Result<(), Failed> {
    std::fs::create_dir_all(&arguments.data).map_err(|error| in_folder(&arguments.data, &error))?;
    let listener = listen(&mut config, arguments)?;
    let folder = Folder::of(&mut config, &arguments.data);
    let mut credentials = match folder.kept()? {
        Some(kept) => kept,
        None => folder.fill(&config)?,
    };
    credentials.base_url.clone_from(&config.public_url);
    if let Some(file) = &arguments.credentials {
        credentials.write(file).map_err(|error| in_folder(file, &error))?;
    }
    println!("{credentials}");
    serve::serve(&config, listener)
}

/// Takes the address first: somebody who cannot listen need not wait for the data.
fn listen(config: &mut Config, arguments: &Arguments) -> Result<TcpListener, Failed> {
    let wanted = arguments.bind.clone().unwrap_or_else(|| config.bind.clone());
    let listener = TcpListener::bind(&wanted).map_err(|error| Failed(format!("{wanted}: {error}")))?;
    let address = listener.local_addr().map_err(Failed::because)?;
    let is_default = config.public_url == format!("http://{}", config.bind);
    if is_default {
        let host = if address.ip().is_unspecified() { "127.0.0.1".to_owned() } else { address.ip().to_string() };
        let host = if address.is_ipv6() && !address.ip().is_unspecified() { format!("[{host}]") } else { host };
        config.public_url = format!("http://{host}:{}", address.port());
    }
    config.bind = address.to_string();
    Ok(listener)
}

/// Where the demonstration lives.
struct Folder {
    data: PathBuf,
    /// The embedded database, unless another one was given.
    database: Option<PathBuf>,
}

impl Folder {
    /// Lets everything that was not set otherwise live in the folder.
    fn of(config: &mut Config, data: &Path) -> Self {
        let default = Config::default();
        let database = (config.database_url.0 == default.database_url.0).then(|| data.join("netsterk.sqlite3"));
        if let Some(path) = &database {
            config.database_url = Secret(path.display().to_string());
        }
        if config.key_file.is_none() {
            config.key_file = Some(data.join("master.key"));
        }
        if config.mail_directory == default.mail_directory {
            config.mail_directory = data.join("mail");
        }
        Self { data: data.to_owned(), database }
    }

    fn secrets(&self) -> PathBuf {
        self.data.join("credentials.json")
    }

    /// What an earlier start left: the database comes into its place last, so where it is, everything is.
    fn kept(&self) -> Result<Option<Credentials>, Failed> {
        let kept = Credentials::read(&self.secrets()).map_err(|error| in_folder(&self.secrets(), &error))?;
        match &self.database {
            None => Ok(kept),
            Some(database) => match (database.exists(), kept) {
                (false, _) => Ok(None),
                (true, Some(kept)) => Ok(Some(kept)),
                (true, None) => Err(Failed(format!(
                    "{} is there but {} is not; choose another --data folder",
                    database.display(),
                    self.secrets().display()
                ))),
            },
        }
    }

    /// Fills the database; our own one beside its place, so that a start that was broken off leaves nothing half.
    fn fill(&self, config: &Config) -> Result<Credentials, Failed> {
        eprintln!("netsterk: inventing a school year in {} …", self.data.display());
        let mut config = config.clone();
        let beside = self.data.join("filling.sqlite3");
        if self.database.is_some() {
            remove(&beside)?;
            config.database_url = Secret(beside.display().to_string());
        }
        let now: Moment = SystemClock.now();
        let clock = Arc::new(ScriptClock::new(fill::beginning(now)));
        let ids = Arc::new(ScriptIds::new(fill::SEED));
        let app = App::build_with(&config, clock.clone(), ids).map_err(Failed::because)?;
        if self.database.is_some() {
            app.flush_at_commit(false).map_err(Failed::because)?;
        }
        let credentials = fill::fill(&app.ctx, &clock, now, config.smtp_url.is_none()).map_err(Failed::because)?;
        if self.database.is_some() {
            app.flush_at_commit(true).map_err(Failed::because)?;
        }
        drop(app);
        credentials.write(&self.secrets()).map_err(|error| in_folder(&self.secrets(), &error))?;
        if let Some(database) = &self.database {
            std::fs::rename(&beside, database).map_err(|error| in_folder(database, &error))?;
            remove(&beside)?;
        }
        Ok(credentials)
    }
}

/// Removes a database file with what SQLite keeps beside it.
fn remove(database: &Path) -> Result<(), Failed> {
    for suffix in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{suffix}", database.display()));
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(in_folder(&path, &error)),
        }
    }
    Ok(())
}

fn in_folder(path: &Path, error: &std::io::Error) -> Failed {
    Failed(format!("{}: {error}", path.display()))
}
