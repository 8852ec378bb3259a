//! The release binary as a city would run it: prepared through its own command line, then reached over HTTP only.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::Client;

/// The program that is measured.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_netsterk");
const TEAM: &str = "cases:read cases:write families:read families:write handovers:read handovers:decide map:read \
                    map:write alerts:read alerts:decide signals:write targets:read events:read admin";
const PARTNER: &str = "handovers:read handovers:decide map:read";

/// A database that is filled, and the process that serves it when it runs.
pub struct Service {
    folder: PathBuf,
    database: String,
    host: String,
    process: Option<Child>,
}

impl Service {
    /// An empty database, migrated, with the demonstration's social map.
    pub fn prepare(folder: &Path, database: String) -> Self {
        let service = Self::empty(folder, database);
        service.import(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/demo/map")));
        service
    }

    /// An empty database, migrated.
    pub fn empty(folder: &Path, database: String) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|open| open.local_addr()).expect("a free port");
        let service = Self { folder: folder.to_owned(), database, host: free.to_string(), process: None };
        service.run(&["migrate"]);
        service
    }

    /// Another process on the same database, not started yet.
    pub fn replica(&self) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|open| open.local_addr()).expect("a free port");
        Self { folder: self.folder.clone(), database: self.database.clone(), host: free.to_string(), process: None }
    }

    /// Imports a social map.
    pub fn import(&self, map: &Path) {
        self.run(&["map", "import", &map.to_string_lossy()]);
    }

    /// Starts the service and answers how long it took until it was ready.
    pub fn start(&mut self) -> Duration {
        let begin = Instant::now();
        let mut command = self.command();
        command.arg("serve").stdout(Stdio::null()).stderr(self.log());
        self.process = Some(command.spawn().expect("the program starts"));
        while !self.is_ready() {
            assert!(begin.elapsed() < Duration::from_secs(30), "not ready after 30 s; see {}", self.folder.display());
            std::thread::sleep(Duration::from_millis(1));
        }
        begin.elapsed()
    }

    /// Stops the service as systemd would, and waits for it.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let asked = Command::new("kill").arg(process.id().to_string()).status();
            if !asked.is_ok_and(|status| status.success()) {
                let _ = process.kill();
            }
            let _ = process.wait();
        }
    }

    /// A client of the team, with every scope.
    pub fn team(&self, name: &str) -> Credentials {
        self.credentials(&["client", "add", "--name", name, "--scopes", TEAM, "--json"])
    }

    /// A client of a partner organisation.
    pub fn partner(&self, organization: &str) -> Credentials {
        self.credentials(&[
            "client",
            "add",
            "--name",
            organization,
            "--scopes",
            PARTNER,
            "--organization",
            organization,
            "--json",
        ])
    }

    /// Some connections with one fresh token.
    pub fn connections(&self, credentials: &Credentials, count: usize, name: &str) -> Vec<Client> {
        let token = self.token(credentials);
        (0..count).map(|number| Client::new(&self.host, &token, &format!("{name}-{number}"))).collect()
    }

    /// One connection with a fresh token.
    pub fn connection(&self, credentials: &Credentials, name: &str) -> Client {
        Client::new(&self.host, &self.token(credentials), name)
    }

    /// Memory that the process holds now, in megabytes.
    pub fn resident(&self) -> f64 {
        let Some(process) = &self.process else { return 0.0 };
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
    }

    fn token(&self, credentials: &Credentials) -> String {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", credentials.id.as_str()),
            ("client_secret", credentials.secret.as_str()),
        ];
        let answer = ureq::post(format!("http://{}/oauth/token", self.host)).send_form(form);
        let body: Value = answer.expect("a token").body_mut().read_json().expect("JSON");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    fn is_ready(&self) -> bool {
        TcpStream::connect(&self.host).is_ok()
            && Client::new(&self.host, "", "ready").get("/health/ready").status == 200
    }

    fn credentials(&self, arguments: &[&str]) -> Credentials {
        let said: Value = serde_json::from_slice(&self.run(arguments)).expect("JSON");
        let field = |name: &str| said[name].as_str().expect("a client").to_owned();
        Credentials { id: field("clientId"), secret: field("clientSecret") }
    }

    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let output = self.command().args(arguments).stderr(self.log()).output().expect("the program runs");
        assert!(output.status.success(), "netsterk {arguments:?} failed; see {}", self.folder.display());
        output.stdout
    }

    fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(&self.folder).env("DATABASE_URL", &self.database).env("NETSTERK_BIND", &self.host);
        command.env("NETSTERK_PUBLIC_URL", format!("http://{}", self.host)).env("NETSTERK_LOG", "warn");
        command
    }

    fn log(&self) -> Stdio {
        let log = std::fs::File::options().create(true).append(true).open(self.folder.join("log"));
        log.map_or_else(|_| Stdio::null(), Stdio::from)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What a client proves itself with.
pub struct Credentials {
    id: String,
    secret: String,
}
