//! A world of its own for each test: database, clock, application, callers.

pub mod clock;
pub mod contract;
pub mod dice;
pub mod http;
pub mod letter;
pub mod mail_server;
pub mod postgres;
pub mod watch;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::prelude::*;
use netsterk::app::App;
use netsterk::config::{Config, Secret};
use netsterk::credentials::secret;
use netsterk::domain::ids::IdSource;
use netsterk::domain::moment::{Clock, Moment};
use netsterk::mail::{Memory, Sender, Smtp};
use netsterk::store::client::{self, Client};
use netsterk::store::error::StoreError;
use netsterk::store::schema::outbox;
use netsterk::worker::{Round, Worker};
use serde_json::json;

use clock::TurnedClock;
use http::Caller;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Runs a test on both databases: `on_both!(name, |world| { … });`.
macro_rules! on_both {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                crate::harness::run(crate::harness::Backend::Sqlite, $test);
            }

            #[test]
            fn postgres() {
                crate::harness::run(crate::harness::Backend::Postgres, $test);
            }
        }
    };
}
pub(crate) use on_both;

/// Runs a test in a world of its own, unless there is no PostgreSQL for it; then it says so.
pub fn run(backend: Backend, test: impl FnOnce(&World)) {
    if let Some(world) = World::new(backend) {
        test(&world);
        world.finish();
    }
}

/// Every scope of the team.
pub const TEAM: &str = "cases:read cases:write families:read families:write handovers:read handovers:decide map:read \
    map:write alerts:read alerts:decide signals:write targets:read events:read admin";
/// Every scope of a partner.
pub const PARTNER: &str = "handovers:read handovers:decide map:read map:write events:read";
/// Every scope of the alert point.
pub const ALERT_POINT: &str = "alerts:read alerts:decide events:read";

/// The application under test.
pub struct World {
    pub app: App,
    pub clock: Arc<TurnedClock>,
    pub base: String,
    pub config: Config,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
    arranged: AtomicBool,
    /// Goes when the world goes.
    _folder: tempfile::TempDir,
}

impl World {
    /// A fresh world; `None` where PostgreSQL is asked for and not to be had.
    pub fn new(backend: Backend) -> Option<Self> {
        Self::set(backend, |_| {})
    }

