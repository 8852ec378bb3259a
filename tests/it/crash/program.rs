//! The real program as a process of its own, which can be killed at any moment.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use netsterk::config::{Config, Secret};
use netsterk::store::db::Db;
use serde_json::Value;

use crate::harness::http::Caller;
use crate::harness::{Backend, postgres};

/// Longer than any start takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, its settings and its database.
pub struct Program {
    folder: tempfile::TempDir,
    database: String,
    mail: String,
    host: String,
    process: Option<Child>,
}

impl Program {
    /// Settings on a database of its own; `None` where PostgreSQL is asked for and not to be had.
    pub fn new(backend: Backend, mail: String) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let database = match backend {
            Backend::Sqlite => folder.path().join("test.sqlite3").display().to_string(),
            Backend::Postgres => postgres::fresh_database()?,
        };
        Some(Self { folder, database, mail, host: String::new(), process: None })
    }

    /// Begins to serve on a free port, without waiting for it.
    pub fn begin(&mut self) {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        self.host = free.to_string();
        let mut command = self.command(&["serve"]);
        self.process = Some(command.stdout(Stdio::null()).stderr(self.log()).spawn().unwrap());
    }

    /// Serves, and is ready. Another port is taken where somebody else was faster.
    pub fn start(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        self.begin();
        while !self.is_ready() {
            assert!(Instant::now() < deadline, "not ready: {}", self.said());
            if self.process.as_mut().unwrap().try_wait().unwrap().is_some() {
                assert!(self.said().contains("Address already in use"), "it ended: {}", self.said());
                self.begin();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Runs a subcommand to its end and answers what it prints.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).stderr(self.log()).output().unwrap();
        assert!(output.status.success(), "netsterk {arguments:?} fails: {}", self.said());
        String::from_utf8(output.stdout).unwrap()
    }

    /// Registers a client and answers its id and secret.
    pub fn client(&self, arguments: &[&str]) -> (String, String) {
        let issued: Value =
            serde_json::from_str(&self.run(&[&["client", "add", "--json"], arguments].concat())).unwrap();
        let text = |field: &str| issued[field].as_str().unwrap().to_owned();
        (text("clientId"), text("clientSecret"))
    }

    /// A caller of the process that serves now.
    pub fn caller(&self, client: &(String, String)) -> Caller {
        Caller::anonymous(&format!("http://{}", self.host)).signed_in(&client.0, &client.1)
    }

    /// The database, opened from outside.
    pub fn database(&self) -> Db {
        let config = Config { database_url: Secret(self.database.clone()), ..Config::default() };
        netsterk::app::open_database(&config).unwrap()
    }

    /// Everything that the program has said on standard error.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap()
    }

    fn is_ready(&self) -> bool {
        let ready = Caller::anonymous(&format!("http://{}", self.host)).try_send("GET", "/health/ready", &[], b"");
        ready.is_ok_and(|answer| answer.status == 200)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netsterk"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("DATABASE_URL", &self.database).env("NETSTERK_SMTP_URL", &self.mail);
        command.env("NETSTERK_BIND", &self.host).env("NETSTERK_PUBLIC_URL", "http://netsterk.example");
        command.env("NETSTERK_KEY_FILE", self.folder.path().join("key")).env("NETSTERK_LOG", "warn");
        command
    }

    fn log_path(&self) -> PathBuf {
        Path::join(self.folder.path(), "log")
    }

    fn log(&self) -> Stdio {
        File::options().create(true).append(true).open(self.log_path()).unwrap().into()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.kill();
        }
    }
}
