//! The 300: how many distinct families were helped in a period, why each of them counts, and where it is going.
//!
//! Reads the ledger of milestones and the list of merges; never cases, handovers or persons. Everybody may call it.

mod count;
mod due;
mod forecast;
mod ledger;
mod picture;
mod progress;
mod quantile;
mod report;
mod stuck;
mod suppress;
mod weeks;

pub use count::{Change, Counted, Funnel, Tally, change, tally};
pub use due::{WeeklyDue, weekly_due};
pub use forecast::{Forecast, Outlook, forecast, outlook};
pub use ledger::{Merge, Milestone, MilestoneKind, Period, Stage, Target};
pub use picture::{Plot, plot, svg};
pub use progress::{Progress, of_school_year, progress};
pub use report::{Gap, PartnerAnswer, Stuck, WeeklyReport};
pub use stuck::{is_stuck, median};
pub use suppress::{SMALLEST_SHOWN, ShownChange, shown, shown_change};
pub use weeks::{Week, expected_of, weeks};
