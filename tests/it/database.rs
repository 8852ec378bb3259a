//! What the rest of the house relies on when it reads and migrates.

use diesel::prelude::*;
use diesel::sql_types::Text;
use netsterk::store::error::StoreError;
use netsterk::store::schema::cases;

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
