//! Tokens: RFC 6749 client credentials, RFC 7517 keys, RFC 8414 metadata.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::access::Scope;
use crate::usecases::ctx::Ctx;
use crate::usecases::keyring;
use crate::usecases::token::issue::{AccessToken, NoToken, Proof, issue};
use crate::web::answer::blocking;
use crate::web::extract::Form;
use crate::web::problem::Failure;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A token request.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `client_credentials`.
    grant_type: Option<String>,
    /// Public name of the client, unless HTTP Basic carries it.
    client_id: Option<String>,
    /// Secret, unless HTTP Basic carries it.
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
    /// A JWT signed with the client's own key.
    client_assertion: Option<String>,
    /// Scopes, separated by spaces; all granted ones when left out.
    scope: Option<String>,
}

/// A refused token request (RFC 6749 §5.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct OAuthError {
    /// `invalid_request`, `invalid_client`, `invalid_scope` or `unsupported_grant_type`.
    error: &'static str,
    /// What to do.
    error_description: String,
}

/// Gives a client an access token.
#[utoipa::path(post, path = "/oauth/token", tag = "access", security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "An access token", body = AccessToken),
        (status = 400, description = "The request is wrong", body = OAuthError),
        (status = 401, description = "The client is not known", body = OAuthError)))]
pub async fn token(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    form: Form<TokenRequest>,
) -> Result<HttpResponse, Failure> {
    let Some(form) = form.0 else {
        return Ok(refused(StatusCode::BAD_REQUEST, "invalid_request", "send application/x-www-form-urlencoded"));
    };
    if form.grant_type.as_deref() != Some("client_credentials") {
        return Ok(refused(StatusCode::BAD_REQUEST, "unsupported_grant_type", "grant_type must be client_credentials"));
    }
    let Some(proof) = proof(&request, &form).filter(Proof::is_plain) else {
        return Ok(refused(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "send client_id and client_secret, in the form or as HTTP Basic, or a client_assertion",
        ));
    };
    let scope = form.scope.clone();
    let answer = blocking(move || match issue(&ctx, &proof, scope.as_deref()) {
        Err(NoToken::Failed(error)) => Err(error),
        other => Ok(other),
    })
    .await?;
    Ok(match answer {
        Ok(token) => HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(token),
        Err(NoToken::InvalidScope(scope)) => {
            refused(StatusCode::BAD_REQUEST, "invalid_scope", &format!("not granted to this client: {scope}"))
        }
        Err(NoToken::InvalidClient | NoToken::Failed(_)) => {
            refused(StatusCode::UNAUTHORIZED, "invalid_client", "unknown client, or wrong secret or assertion")
        }
    })
}

fn proof(request: &HttpRequest, form: &TokenRequest) -> Option<Proof> {
    if let Some(assertion) = &form.client_assertion {
        return (form.client_assertion_type.as_deref() == Some(ASSERTION_TYPE))
            .then(|| Proof::Assertion(assertion.clone()));
    }
    if let Some(value) = request.headers().get(header::AUTHORIZATION) {
        let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let plain = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (client_id, secret) = plain.split_once(':')?;
        return Some(Proof::Secret { client_id: form_decoded(client_id)?, secret: form_decoded(secret)? });
    }
    Some(Proof::Secret { client_id: form.client_id.clone()?, secret: form.client_secret.clone()? })
}

/// RFC 6749 §2.3.1: the parts of HTTP Basic are form-encoded.
fn form_decoded(text: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("v={text}")).ok()?;
    pairs.into_iter().next().map(|(_, value)| value)
}

fn refused(status: StatusCode, error: &'static str, description: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"netsterk\""));
    }
    response.json(OAuthError { error, error_description: description.to_owned() })
}

/// The public keys of access tokens.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "access", security(()), responses((status = 200, description = "JWK set", body = serde_json::Value)))]
pub async fn jwks(ctx: web::Data<Ctx>) -> Result<HttpResponse, Failure> {
    let keys = blocking(move || keyring::published(&ctx)).await?;
    let keys: Vec<_> = keys
        .iter()
        .map(|key| json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.kid, "x": key.x }))
        .collect();
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "public, max-age=60")).json(json!({ "keys": keys })))
}

/// How to get a token (RFC 8414).
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", tag = "access", security(()), responses((status = 200, description = "Metadata", body = serde_json::Value)))]
pub async fn metadata(ctx: web::Data<Ctx>) -> HttpResponse {
    let base = &ctx.public_url;
    HttpResponse::Ok().json(json!({
        "issuer": base,
        "token_endpoint": format!("{base}/oauth/token"),
        "jwks_uri": format!("{base}/.well-known/jwks.json"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256", "EdDSA"],
        "scopes_supported": Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
        "service_documentation": format!("{base}/docs"),
    }))
}
