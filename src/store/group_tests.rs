use std::sync::Barrier;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::*;
use crate::store::conn::{Location, Role};

struct Stage {
    writer: Writer,
    _folder: tempfile::TempDir,
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

impl Stage {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let location = Location::Sqlite(folder.path().join("group.sqlite3").display().to_string());
        let pool = r2d2::Pool::builder().max_size(1).build(Manager { location, role: Role::Writer })?;
        pool.get()?.batch_execute("CREATE TABLE marks (n INTEGER NOT NULL PRIMARY KEY)")?;
        Ok(Self { writer: Writer::new(pool, Duration::from_secs(5)), _folder: folder })
    }

    fn mark(&self, n: i64) -> Result<(), StoreError> {
        self.writer.write(|conn| insert(conn, n))
    }

    fn sum(&self) -> Result<i64, StoreError> {
        self.writer.write(|conn| {
            Ok(diesel::sql_query("SELECT COALESCE(SUM(n), 0) AS sum FROM marks").get_result::<Sum>(conn)?.sum)
        })
    }
}

fn insert(conn: &mut Conn, n: i64) -> Result<(), StoreError> {
    diesel::sql_query("INSERT INTO marks (n) VALUES ($1)").bind::<BigInt, _>(n).execute(conn)?;
    Ok(())
}

#[test]
fn what_fails_leaves_nothing_and_harms_nobody() -> Result<(), Box<dyn std::error::Error>> {
    let stage = Stage::new()?;
    let all = Barrier::new(24);
    std::thread::scope(|scope| {
        for n in 0..24 {
            let (stage, all) = (&stage, &all);
            scope.spawn(move || {
                all.wait();
                for round in 0..20_i64 {
                    let n = n * 100 + round;
                    let done = stage.writer.write(|conn| {
                        insert(conn, n)?;
                        if n % 3 == 0 { Err(StoreError::Conflict) } else { Ok(()) }
                    });
                    assert_eq!(done.is_err(), n % 3 == 0);
                }
            });
        }
    });
    let kept: i64 = (0..24).flat_map(|n| (0..20).map(move |round| n * 100 + round)).filter(|n| n % 3 != 0).sum();
    assert_eq!(stage.sum()?, kept);
    Ok(())
}

#[test]
fn a_panic_undoes_its_own_transaction_and_the_next_goes_on() -> Result<(), Box<dyn std::error::Error>> {
    let stage = Stage::new()?;
    stage.mark(1)?;
    let panicked = std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            stage.writer.write(|conn| -> Result<(), StoreError> {
                insert(conn, 2)?;
                panic!("on purpose")
            })
        });
        work.join().is_err()
    });
    assert!(panicked);
    stage.mark(4)?;
    assert_eq!(stage.sum()?, 5);
    Ok(())
}

#[test]
fn who_waits_too_long_is_told_so() -> Result<(), Box<dyn std::error::Error>> {
    let mut stage = Stage::new()?;
    stage.writer.patience = Duration::from_millis(20);
    let (begun, end) = (Barrier::new(2), Barrier::new(2));
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| {
            stage.writer.write(|conn| {
                begun.wait();
                end.wait();
                insert(conn, 1)
            })
        });
        begun.wait();
        let refused = matches!(stage.mark(2), Err(StoreError::Unavailable(_)));
        end.wait();
        assert!(refused && slow.join().is_ok_and(|done| done.is_ok()));
    });
    assert_eq!(stage.sum()?, 1);
    Ok(())
}
