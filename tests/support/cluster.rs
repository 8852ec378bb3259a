//! A private, throw-away PostgreSQL cluster in a temporary folder, reached over a Unix socket in that folder.
//!
//! It ends with the process that started it, also when that process is killed: the server hangs on a pipe. Where the
//! PostgreSQL programs are missing there is none, except in CI (`NETSTERK_TEST_REQUIRE_POSTGRES=1`), where that fails.

use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

/// The user that owns the cluster and its databases.
const OWNER: &str = "netsterk";

/// A running cluster. Dropping it stops the server and removes its folder.
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    keeper: Child,
}

impl Cluster {
    /// Starts a cluster with some settings (`name=value`), or answers why there is none.
    ///
    /// # Panics
    /// When the server does not start, and when the programs are missing although they are required.
    pub fn start(settings: &[&str]) -> Result<Self, String> {
        let Some(programs) = programs() else {
            let required = std::env::var("NETSTERK_TEST_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "PostgreSQL is required here, but initdb is nowhere to be found");
            return Err("the PostgreSQL programs are not on this machine".to_owned());
        };
        let folder = tempfile::Builder::new().prefix("netsterk-pg-").tempdir().expect("a temporary folder").keep();
        if let Some((user, group)) = service_account() {
            chown(&folder, Some(user), Some(group)).expect("a folder for the service account");
        }
        let data = folder.join("data");
        let initdb = as_service_account(&folder, &programs.join("initdb"))
            .args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username", OWNER, "--pgdata"])
            .arg(&data)
            .output()
            .expect("initdb runs");
        assert!(initdb.status.success(), "initdb: {}", String::from_utf8_lossy(&initdb.stderr));
        let mut cluster = Self { keeper: keep(&folder, &programs, &data, settings), folder, programs };
        cluster.wait_until_ready();
        Ok(cluster)
    }

    /// Creates an empty database and answers its URL.
    ///
    /// # Panics
    /// When it cannot be created, for instance because the name is taken.
    pub fn database(&self, name: &str) -> String {
        self.copy("template0", name)
    }

    /// Creates a database with everything that a template has, and answers its URL. One at a time: a template that is
    /// being copied cannot be copied again.
    ///
    /// # Panics
    /// When it cannot be created.
    pub fn copy(&self, template: &str, name: &str) -> String {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock();
        let made = self.client("createdb").args(["--template", template, name]).output().expect("createdb runs");
        assert!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
        let host = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgres://{OWNER}@{host}/{name}")
    }

    /// Writes a database to a file, as it is at one moment.
    ///
    /// # Panics
    /// When it cannot be read or written.
    pub fn dump(&self, name: &str, file: &Path) {
        let to = std::fs::File::create(file).expect("a file for the dump");
        let mut command = self.client("pg_dump");
        let dumped = command.args(["--format=custom", name]).stdout(to).output().expect("pg_dump runs");
        assert!(dumped.status.success(), "pg_dump: {}", String::from_utf8_lossy(&dumped.stderr));
    }

    /// Reads such a file into a new database, and answers its URL.
    ///
    /// # Panics
    /// When the file is not whole.
    pub fn restore(&self, file: &Path, name: &str) -> String {
        let url = self.database(name);
        let from = std::fs::File::open(file).expect("a dump");
        let mut command = self.client("pg_restore");
        let read = command.args(["--exit-on-error", "--dbname", name]).stdin(from).output().expect("pg_restore runs");
        assert!(read.status.success(), "pg_restore: {}", String::from_utf8_lossy(&read.stderr));
        url
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("--host").arg(&self.folder).args(["--username", OWNER]);
        command
    }

    fn wait_until_ready(&mut self) {
        for _ in 0..300 {
            let ready = self.client("pg_isready").stdout(Stdio::null()).status().expect("pg_isready runs");
            if ready.success() {
                return;
            }
            let ended = self.keeper.try_wait().expect("a child to ask");
            assert!(ended.is_none(), "PostgreSQL ended: {}", self.log());
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("PostgreSQL did not start within 15 s: {}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Starts the server under a shell that stops it, and removes its folder, as soon as our end of the pipe is closed.
fn keep(folder: &Path, programs: &Path, data: &Path, settings: &[&str]) -> Child {
    let script = r#"
        folder=$1; shift
        "$@" >"$folder/log" 2>&1 </dev/null &
        server=$!
        { cat >/dev/null; while kill -QUIT "$server" 2>/dev/null; do sleep 0.1; done; } <&3 &
        wait "$server"
        code=$?
        kill $! 2>/dev/null
        [ "$code" -eq 1 ] || rm -rf "$folder"
        exit "$code"
    "#;
    let mut command = as_service_account(folder, Path::new("sh"));
    command.args(["-c", &format!("exec 3<&0\n{script}"), "sh"]).arg(folder);
    command.arg(programs.join("postgres")).arg("-D").arg(data).arg("-k").arg(folder);
    for setting in ["listen_addresses=", "max_connections=300"].iter().chain(settings) {
        command.args(["-c", setting]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts")
}

/// Where `initdb` and its companions are: on the path, or where Debian puts them, newest version first.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut folders = on_path.unwrap_or_default();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort();
    folders.extend(debian.into_iter().rev());
    let initdb = folders.into_iter().map(|folder| folder.join("initdb")).find(|program| program.is_file())?;
    // On the path stands perhaps only a link; its companions are where it leads.
    initdb.canonicalize().ok()?.parent().map(Path::to_owned)
}

/// For root, which PostgreSQL refuses to run as: the account that its packages create, or else `nobody`.
fn service_account() -> Option<(u32, u32)> {
    let own = std::fs::metadata("/proc/self").expect("a process of our own");
    if own.uid() != 0 {
        return None;
    }
    let accounts = std::fs::read_to_string("/etc/passwd").expect("a list of accounts");
    let find = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody"))
}

fn as_service_account(folder: &Path, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("LC_ALL", "C");
    if let Some((user, group)) = service_account() {
        command.uid(user).gid(group);
    }
    command
}
