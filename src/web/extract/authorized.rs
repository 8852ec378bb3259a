//! The caller, in the signature of the handler: `Authorized<CasesRead>` can only be had with that scope.
//! The doorkeeper has authenticated it already, by the table of routes.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::domain::access::{Principal, Scope};
use crate::usecases::error::Error;
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
    /// Read the agreement with an organisation: readers of the map, and partners their own.
    AgreementRead = [MapRead, HandoversRead],
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
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Principal>().cloned();
        ready(match known {
            // The table of routes let a caller in without the right that the handler names: refuse all the same.
            Some(principal) if !R::ANY_OF.iter().any(|scope| principal.has(*scope)) => {
                Err(Error::MissingScope(R::ANY_OF[0]).into())
            }
            Some(principal) => Ok(Self { principal, right: PhantomData }),
            None => Err(Error::Unauthenticated.into()),
        })
    }
}
