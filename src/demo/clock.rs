//! The clock and the ids of the demonstration: time that is set by the script, ids that repeat themselves.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::DateTime;

use crate::demo::dice::Dice;
use crate::domain::ids::{Id, IdSource};
use crate::domain::moment::{Clock, Moment};

/// A clock that shows what the script says. It never goes back.
#[derive(Debug)]
pub struct ScriptClock(AtomicI64);

impl ScriptClock {
    /// A clock that stands at this moment.
    #[must_use]
    pub fn new(at: Moment) -> Self {
        Self(AtomicI64::new(at.utc().timestamp_millis()))
    }

    /// Sets it to this moment, or a little later than it was when that is past already; so that of two things that
    /// happen, the second is later.
    pub fn set(&self, at: Moment) {
        let wanted = at.utc().timestamp_millis();
        let before = self.0.load(Ordering::Relaxed);
        self.0.store(wanted.max(before + 1000), Ordering::Relaxed);
    }
}

impl Clock for ScriptClock {
    fn now(&self) -> Moment {
        let millis = self.0.load(Ordering::Relaxed);
        Moment::new(DateTime::from_timestamp_millis(millis).unwrap_or_default())
    }
}

/// UUIDv7s that are the same in every run, each later than the one before.
#[derive(Debug)]
pub struct ScriptIds(Mutex<(i64, u16, Dice)>);

impl ScriptIds {
    /// A series.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new((0, 0, Dice::new(seed))))
    }
}

impl IdSource for ScriptIds {
    fn next(&self, at: Moment) -> Id {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let millis = at.utc().timestamp_millis();
        state.1 = if millis == state.0 { state.1.wrapping_add(1) } else { 0 };
        state.0 = millis;
        let mut bytes = [0_u8; 10];
        // Twelve bits of the counter stand right behind the time, and so keep the order within a millisecond.
        bytes[..2].copy_from_slice(&state.1.to_be_bytes());
        bytes[2..].copy_from_slice(&state.2.roll().to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis.unsigned_abs(), &bytes).into_uuid().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{ScriptClock, ScriptIds};
    use crate::domain::ids::IdSource;
    use crate::domain::moment::{Clock, Moment};

    #[test]
    fn ids_repeat_themselves_and_sort_by_birth() -> Result<(), crate::domain::moment::NotAMoment> {
        let at: Moment = "2026-09-01T07:00:00Z".parse()?;
        let (one, other) = (ScriptIds::new(5), ScriptIds::new(5));
        let ids: Vec<_> = (0..300).map(|_| one.next(at)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| *id == other.next(at)));
        assert!(uuid::Uuid::parse_str(&ids[0]).is_ok_and(|id| id.get_version_num() == 7));
        Ok(())
    }

    #[test]
    fn the_clock_never_goes_back() -> Result<(), crate::domain::moment::NotAMoment> {
        let clock = ScriptClock::new("2026-09-01T07:00:00Z".parse()?);
        clock.set("2026-08-01T07:00:00Z".parse()?);
        assert_eq!(clock.now().to_string(), "2026-09-01T07:00:01.000Z");
        Ok(())
    }
}
