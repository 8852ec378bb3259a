//! The composition root: settings to database, clock, keys, worker and server, and a graceful stop.
//!
//! The program and every test start here; nothing else builds infrastructure.

use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App as HttpApp, HttpServer, web};

use crate::config::{self, Config};
use crate::credentials::master_key::MasterKey;
use crate::credentials::secret;
use crate::domain::ids::{Id, IdSource};
use crate::domain::moment::{Clock, Moment};
use crate::domain::notice::{Post, Scribe};
use crate::mail::{Composer, Directory, Sender, Smtp};
use crate::store::conn::Location;
use crate::store::db::Db;
use crate::store::{dialect, migrate, signing_key};
use crate::usecases::atlas;
use crate::usecases::ctx::Ctx;
use crate::usecases::keyring::{self, KeyRing};
use crate::usecases::outbox::LEASE;
use crate::web::extract::arrival::Patience;
use crate::web::middleware::limit::Limit;
use crate::web::middleware::{door, open, request};
use crate::web::routes;
use crate::worker::Worker;

/// How long a mail server may take for each answer. Servers that scan a letter before they take it answer late; whoever
/// hangs up before that sends the letter again, although it arrived (RFC 5321 §4.5.3.2).
const SMTP_PATIENCE: Duration = Duration::from_secs(60);
/// Answers that one letter takes: connection, greeting, EHLO twice around STARTTLS, log-in, MAIL, RCPT, DATA, the letter.
const SMTP_ANSWERS: u64 = 10;
const _: () = assert!(SMTP_PATIENCE.as_secs() * SMTP_ANSWERS < LEASE.num_seconds().unsigned_abs());
/// Largest body of a request: 1 MiB.
const LARGEST_BODY: usize = 1024 * 1024;
/// How long requests that are under way may go on after the signal to stop.
const GRACE_SECONDS: u64 = 20;

/// Fingerprint of this very program; another one each time where its file cannot be read.
static PROGRAM: LazyLock<String> = LazyLock::new(|| {
    let file = config::executable().and_then(std::fs::File::open);
    file.and_then(secret::fingerprint_of).unwrap_or_else(|_| uuid::Uuid::new_v4().to_string())
});

/// Why the application does not start; the text says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub String);

impl StartError {
    fn new(what: &str, why: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {why}"))
    }
}

/// The wall clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment::new(chrono::Utc::now())
    }
}

/// Random UUIDv7s that sort by birth within this process too.
#[derive(Default)]
pub struct RandomIds(std::sync::Mutex<uuid::timestamp::context::ContextV7>);

impl IdSource for RandomIds {
    fn next(&self, at: Moment) -> Id {
        let context = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let utc = at.utc();
        let seconds = u64::try_from(utc.timestamp()).unwrap_or_default();
        let stamp = uuid::Timestamp::from_unix(&*context, seconds, utc.timestamp_subsec_nanos());
        uuid::Uuid::new_v7(stamp).to_string()
    }
}

/// The application, ready to work: with a server on top it answers, without one a subcommand uses it.
#[derive(Clone)]
pub struct App {
    /// What use cases have at hand.
    pub ctx: Arc<Ctx>,
    limit: web::Data<Limit>,
    patience: Duration,
}

impl App {
    /// Builds the application on a database that is there and current.
    ///
    /// # Errors
    /// [`StartError`], which says what to do.
    pub fn build(config: &Config) -> Result<Self, StartError> {
        Self::build_with(config, Arc::new(SystemClock), Arc::new(RandomIds::default()))
    }

