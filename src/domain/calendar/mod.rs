//! Days and weeks as schools and offices in Flanders live them: school years, holidays, working days.
//!
//! Only dates and durations belong here, no deadlines of any one noun. Every day is a day on the wall calendar in
//! Brussels. Everybody may call it.

mod public_holiday;
mod school_holiday;
mod school_year;
mod wall;
mod week;
mod working;

pub use public_holiday::{easter, is_public_holiday, public_holidays};
pub use school_holiday::{SchoolHoliday, SchoolHolidayKind, is_school_holiday, school_holidays};
pub use school_year::{NotASchoolYear, SchoolYear};
pub use wall::brussels;
pub use week::{IsoWeek, NotAWeek};
pub use working::{add_working_days, is_working_day, working_days_between};
