//! What the rest of the house relies on when it reads and migrates, and when the database is busy or away.

use diesel::prelude::*;
use diesel::sql_types::Text;
use netsterk::store::error::StoreError;
use netsterk::store::schema::cases;

use crate::harness::http::Caller;
use crate::harness::{Backend, World, on_both, phone_case};

on_both!(a_reading_sees_one_moment_whatever_is_written_meanwhile, |world: &World| {
    let team = world.team();
    team.post("/v1/cases", &phone_case()).expect(201);
    let db = &world.app.ctx.db;
    let seen = db.read(|conn| {
        let before: i64 = cases::table.count().get_result(conn)?;
        team.post("/v1/cases", &phone_case()).expect(201);
        Ok::<_, StoreError>((before, cases::table.count().get_result::<i64>(conn)?))
    });
    assert_eq!(seen.unwrap(), (1, 1));
    let failed: Result<(), StoreError> = db.read(|_| Err(StoreError::NotFound));
    assert!(failed.is_err());
    let after = db.read(|conn| cases::table.count().get_result::<i64>(conn).map_err(StoreError::from));
    assert_eq!(after.unwrap(), 2);
});

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

#[test]
fn requests_are_held_to_their_limits_again_after_a_migration() {
    // One connection, so that it is the one that migrated.
    let one = |config: &mut netsterk::config::Config| config.database_connections = std::num::NonZeroU32::MIN;
    let Some(world) = World::set(Backend::Postgres, one) else { return };
    let db = &world.app.ctx.db;
    netsterk::store::migrate::run(db).unwrap();
    for (name, limit) in [("lock_timeout", "5s"), ("statement_timeout", "30s")] {
        let query = diesel::sql_query(format!("SELECT current_setting('{name}') AS value"));
        let found = db.on_writer(|conn| query.get_result::<Setting>(conn).map_err(StoreError::from));
        assert_eq!(found.unwrap().value, limit);
    }
    world.finish();
}

/// What a caller is told while the database does not answer.
fn told_to_come_back(team: &Caller) {
    let refused = team.post("/v1/cases", &phone_case()).expect(503);
    assert_eq!(refused.json["type"], "urn:problem-type:netsterk:databaseUnavailable");
    assert!(refused.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    assert!(!refused.text.to_lowercase().contains("locked"), "the database's own words stay inside: {}", refused.text);
}

#[test]
fn h2_a_busy_sqlite_is_said_so_and_work_goes_on_when_it_is_free() {
    let world = World::new(Backend::Sqlite).unwrap();
    let team = world.team();
    let mut other = SqliteConnection::establish(&world.config.database_url.0).unwrap();
    diesel::sql_query("BEGIN IMMEDIATE").execute(&mut other).unwrap();
    told_to_come_back(&team);
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 0, "readers do not wait for a writer");
    diesel::sql_query("ROLLBACK").execute(&mut other).unwrap();
    team.post("/v1/cases", &phone_case()).expect(201);
    world.finish();
}

#[test]
fn h3_a_postgres_that_is_away_is_said_so_and_work_goes_on_when_it_is_back() {
    let Some(world) = World::new(Backend::Postgres) else { return };
    let team = world.team();
    let (server, name) = world.config.database_url.0.rsplit_once('/').unwrap();
    let mut operator = PgConnection::establish(&format!("{server}/postgres")).unwrap();
    let mut say = |statement: String| diesel::sql_query(statement).execute(&mut operator).unwrap();
    say(format!("ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS false"));
    say(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
    told_to_come_back(&team);
    assert_eq!(world.nobody().get("/health/ready").status, 503);
    assert_eq!(world.nobody().get("/health/live").status, 200);
    say(format!("ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS true"));
    team.post("/v1/cases", &phone_case()).expect(201);
    assert_eq!(world.nobody().get("/health/ready").status, 200);
    assert_eq!(team.get("/v1/cases").expect(200).json["total"], 1);
    world.finish();
}