    /// The same with another clock and other ids, for tests and the demo.
    ///
    /// # Errors
    /// [`StartError`], which says what to do.
    pub fn build_with(config: &Config, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<Self, StartError> {
        let db = open_database(config)?;
        let ran =
            migrate::run(&db).map_err(|error| StartError::new("the database cannot be brought up to date", error))?;
        for name in ran {
            tracing::info!(event = "migrated", name);
        }
        let ctx = Ctx {
            master_key: master_key(config, &db)?,
            db,
            clock,
            ids,
            key_ring: KeyRing::default(),
            own_lexicon: Default::default(),
            program: &PROGRAM,
            atlas: Default::default(),
            catalogue: Default::default(),
            public_url: config.public_url.clone(),
            worker_beat: AtomicI64::new(0),
        };
        keyring::ensure(&ctx).map_err(|error| StartError::new("the signing keys", error))?;
        Ok(Self {
            ctx: Arc::new(ctx),
            limit: web::Data::new(Limit::new(config.requests_per_minute)),
            patience: Duration::from_secs(config.request_timeout.get().into()),
        })
    }

    /// Who puts letters into words.
    #[must_use]
    pub fn scribe(&self) -> Arc<dyn Scribe> {
        let host = self.ctx.public_url.split("://").last().unwrap_or_default();
        let host = host.split(['/', ':']).next().filter(|host| !host.is_empty()).unwrap_or("localhost");
        Arc::new(Composer::new(host))
    }

    /// The door by which letters leave: the mail server of the settings, otherwise a folder.
    ///
    /// # Errors
    /// [`StartError`] when the sender or the server makes no sense.
    pub fn post(&self, config: &Config) -> Result<Arc<dyn Post>, StartError> {
        let sender = Sender::new(&config.mail_from, self.ctx.clock.clone())
            .map_err(|error| StartError::new("NETSTERK_MAIL_FROM", error))?;
        let unusable = |error| StartError::new("mail", error);
        Ok(match &config.smtp_url {
            Some(url) => Arc::new(Smtp::new(&url.0, sender, SMTP_PATIENCE).map_err(unusable)?),
            None => Arc::new(Directory::new(config.mail_directory.clone(), sender).map_err(unusable)?),
        })
    }

    /// The worker, not started yet.
    ///
    /// # Errors
    /// [`StartError`] when letters cannot be sent.
    pub fn worker(&self, config: &Config) -> Result<Worker, StartError> {
        Ok(Worker::new(self.ctx.clone(), self.scribe(), self.post(config)?))
    }

    /// Whether a commit waits for the disk. Switched off only while the demonstration fills a file that is thrown away
    /// when it is not finished.
    ///
    /// # Errors
    /// [`StartError`] when the database cannot be reached.
    pub fn flush_at_commit(&self, on: bool) -> Result<(), StartError> {
        let flushed = self.ctx.db.on_writer(|conn| dialect::flush_at_commit(conn, on));
        flushed.map_err(|error| StartError::new("the database", error))
    }

    /// Serves until a signal to stop, then lets requests under way finish. Takes a socket that is bound already, so
    /// that tests can bind to port 0.
    ///
    /// # Errors
    /// [`StartError`] when the socket cannot be used.
    pub fn serve(self, listener: TcpListener) -> Result<(), StartError> {
        crate::telemetry::start_metrics();
        atlas::keep(&self.ctx).map_err(|error| StartError::new("reading the map", error))?;
        actix_web::rt::System::new()
            .block_on(async move { self.server(listener)?.await })
            .map_err(|error| StartError::new("the server stopped", error))
    }

    /// The server, for callers that have a runtime of their own.
    ///
    /// # Errors
    /// When the socket cannot be used.
    pub fn server(&self, listener: TcpListener) -> std::io::Result<actix_web::dev::Server> {
        let ctx = web::Data::from(self.ctx.clone());
        let (limit, patience) = (self.limit.clone(), self.patience);
        let server = HttpServer::new(move || {
            HttpApp::new()
                .app_data(ctx.clone())
                .app_data(limit.clone())
                .app_data(Patience(patience))
                .app_data(web::PayloadConfig::new(LARGEST_BODY))
                .wrap(from_fn(door::keep))
                .wrap(from_fn(request::wrap))
                .wrap(from_fn(open::to_all_origins))
                .configure(routes::register)
        })
        .client_request_timeout(patience)
        .shutdown_timeout(GRACE_SECONDS)
        .listen(listener)?;
        Ok(server.run())
    }
}

/// Opens the database that the settings name, without touching it.
///
/// # Errors
/// [`StartError`] when the address makes no sense.
pub fn open_database(config: &Config) -> Result<Db, StartError> {
    let location = Location::parse(&config.database_url.0).map_err(StartError)?;
    Db::open(location, config.database_connections).map_err(|error| StartError::new("the database", error))
}

/// Reads the master key: beside an embedded database, or in the working folder. Makes one only for a database in which
/// nothing is sealed yet; what another key has sealed, a new one would never open.
fn master_key(config: &Config, db: &Db) -> Result<MasterKey, StartError> {
    let path = config.key_file.clone().unwrap_or_else(|| match db.location() {
        Location::Sqlite(path) => PathBuf::from(format!("{path}.key")),
        Location::Postgres(_) => PathBuf::from("netsterk.key"),
    });
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let sealed = db.read(signing_key::any).map_err(|error| StartError::new("the database", error))?;
            if sealed {
                let advice =
                    "is not there, but the database was sealed with one; bring it back, or set NETSTERK_KEY_FILE";
                return Err(StartError::new(&format!("the master key {}", path.display()), advice));
            }
            make_key(&path)?
        }
        Err(error) => return Err(StartError::new(&format!("the master key {}", path.display()), error)),
    };
    MasterKey::from_text(&text).map_err(|error| StartError::new(&path.display().to_string(), error))
}

fn make_key(path: &Path) -> Result<String, StartError> {
    use std::io::Write;
    let text = MasterKey::generate().map_err(|error| StartError::new("the master key", error))?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| StartError::new(&format!("the master key {}", path.display()), error))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| StartError::new(&format!("the master key {}", path.display()), error))?;
    tracing::warn!(event = "key.made", path = %path.display(), "made a new master key; keep a copy apart from the database");
    Ok(text)
}

/// Brings the schema up to date; returns the names of the migrations that were run.
///
/// # Errors
/// [`StartError`] when the database cannot be reached or refuses.
pub fn migrate(config: &Config) -> Result<Vec<String>, StartError> {
    let db = open_database(config)?;
    migrate::run(&db).map_err(|error| StartError::new("the database cannot be brought up to date", error))
}

/// How many migrations the database still lacks.
///
/// # Errors
/// [`StartError`] when the database cannot be reached.
pub fn waiting_migrations(config: &Config) -> Result<usize, StartError> {
    migrate::pending(&open_database(config)?).map_err(|error| StartError::new("the database", error))
}

/// The OpenAPI document as it is committed.
///
/// # Errors
/// [`StartError`] when it cannot be written as JSON.
pub fn openapi() -> Result<String, StartError> {
    crate::web::openapi::text().map_err(|error| StartError::new("the document", error))
}
