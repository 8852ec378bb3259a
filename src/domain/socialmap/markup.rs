//! Markup in texts of other directories: kept as it came, but let out by the open door only when it does nothing.
//!
//! A text that holds no tag is plain and stays as it is, with its `&` and `<`. A text with tags keeps those of ordinary
//! prose. An address that a browser would run is not let out.

use std::sync::LazyLock;

use super::fields::{Field, Kind};

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::default();
    cleaner.url_schemes(["http", "https", "mailto", "tel"].into());
    cleaner.rm_tags(["img", "area", "map"]);
    cleaner
});

/// A cell as anybody may get it; `None` where nothing of it is left.
#[must_use]
pub fn harmless(field: &Field, cell: &str) -> Option<String> {
    match field.kind {
        _ if runs(field, cell) => None,
        Kind::Text if has_tag(cell) => Some(CLEANER.clean(cell).to_string()),
        _ => Some(cell.to_owned()),
    }
}

/// The address of a page as anybody may get it; `None` where a browser would run it.
#[must_use]
pub fn address(cell: &str) -> Option<String> {
    (!is_run(cell)).then(|| cell.to_owned())
}

/// Whether a cell is an address that a browser would run.
pub(super) fn runs(field: &Field, cell: &str) -> bool {
    let is_address = field.kind == Kind::Uri || field.kind == Kind::Text && matches!(field.name, "logo" | "uri");
    is_address && is_run(cell)
}

/// Whether a `<` begins something that a browser takes for a tag, a comment or the like.
fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        text[at + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
    })
}

/// Whether following the address runs something.
fn is_run(address: &str) -> bool {
    let plain: String = address.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect();
    let plain = plain.to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:", "file:", "blob:"].iter().any(|scheme| plain.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::fields::fields;
    use super::super::object::Object;
    use super::*;

    fn shown(column: &str, cell: &str) -> Option<String> {
        let field = fields(Object::Organization).iter().find(|field| field.name == column);
        field.and_then(|field| harmless(field, cell))
    }

    #[rstest]
    #[case("Kind & Gezin", "Kind & Gezin")]
    #[case("kinderen < 12 jaar & ouders", "kinderen < 12 jaar & ouders")]
    #[case("<p>Hulp <b>thuis</b></p>", "<p>Hulp <b>thuis</b></p>")]
    #[case("a<script>alert(1)</script>b", "ab")]
    #[case("<img src=x onerror=alert(1)>b", "b")]
    #[case("<a href=\"javascript:alert(1)\" onclick=x>b</a>", "<a rel=\"noopener noreferrer\">b</a>")]
    #[case("<iframe src=//evil.example></iframe>", "")]
    #[case("a<!-- x -->b", "ab")]
    fn prose_stays_and_what_acts_goes(#[case] text: &str, #[case] left: &str) {
        assert_eq!(shown("description", text).as_deref(), Some(left));
    }

    #[test]
    fn an_address_that_runs_is_not_let_out() {
        assert_eq!(shown("website", "JavaScript:alert(1)"), None);
        assert_eq!(shown("logo", "data:image/svg+xml,<svg onload=alert(1)>"), None);
        assert_eq!(shown("website", "https://a.example/").as_deref(), Some("https://a.example/"));
    }
}
