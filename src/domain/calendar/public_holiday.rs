//! The ten public holidays of Belgium (Royal Decree of 18 April 1974, article 1) and Easter, on which four of them hang.

use chrono::{Datelike, Duration, NaiveDate};

use super::wall::day;

/// Easter Sunday of a year in the Gregorian calendar (the anonymous computus of 1876).
#[must_use]
pub fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c.div_euclid(4), c.rem_euclid(4));
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 19 * l).div_euclid(433);
    let month = (h + l - 7 * m + 90).div_euclid(25);
    let of_month = (h + l - 7 * m + 33 * month + 19).rem_euclid(32);
    day(year, month.unsigned_abs(), of_month.unsigned_abs())
}

/// The ten public holidays of a calendar year, in order.
#[must_use]
pub fn public_holidays(year: i32) -> Vec<NaiveDate> {
    let sunday = easter(year);
    let mut days = vec![
        day(year, 1, 1),
        sunday + Duration::days(1),
        day(year, 5, 1),
        sunday + Duration::days(39),
        sunday + Duration::days(50),
        day(year, 7, 21),
        day(year, 8, 15),
        day(year, 11, 1),
        day(year, 11, 11),
        day(year, 12, 25),
    ];
    days.sort_unstable();
    days
}

/// Whether a day is one of the ten.
#[must_use]
pub fn is_public_holiday(date: NaiveDate) -> bool {
    public_holidays(date.year()).contains(&date)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{day, easter, is_public_holiday, public_holidays};

    #[rstest]
    #[case(1818, 3, 22)]
    #[case(1943, 4, 25)]
    #[case(2000, 4, 23)]
    #[case(2024, 3, 31)]
    #[case(2025, 4, 20)]
    #[case(2026, 4, 5)]
    #[case(2027, 3, 28)]
    #[case(2038, 4, 25)]
    fn easter_falls_on(#[case] year: i32, #[case] month: u32, #[case] of_month: u32) {
        assert_eq!(easter(year), day(year, month, of_month));
    }

    #[test]
    fn ten_days_of_2026() {
        let days: Vec<String> = public_holidays(2026).iter().map(|date| date.format("%d/%m").to_string()).collect();
        assert_eq!(days.join(" "), "01/01 06/04 01/05 14/05 25/05 21/07 15/08 01/11 11/11 25/12");
        assert!(is_public_holiday(day(2026, 11, 11)));
        assert!(!is_public_holiday(day(2026, 11, 2)));
    }
}
