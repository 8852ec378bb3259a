//! In which of our languages the caller reads: `Accept-Language`, Dutch where it names neither.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use crate::domain::language::Language;
use crate::web::problem::Failure;

/// The language of the answer.
pub struct Spoken(pub Language);

impl FromRequest for Spoken {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        ready(Ok(Self(value.map_or(Language::Dutch, preferred))))
    }
}

/// The language with the highest weight (RFC 9110, section 12.5.4); the first of equals.
fn preferred(header: &str) -> Language {
    let mut best = (Language::Dutch, 0.0);
    for range in header.split(',').take(50) {
        let (tag, weight) = range.split_once(";q=").map_or((range, Some(1.0)), |(tag, q)| (tag, q.trim().parse().ok()));
        let weight: f32 = weight.unwrap_or(0.0);
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        if let Ok(language) = primary.parse::<Language>()
            && weight > best.1
        {
            best = (language, weight);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_of_ours_is_taken_and_dutch_where_there_is_none() {
        for (header, language) in [
            ("en", Language::English),
            ("nl-BE,nl;q=0.9,en;q=0.8", Language::Dutch),
            ("fr, en;q=0.5, nl;q=0.4", Language::English),
            ("fr", Language::Dutch),
            ("en;q=x", Language::Dutch),
            ("", Language::Dutch),
        ] {
            assert_eq!(preferred(header), language, "{header}");
        }
    }
}
