//! `/unsubscribe/{token}`: the link in the weekly mail. Looking changes nothing, because mail scanners follow links; the
//! button, or the mail reader's own one-click request (RFC 8058), ends the subscription.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::usecases::ctx::Ctx;
use crate::usecases::subscription as usecase;
use crate::web::answer::blocking;
use crate::web::problem::{Failure, Problem};

/// A page with a button.
#[utoipa::path(get, path = "/unsubscribe/{token}", tag = "targets", security(()), params(("token" = String, Path)), responses(
    (status = 200, description = "A page with a button", body = String, content_type = "text/html"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn show(ctx: web::Data<Ctx>, token: web::Path<String>) -> Result<HttpResponse, Failure> {
    let running = blocking(move || usecase::is_running(&ctx, &token)).await?;
    Ok(if running { html(ASK) } else { html(DONE) })
}

/// Ends the subscription; a second time changes nothing.
#[utoipa::path(post, path = "/unsubscribe/{token}", tag = "targets", security(()), params(("token" = String, Path)), responses(
    (status = 200, description = "Ended", body = String, content_type = "text/html"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn end(ctx: web::Data<Ctx>, token: web::Path<String>) -> Result<HttpResponse, Failure> {
    blocking(move || usecase::end_by_token(&ctx, &token)).await?;
    Ok(html(DONE))
}

const ASK: &str = "<p>Wilt u het weekbericht niet meer ontvangen?</p>\
    <form method=\"post\"><button type=\"submit\" style=\"font:inherit;padding:.5rem 1rem\">Schrijf mij uit</button></form>\
    <p lang=\"en\">Press the button to stop receiving the weekly mail.</p>";
const DONE: &str = "<p>U bent uitgeschreven. U krijgt het weekbericht niet meer.</p>\
    <p lang=\"en\">You are unsubscribed from the weekly mail.</p>";

fn html(words: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .content_type("text/html; charset=utf-8")
        .body(format!(
            "<!DOCTYPE html><html lang=\"nl-BE\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Weekbericht</title></head>\
             <body style=\"max-width:36rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.5 system-ui,sans-serif\">{words}</body></html>"
        ))
}
