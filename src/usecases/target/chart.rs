//! The picture of a target.

use chrono::NaiveDate;

use crate::domain::access::{Principal, Scope};
use crate::domain::target::{plot, shown, svg};
use crate::store::target;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::target::view::{is_inside, look};

/// The picture of a target as of a day, as one SVG document. Without a line where the count may not be shown.
///
/// # Errors
/// [`Error::MissingScope`], [`Error::NotFound`].
pub fn chart(ctx: &Ctx, principal: &Principal, id: &str, as_of: Option<NaiveDate>) -> Result<String, Error> {
    require(principal, Scope::TargetsRead)?;
    let today = ctx.now().local_date();
    ctx.db.read(|conn| {
        let kept = target::find(conn, id)?;
        let target = &kept.target;
        let progress = look(conn, &kept, as_of.unwrap_or(today))?;
        let inside = is_inside(principal);
        let count = shown(progress.tally.count(), inside);
        let forecast = count.map(|_| progress.outlook.forecast);
        let drawing = plot(&progress.weeks, target.period, progress.as_of, target.goal, forecast, inside);
        let description = match (count, forecast) {
            (Some(count), Some(it)) => format!(
                "{count} van de {} gezinnen op {}; verwacht op het einde: {}, met 8 kansen op 10 tussen {} en {}.",
                target.goal, progress.as_of, it.expected, it.low, it.high
            ),
            _ => format!("Minder dan 5 van de {} gezinnen op {}.", target.goal, progress.as_of),
        };
        Ok(svg(&drawing, &target.name, &description))
    })
}
