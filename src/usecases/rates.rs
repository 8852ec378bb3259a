//! What services are known for, counted anew now and then: by the worker, and whenever somebody asks for a recount.

use chrono::Duration;

use crate::domain::moment::Moment;
use crate::domain::routing::rules::weights::EXPERIENCE_DAYS;
use crate::domain::routing::track::records;
use crate::store::{counter, rate};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Counts the handovers of the past year and keeps what changed. Returns how many services that are.
///
/// # Errors
/// Any failure of the database.
pub fn count(ctx: &Ctx) -> Result<usize, Error> {
    let now = ctx.now();
    let since = Moment::new(now.utc() - Duration::days(EXPERIENCE_DAYS));
    let changed = ctx.db.read(|conn| {
        let found = records(&rate::heard(conn, since)?);
        let known = rate::all(conn)?;
        let mut changed: Vec<_> = found
            .iter()
            .filter(|(id, record)| known.get(*id) != Some(*record))
            .map(|(id, record)| (id.clone(), Some(*record)))
            .collect();
        changed.extend(known.keys().filter(|id| !found.contains_key(*id)).map(|id| (id.clone(), None)));
        Ok::<_, Error>(changed)
    })?;
    if changed.is_empty() {
        return Ok(0);
    }
    ctx.db.write(|conn| {
        for (id, record) in &changed {
            rate::put(conn, id, record.as_ref(), now)?;
        }
        counter::next(conn, "rates")?;
        Ok::<_, Error>(())
    })?;
    Ok(changed.len())
}
