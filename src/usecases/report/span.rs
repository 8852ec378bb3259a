//! The days that a report is about.

use chrono::{Duration, NaiveDate, NaiveTime};

use crate::domain::calendar::brussels;
use crate::domain::moment::Moment;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};

/// Days that a report covers where nobody says from when.
const DAYS: i64 = 365;

/// First and last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

impl Span {
    /// The days between two; without a last day up to today, without a first day the year before the last.
    pub(super) fn of(ctx: &Ctx, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<Self, Error> {
        let to = to.unwrap_or_else(|| ctx.now().local_date());
        let from = from.unwrap_or_else(|| to - Duration::days(DAYS));
        if from > to {
            return Err(Error::Invalid(vec![Issue::query("from", "is after the last day")]));
        }
        Ok(Self { from, to })
    }

    /// The same as moments: from the first midnight to the one after the last day.
    pub(super) fn moments(self) -> (Moment, Moment) {
        let midnight = |day| brussels(day, NaiveTime::default());
        (midnight(self.from), midnight(self.to + Duration::days(1)))
    }
}
