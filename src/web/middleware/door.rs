//! The doorkeeper: before a body is read, the caller must be known, not too busy, and have a scope that the table of
//! routes asks for.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use crate::domain::access::Scope;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error;
use crate::usecases::token::authenticate::authenticate;
use crate::web::answer::blocking;
use crate::web::middleware::limit::Limit;
use crate::web::middleware::request::Actor;
use crate::web::problem::{Failure, Problem};
use crate::web::routes::{Access, TABLE};

/// Lets a request through, or answers 401 or 403.
///
/// # Errors
/// Only what the framework itself raises.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let pattern = request.match_pattern();
    let row = TABLE.iter().find(|row| Some(row.path) == pattern.as_deref() && row.method == request.method().as_str());
    // No text of ours holds a NUL character, and PostgreSQL takes none.
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        let problem = match request.uri().path().contains("%00") {
            true => Problem::of_status(StatusCode::NOT_FOUND),
            false => Problem::of_status(StatusCode::BAD_REQUEST),
        };
        return Ok(request.into_response(problem.response()));
    }
    let admitted = match row.map(|row| row.access) {
        Some(Access::AnyOf(scopes)) => admit(&request, scopes).await,
        // What a stranger writes costs work: tokens, above all.
        Some(Access::Open) if request.method() != Method::GET => count(&request, address(&request)),
        Some(Access::Open) | None => Ok(()),
    };
    match admitted {
        Ok(()) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(failure) => Ok(request.into_response(failure.0.response())),
    }
}

/// Counts the request to somebody, and refuses when it is one too many.
fn count(request: &ServiceRequest, caller: String) -> Result<(), Failure> {
    let Some(limit) = request.app_data::<web::Data<Limit>>() else { return Ok(()) };
    let standing = limit.take(caller);
    request.extensions_mut().insert(standing);
    standing.admit()
}

fn address(request: &ServiceRequest) -> String {
    request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default()
}

async fn admit(request: &ServiceRequest, scopes: &[Scope]) -> Result<(), Failure> {
    let ctx = request.app_data::<web::Data<Ctx>>().map(|data| Arc::clone(data));
    let ctx = ctx.ok_or_else(|| error::Error::Internal("no context".to_owned()))?;
    let token = bearer(request).ok_or(error::Error::Unauthenticated)?;
    let principal = blocking(move || authenticate(&ctx, &token)).await?;
    request.extensions_mut().insert(Actor(principal.client_id.clone()));
    count(request, principal.client_id.clone())?;
    if !scopes.iter().any(|scope| principal.has(*scope)) {
        // The first scope is the one that a refusal names.
        require(&principal, scopes[0])?;
    }
    request.extensions_mut().insert(principal);
    Ok(())
}

fn bearer(request: &ServiceRequest) -> Option<String> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
