//! `/m/{token}`: the link in the mail that asks whether entries of the map are still right. Looking changes nothing,
//! because mail scanners follow links; the button confirms. A page without scripts, in the reader's language.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::language::Language;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::map::link::{self, Asked, Behind};
use crate::web::answer::blocking;
use crate::web::extract::form::Form;
use crate::web::extract::language::Spoken;
use crate::web::problem::{Failure, Problem};

/// A page with the entries and a button.
#[utoipa::path(get, path = "/m/{token}", tag = "social map", security(()), params(("token" = String, Path)), responses(
    (status = 200, description = "A page with a button", body = String, content_type = "text/html"),
    (status = 404, description = "No such link", body = String, content_type = "text/html"),
    (status = 410, description = "The link has expired", body = String, content_type = "text/html"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn show(ctx: web::Data<Ctx>, token: web::Path<String>, spoken: Spoken) -> Result<HttpResponse, Failure> {
    let behind = blocking(move || known(link::look(&ctx, &token))).await?;
    page(behind, spoken.0, false)
}

/// Confirms the entries that are ticked; a second time changes nothing.
#[utoipa::path(post, path = "/m/{token}", tag = "social map", security(()), params(("token" = String, Path)), responses(
    (status = 200, description = "A page that says so", body = String, content_type = "text/html"),
    (status = 404, description = "No such link", body = String, content_type = "text/html"),
    (status = 410, description = "The link has expired", body = String, content_type = "text/html"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm(
    ctx: web::Data<Ctx>,
    token: web::Path<String>,
    spoken: Spoken,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let ticked = fields.unwrap_or_default().into_iter().filter(|(name, _)| name == "entry");
    let ticked: Vec<String> = ticked.map(|(_, id)| id).collect();
    let behind = blocking(move || known(link::confirm(&ctx, &token, &ticked))).await?;
    page(behind, spoken.0, true)
}

/// A link that we did not make is not a fault of whoever follows it: it gets a page, too.
fn known(behind: Result<Behind, Error>) -> Result<Option<Behind>, Error> {
    match behind {
        Ok(behind) => Ok(Some(behind)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the page says, in one language.
struct Words {
    title: &'static str,
    ask: &'static str,
    checked: &'static str,
    never: &'static str,
    button: &'static str,
    wrong: &'static str,
    done: &'static str,
    thanks: &'static str,
    none_ticked: &'static str,
    nothing: &'static str,
    expired: &'static str,
    unknown: &'static str,
}

const DUTCH: Words = Words {
    title: "Klopt dit nog?",
    ask: "Vink aan wat nog klopt, en bevestig. Meer hoeft niet.",
    checked: "laatst nagekeken op",
    never: "nog nooit nagekeken",
    button: "Ja, dit klopt nog",
    wrong: "Klopt er iets niet meer? Laat het vinkje dan weg en antwoord op de mail, dan passen we het aan.",
    done: "Bevestigd",
    thanks: "Dank u! Wat u bevestigde, staat vanaf nu als nagekeken in de sociale kaart.",
    none_ticked: "U vinkte niets aan. Er is niets veranderd.",
    nothing: "Er is niets meer na te kijken: iemand was u voor, of u bent voor deze diensten niet meer de contactpersoon.",
    expired: "Deze link is verlopen. U hoeft niets te doen: staat er nog iets open, dan krijgt u begin volgende maand \
              een nieuwe mail. Wilt u het nu al doorgeven? Antwoord dan op de mail.",
    unknown: "Deze link kennen we niet. Kopieer hem nog eens volledig uit de mail, of antwoord op de mail.",
};

const ENGLISH: Words = Words {
    title: "Is this still right?",
    ask: "Tick what is still right, and confirm. That is all.",
    checked: "last checked on",
    never: "never checked",
    button: "Yes, this is still right",
    wrong: "Something is not right any more? Leave the tick out and answer the mail; we will mend it.",
    done: "Confirmed",
    thanks: "Thank you! What you confirmed now counts as checked in the social map.",
    none_ticked: "You ticked nothing. Nothing has changed.",
    nothing: "There is nothing left to check: somebody was faster, or you are no longer the contact for these services.",
    expired: "This link has expired. You need not do anything: if something is left to check, a new mail comes at the \
              beginning of next month. To let us know now, answer the mail.",
    unknown: "We do not know this link. Copy it from the mail once more, in full, or answer the mail.",
};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{ words.title }}</title>
<style>
body { max-width: 38rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.5 system-ui, sans-serif; color: #1d2423; background: #fff }
ul { list-style: none; padding: 0 }
li { padding: .75rem 0; border-bottom: 1px solid #d9dedd }
label { display: flex; gap: .75rem }
input { width: 1.4rem; height: 1.4rem; flex: none }
small { display: block; color: #3b4644 }
button { font: inherit; padding: .75rem 1.5rem; border: 0; border-radius: .3rem; color: #fff; background: #0b5c5a }
button:focus-visible, input:focus-visible { outline: 3px solid #1d2423; outline-offset: 2px }
</style>
</head>
<body>
<main>
<h1>{{ words.title }}</h1>
{%- if !said.is_empty() %}
<p role="status"><strong>{{ said }}</strong></p>
{%- endif %}
{%- if !open.is_empty() %}
<form method="post">
<p>{{ words.ask }}</p>
<ul>
{%- for entry in open %}
<li><label><input type="checkbox" name="entry" value="{{ entry.id }}" checked> <span>{{ entry.service }}<small>{{ entry.organization }} · {% if let Some(day) = entry.checked %}{{ words.checked }} {{ day.format("%d/%m/%Y") }}{% else %}{{ words.never }}{% endif %}</small></span></label></li>
{%- endfor %}
</ul>
<p><button type="submit">{{ words.button }}</button></p>
<p>{{ words.wrong }}</p>
</form>
{%- endif %}
{%- if !done.is_empty() %}
<h2>{{ words.done }}</h2>
<ul>
{%- for entry in done %}
<li>{{ entry.service }}<small>{{ entry.organization }}</small></li>
{%- endfor %}
</ul>
{%- endif %}
</main>
</body>
</html>
"#
)]
struct Page<'a> {
    language: &'a str,
    words: &'a Words,
    said: &'a str,
    open: Vec<&'a Asked>,
    done: Vec<&'a Asked>,
}

fn page(behind: Option<Behind>, language: Language, posted: bool) -> Result<HttpResponse, Failure> {
    let (words, tongue) = match language {
        Language::Dutch => (&DUTCH, "nl-BE"),
        Language::English => (&ENGLISH, "en"),
    };
    let (status, entries) = match &behind {
        Some(Behind::Entries(entries)) => (StatusCode::OK, entries.as_slice()),
        Some(Behind::Expired) => (StatusCode::GONE, &[][..]),
        None => (StatusCode::NOT_FOUND, &[][..]),
    };
    let (done, open): (Vec<&Asked>, Vec<&Asked>) = entries.iter().partition(|entry| entry.is_done);
    let said = match &behind {
        None => words.unknown,
        Some(Behind::Expired) => words.expired,
        Some(Behind::Entries(_)) if entries.is_empty() => words.nothing,
        Some(Behind::Entries(_)) if !done.is_empty() && (posted || open.is_empty()) => words.thanks,
        Some(Behind::Entries(_)) if posted => words.none_ticked,
        Some(Behind::Entries(_)) => "",
    };
    let html = Page { language: tongue, words, said, open, done }.render();
    let html = html.map_err(|error| Failure::from(Error::Internal(error.to_string())))?;
    Ok(HttpResponse::build(status)
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_LANGUAGE, tongue))
        .insert_header((header::VARY, "Accept-Language"))
        .content_type("text/html; charset=utf-8")
        .body(html))
}
