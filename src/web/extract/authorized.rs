//! The caller, in the signature of the handler: `Authorized<CasesRead>` can only be had with that scope.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};

use crate::domain::access::{Principal, Scope};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::token::authenticate::authenticate;
use crate::web::answer::blocking;
use crate::web::problem::Failure;

/// A right that a handler asks for.
pub trait Right: 'static {
    /// Scopes of which the caller needs at least one; the first is the one that a refusal names.
    const ANY_OF: &'static [Scope];
}

/// An authenticated caller that has the right `R`.
pub struct Authorized<R: Right> {
    /// The caller.
    pub principal: Principal,
    right: PhantomData<R>,
}

macro_rules! rights {
    ($($(#[$meta:meta])* $name:ident = [$($scope:ident),+]),+ $(,)?) => {$(
        $(#[$meta])*
        pub struct $name;
        impl Right for $name {
            const ANY_OF: &'static [Scope] = &[$(Scope::$scope),+];
        }
    )+};
}

rights! {
    /// Read cases.
    CasesRead = [CasesRead],
    /// Write cases.
    CasesWrite = [CasesWrite],
    /// Open identities of families.
    FamiliesRead = [FamiliesRead],
    /// Record families and consents.
    FamiliesWrite = [FamiliesWrite],
    /// Read handovers.
    HandoversRead = [HandoversRead],
    /// Take steps in handovers: as the source or as the partner.
    HandoversDecide = [HandoversDecide, CasesWrite],
    /// Read the social map.
    MapRead = [MapRead],
    /// Change the social map.
    MapWrite = [MapWrite],
    /// Read signals and alerts.
    AlertsRead = [AlertsRead],
    /// Decide on signals and alerts.
    AlertsDecide = [AlertsDecide],
    /// Report signals.
    SignalsWrite = [SignalsWrite],
    /// Read targets.
    TargetsRead = [TargetsRead],
    /// Read the event feed.
    EventsRead = [EventsRead],
    /// Administer.
    Admin = [Admin],
    /// Ask for suggestions: case readers and map readers alike.
    Suggest = [CasesRead, MapRead],
}

impl<R: Right> FromRequest for Authorized<R> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let ctx = request.app_data::<web::Data<Ctx>>().map(|data| Arc::clone(data));
        let token = bearer(request);
        let log = request.clone();
        Box::pin(async move {
            let ctx = ctx.ok_or_else(|| Error::Internal("no context".to_owned()))?;
            let token = token.ok_or(Error::Unauthenticated)?;
            let principal = blocking(move || authenticate(&ctx, &token)).await?;
            crate::web::middleware::request::note_actor(&log, &principal.client_id);
            if !R::ANY_OF.iter().any(|scope| principal.has(*scope)) {
                require(&principal, R::ANY_OF[0])?;
            }
            Ok(Self { principal, right: PhantomData })
        })
    }
}

fn bearer(request: &HttpRequest) -> Option<String> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
