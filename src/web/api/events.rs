//! `/v1/events`: the feed, as CloudEvents.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::usecases::ctx::Ctx;
use crate::usecases::error::Issue;
use crate::usecases::event::read::read as read_feed;
use crate::usecases::event::view::CloudEvent;
use crate::web::answer::blocking;
use crate::web::extract::authorized::EventsRead;
use crate::web::extract::{Authorized, Query};
use crate::web::problem::{Failure, Problem};

/// Events of a page when the caller names no number.
const DEFAULT: i64 = 50;

/// Which part of the feed is wanted.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Cursor: `next` of the page before. From the beginning when not given.
    #[schema(max_length = 64)]
    after: Option<String>,
    /// Types, separated by commas; `alert.raised` stands for `be.netsterk.v1.alert.raised`.
    #[schema(max_items = 50)]
    types: Option<Vec<String>>,
    /// Events of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// Events in order.
    items: Vec<CloudEvent>,
    /// Where to continue: send it as `after`. There even at the end, for the next poll.
    next: String,
    /// How many events the whole feed has for this caller and these types.
    total: i64,
}

/// The feed of the caller, oldest first. Keep `next` and ask again: nothing is missed and nothing comes twice.
#[utoipa::path(get, path = "/v1/events", tag = "events", params(EventQuery), responses(
    (status = 200, description = "A page of the feed", body = EventPage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn read(
    ctx: web::Data<Ctx>,
    caller: Authorized<EventsRead>,
    Query(query): Query<EventQuery>,
) -> Result<HttpResponse, Failure> {
    let after = match &query.after {
        None => 0,
        Some(text) => {
            position(text).ok_or_else(|| Issue::query("after", "is not a cursor; send the text of `next`"))?
        }
    };
    let types: Vec<String> = query.types.unwrap_or_default().into_iter().filter(|kind| !kind.is_empty()).collect();
    let limit = query.limit.unwrap_or(DEFAULT);
    let stretch = blocking(move || read_feed(&ctx, &caller.principal, after, &types, limit)).await?;
    let page = EventPage { items: stretch.items, next: cursor(stretch.next), total: stretch.total };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(page))
}

fn cursor(position: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("e{position}"))
}

fn position(cursor: &str) -> Option<i64> {
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    plain.strip_prefix('e')?.parse().ok().filter(|position| *position >= 0)
}

#[cfg(test)]
mod tests {
    use super::{cursor, position};

    #[test]
    fn a_cursor_comes_back_as_its_position_and_nothing_else_does() {
        for value in [0, 1, i64::MAX] {
            assert_eq!(position(&cursor(value)), Some(value));
        }
        for text in ["", "e5", "ZS0x", "///", "MjAyNi0xMS0yMg"] {
            assert_eq!(position(text), None, "{text}");
        }
    }
}
