//! The opaque text of a place in a list. Callers send it back as it is; what is in it is our business.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::page::{MOST, Page, Place};
use crate::usecases::error::{Error, Issue};

/// Rows of a page when the caller names no number.
const DEFAULT: i64 = 50;

/// Writes a place as a cursor.
#[must_use]
pub fn write(place: &Place) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {}", place.at, place.id))
}

/// Reads the page that a caller asks for.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that we did not write.
pub fn page(limit: Option<i64>, after: Option<&str>) -> Result<Page, Error> {
    let after = match after {
        None => None,
        Some(text) => Some(read(text).ok_or_else(|| {
            Error::Invalid(vec![Issue::query("after", "is not a cursor; send the text of `next` of the page before")])
        })?),
    };
    Ok(Page { limit: limit.unwrap_or(DEFAULT).clamp(1, MOST), after })
}

fn read(text: &str) -> Option<Place> {
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (at, id) = plain.split_once(' ')?;
    let sound = id.bytes().all(|byte| byte.is_ascii_graphic());
    sound.then_some(Place { at: at.parse().ok()?, id: id.to_owned() })
}
