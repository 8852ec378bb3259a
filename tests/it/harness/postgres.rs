//! A private PostgreSQL cluster in a temporary folder, started once for the whole run and gone with it.
//!
//! A small shell process holds the server and waits on a pipe: when the tests end, in whatever way, the pipe closes and
//! the shell stops the server and removes the folder. Root may not run PostgreSQL, so then another user does.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use netsterk::config::{Config, Secret};

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(Cluster::start);
static NUMBER: AtomicU32 = AtomicU32::new(0);

const TEMPLATE: &str = "netsterk_template";

struct Cluster {
    socket: PathBuf,
    programs: PathBuf,
    account: Option<(u32, u32)>,
    _guard: Child,
}

/// The address of a new database with the schema in it; `None`, with a word about it, where there is no PostgreSQL.
pub fn fresh_database() -> Option<String> {
    let cluster = CLUSTER.as_ref()?;
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    cluster.create(&name, Some(TEMPLATE));
    Some(cluster.url(&name))
}

/// The address of a new database with nothing in it.
pub fn empty_database() -> Option<String> {
    let cluster = CLUSTER.as_ref()?;
    let name = format!("empty_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    cluster.create(&name, None);
    Some(cluster.url(&name))
}

impl Cluster {
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            let required = std::env::var_os("NETSTERK_TEST_REQUIRE_POSTGRES").is_some();
            assert!(!required, "NETSTERK_TEST_REQUIRE_POSTGRES is set, and initdb is nowhere");
            let _ = writeln!(std::io::stderr(), "PostgreSQL is not on this machine: its tests are skipped");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("netsterk-pg-").tempdir().unwrap().keep();
        let account = other_account();
        if let Some((user, group)) = account {
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).unwrap();
        }
        let data = folder.join("data");
        let made = as_account(Command::new(programs.join("initdb")), account)
            .args(["--no-sync", "-E", "UTF8", "--locale=C", "-A", "trust", "-U", "netsterk", "-D"])
            .arg(&data)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let script = format!(
            "'{postgres}' -D '{data}' -k '{folder}' -c listen_addresses= -c fsync=off -c full_page_writes=off \
             -c max_connections=400 >'{folder}/log' 2>&1 & server=$!; read -r _; kill -INT $server; wait $server; rm -rf '{folder}'",
            postgres = programs.join("postgres").display(),
            data = data.display(),
            folder = folder.display(),
        );
        let guard = as_account(Command::new("sh"), account)
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir(&folder)
            .process_group(0)
            .spawn()
            .unwrap();
        let cluster = Self { socket: folder, programs, account, _guard: guard };
        cluster.wait_until_up();
        cluster.create(TEMPLATE, None);
        let config = Config { database_url: Secret(cluster.url(TEMPLATE)), ..Config::default() };
        netsterk::app::migrate(&config).unwrap();
        Some(cluster)
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://netsterk@/{name}?host={}", self.socket.display())
    }

    fn wait_until_up(&self) {
        for _ in 0..600 {
            let ready = as_account(Command::new(self.programs.join("pg_isready")), self.account)
                .args(["-q", "-U", "netsterk", "-d", "postgres", "-h"])
                .arg(&self.socket)
                .status();
            if ready.is_ok_and(|status| status.success()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("PostgreSQL did not start: {}", std::fs::read_to_string(self.socket.join("log")).unwrap_or_default());
    }

    fn create(&self, name: &str, template: Option<&str>) {
        // Copying a template that is being copied is refused for a moment.
        static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock();
        let made = as_account(Command::new(self.programs.join("createdb")), self.account)
            .args(["-U", "netsterk", "-T", template.unwrap_or("template0"), "-h"])
            .arg(&self.socket)
            .arg(name)
            .output()
            .unwrap();
        assert!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
    }
}

/// Where the server programs are: on the PATH, or where Debian puts them; the newest.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .and_then(|path| std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file()));
    let debian = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut folders: Vec<PathBuf> = versions.flatten().map(|entry| entry.path().join("bin")).collect();
        folders.retain(|folder| folder.join("initdb").is_file());
        folders.sort();
        folders.pop()
    };
    on_path.or_else(debian)
}

/// For root: the account `postgres`, or else `nobody`.
fn other_account() -> Option<(u32, u32)> {
    let is_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0;
    if !is_root {
        return None;
    }
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody"))
}

fn as_account(mut command: Command, account: Option<(u32, u32)>) -> Command {
    if let Some((user, group)) = account {
        command.uid(user).gid(group);
    }
    command.env("LC_ALL", "C");
    command
}