    /// The same with other settings.
    pub fn set(backend: Backend, change: impl FnOnce(&mut Config)) -> Option<Self> {
        watch::listen();
        let folder = tempfile::tempdir().unwrap();
        let database_url = match backend {
            Backend::Sqlite => folder.path().join("test.sqlite3").display().to_string(),
            Backend::Postgres => postgres::fresh_database()?,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut config = Config {
            database_url: Secret(database_url),
            key_file: Some(folder.path().join("key")),
            mail_directory: folder.path().join("mail"),
            bind: base.replace("http://", ""),
            public_url: base.clone(),
            ..Config::default()
        };
        change(&mut config);
        let clock = Arc::new(TurnedClock::at("2026-11-16T09:00:00Z"));
        let app = App::build_with(&config, clock.clone(), Arc::new(netsterk::app::RandomIds::default())).unwrap();
        let (handle, thread) = serve(app.clone(), listener);
        Some(Self {
            app,
            clock,
            base,
            config,
            handle,
            thread: Some(thread),
            arranged: AtomicBool::new(false),
            _folder: folder,
        })
    }

    /// The same service once more, on the same database: another replica, without a server.
    pub fn replica(&self) -> App {
        App::build_with(&self.config, self.clock.clone(), Arc::new(netsterk::app::RandomIds::default())).unwrap()
    }

    /// A client of the team with every scope.
    pub fn team(&self) -> Caller {
        self.caller("team", "team", None, TEAM)
    }

    /// A client of a partner organisation.
    pub fn partner(&self, name: &str, organization_id: &str) -> Caller {
        self.caller(name, "partner", Some(organization_id), PARTNER)
    }

    /// The client of the alert point.
    pub fn alert_point(&self) -> Caller {
        self.caller("cmp", "alert_point", None, ALERT_POINT)
    }

    /// A client with just these scopes, registered if it is not there yet, with a fresh token.
    pub fn caller(&self, name: &str, party: &str, organization_id: Option<&str>, scopes: &str) -> Caller {
        let secret = format!("secret-of-{name}");
        let now = self.app.ctx.now();
        let row = Client {
            id: self.app.ctx.id(now),
            client_id: name.to_owned(),
            name: name.to_owned(),
            party: party.to_owned(),
            organization_id: organization_id.map(str::to_owned),
            scopes: scopes.to_owned(),
            secret_hash: Some(secret::hash(&secret)),
            public_keys: None,
            created_at: now,
            disabled_at: None,
        };
        let known = self.app.ctx.db.read(|conn| client::by_client_id(conn, name)).is_ok();
        if !known {
            self.app.ctx.db.write(|conn| client::insert(conn, &row)).unwrap();
        }
        Caller::anonymous(&self.base).signed_in(name, &secret)
    }

    /// Somebody without a token.
    pub fn nobody(&self) -> Caller {
        Caller::anonymous(&self.base)
    }

    /// A worker of the team; returns the id.
    pub fn worker(&self, name: &str) -> String {
        use netsterk::store::schema::users;
        let now = self.app.ctx.now();
        let id = self.app.ctx.id(now);
        self.app
            .ctx
            .db
            .write(|conn| {
                diesel::insert_into(users::table)
                    .values((
                        users::id.eq(&id),
                        users::email.eq(format!("{name}@netsterk.example")),
                        users::name.eq(name),
                        users::role.eq("intake_worker"),
                        users::password_hash.eq("!"),
                        users::created_at.eq(now),
                    ))
                    .execute(conn)
                    .map_err(netsterk::store::error::StoreError::from)
            })
            .unwrap();
        id
    }

    /// A worker that speaks SMTP with this server, and waits so long for each answer.
    pub fn smtp_worker(&self, url: &str, patience: Duration) -> Worker {
        let sender = Sender::new("Netsterk <netsterk@mechelen.example>", self.clock.clone()).unwrap();
        let smtp = Smtp::new(url, sender, patience).unwrap();
        Worker::new(self.app.ctx.clone(), self.app.scribe(), Arc::new(smtp))
    }

    /// Ends the world, and looks at what every test leaves: a log and letters that name nobody, an outbox in which every
    /// message has left or says why not, and a target that equals its recount.
    ///
    /// # Panics
    /// When something of that is not so.
    pub fn finish(mut self) {
        self.stop();
        self.letters_are_settled();
        if !self.arranged.load(Ordering::Relaxed) {
            let found = netsterk::usecases::target::recount(&self.app.ctx).unwrap();
            assert!(found.is_equal(), "the target does not equal its recount: {found:?}");
        }
        watch::nothing_was_let_slip();
    }

    /// Says that the test writes rows itself, so that the target need not equal its recount.
    pub fn arranged_by_hand(&self) {
        self.arranged.store(true, Ordering::Relaxed);
    }

    /// Lets the worker go round until nothing is due.
    fn letters_are_settled(&self) {
        let post = Memory::default();
        let worker = Worker::new(self.app.ctx.clone(), self.app.scribe(), Arc::new(post.clone()));
        while worker.tick().unwrap() != Round::default() {}
        let unexplained = self.app.ctx.db.read(|conn| {
            let silent = outbox::last_error.is_null().and(outbox::leased_until.is_null());
            let rows = outbox::table.filter(outbox::state.ne("sent")).filter(silent);
            rows.select((outbox::id, outbox::state)).load::<(String, String)>(conn).map_err(StoreError::from)
        });
        assert_eq!(unexplained.unwrap(), [], "messages that have not left and do not say why");
        for letter in post.letters() {
            let said = format!("{} {} {}", letter.subject, letter.text, letter.html);
            assert!(!watch::PERSONS.iter().any(|person| said.contains(person)), "a letter names a person: {said}");
        }
    }

    fn stop(&mut self) {
        if let Some(thread) = self.thread.take() {
            let handle = self.handle.clone();
            actix_web::rt::System::new().block_on(handle.stop(false));
            let _ = thread.join();
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}

fn serve(app: App, listener: TcpListener) -> (actix_web::dev::ServerHandle, JoinHandle<()>) {
    let (send, receive) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = app.server(listener).unwrap();
            send.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (receive.recv().unwrap(), thread)
}

/// A phone case without a name.
pub fn phone_case() -> serde_json::Value {
    json!({
        "channel": "phone",
        "question": "Meisje uit L3 komt al weken met een lege brooddoos, mama kan de schoolrekening niet betalen.",
        "postcode": "2800",
        "language": "ar",
        "urgency": "soon",
        "asker": { "role": "zorgcoördinator", "schoolId": "012345" },
        "children": [{ "age": 8 }],
        "needs": ["food", "school-costs"]
    })
}

/// Checks that ids are handed out in order.
#[test]
fn ids_sort_by_birth() {
    let ids = netsterk::app::RandomIds::default();
    let at: Moment = TurnedClock::at("2026-11-16T09:00:00Z").now();
    let made: Vec<String> = (0..1000).map(|_| ids.next(at)).collect();
    assert!(made.is_sorted());
}
