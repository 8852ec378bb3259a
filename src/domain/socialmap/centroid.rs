//! The middle of every Belgian postcode, and how far two points lie apart.
//!
//! `centroids.csv` is made from the Countries States Cities Database (dr5hn), as gathered by countrystatecity-postal-codes
//! 2.0.1; two points that lay in another municipality are mended. That file is under the Open Database License 1.0.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::area;

/// Mean radius of the earth, in metres.
const RADIUS: f64 = 6_371_008.8;

/// Latitude and longitude in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

static CENTROIDS: LazyLock<HashMap<u16, Point>> = LazyLock::new(|| {
    include_str!("centroids.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, latitude, longitude) = (cells.next()?, cells.next()?, cells.next()?);
            let point = Point { latitude: latitude.parse().ok()?, longitude: longitude.parse().ok()? };
            Some((code.parse().ok()?, point))
        })
        .collect()
});

impl Point {
    /// A point on the globe.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let on_globe = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        on_globe.then_some(Self { latitude, longitude })
    }

    /// Metres to another point, as the crow flies.
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let (here, there) = (self.latitude.to_radians(), other.latitude.to_radians());
        let across = (other.longitude - self.longitude).to_radians();
        let half = ((there - here) / 2.0).sin().powi(2) + here.cos() * there.cos() * (across / 2.0).sin().powi(2);
        2.0 * RADIUS * half.sqrt().min(1.0).asin()
    }
}

/// The middle of a postcode. Where the table has none, that of another postcode of its municipality.
#[must_use]
pub fn of(postcode: u16) -> Option<Point> {
    CENTROIDS.get(&postcode).copied().or_else(|| {
        let ranges = area::of_name(area::municipality(postcode)?)?;
        ranges.iter().find_map(|(first, _)| CENTROIDS.get(first).copied())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mechelen_lies_where_it_lies() {
        let (Some(mechelen), Some(antwerp), Some(ghent)) = (of(2800), of(2000), of(9000)) else { panic!("missing") };
        assert!((20_000.0..24_000.0).contains(&mechelen.metres_to(antwerp)), "{}", mechelen.metres_to(antwerp));
        assert!((45_000.0..58_000.0).contains(&mechelen.metres_to(ghent)), "{}", mechelen.metres_to(ghent));
        assert!(mechelen.metres_to(mechelen) < 1.0);
        assert!(of(1931).is_some() && of(9999).is_none());
    }

    #[test]
    fn neighbours_by_number_lie_near() {
        for code in [1910, 2500, 2801, 2811, 2820, 2850, 2860, 2570, 2580] {
            let far = of(code).zip(of(2800)).map(|(one, other)| one.metres_to(other));
            assert!(far.is_some_and(|metres| metres < 25_000.0), "{code}: {far:?}");
        }
    }
}
