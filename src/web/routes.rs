//! The whole table of doors on one page: method, address, who may knock, handler.
//!
//! The OpenAPI document, the rights test and the server are all held against it.

use actix_web::{Route, web};
use utoipa_swagger_ui::SwaggerUi;

use crate::domain::access::Scope;
use crate::web::api::{
    agreements, alerts, audit, cases, confirm_link, entries, events, families, handovers, health, map, map_care, needs,
    oauth, outbox, phrases, reports, signals, subscriptions, suggestions, targets, unsubscribe,
};
use crate::web::hsds;

/// Who may knock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// A caller with at least one of these scopes.
    AnyOf(&'static [Scope]),
}

/// One door.
pub struct Row {
    /// HTTP method.
    pub method: &'static str,
    /// Address pattern.
    pub path: &'static str,
    /// Who may knock.
    pub access: Access,
    route: fn() -> Route,
}

macro_rules! table {
    ($($method:ident $path:literal $access:tt => $handler:path;)+) => {
        /// Every door, grouped by address.
        pub const TABLE: &[Row] = &[$(Row {
            method: stringify!($method),
            path: $path,
            access: table!(@access $access),
            route: || table!(@route $method).to($handler),
        }),+];
    };
    (@access open) => { Access::Open };
    (@access [$($scope:ident),+]) => { Access::AnyOf(&[$(Scope::$scope),+]) };
    (@route GET) => { web::get() };
    (@route POST) => { web::post() };
    (@route PUT) => { web::put() };
    (@route PATCH) => { web::patch() };
    (@route DELETE) => { web::delete() };
}

table! {
    GET    "/health/live"                             open               => health::live;
    GET    "/health/ready"                            open               => health::ready;
    GET    "/metrics"                                 open               => health::metrics;
    GET    "/openapi.json"                            open               => health::openapi;

    POST   "/oauth/token"                             open               => oauth::token;
    GET    "/.well-known/jwks.json"                   open               => oauth::jwks;
    GET    "/.well-known/oauth-authorization-server"  open               => oauth::metadata;

    GET    "/v1/cases"                                [CasesRead]        => cases::list;
    POST   "/v1/cases"                                [CasesWrite]       => cases::open;
    GET    "/v1/cases/{id}"                           [CasesRead]        => cases::read;
    PATCH  "/v1/cases/{id}"                           [CasesWrite]       => cases::change;
    POST   "/v1/cases/{id}/notes"                     [CasesWrite]       => cases::note;
    GET    "/v1/cases/{id}/timeline"                  [CasesRead]        => cases::timeline;
    POST   "/v1/cases/{id}/transitions"               [CasesWrite]       => cases::transition;

    POST   "/v1/cases/{id}/handovers"                 [CasesWrite]       => handovers::draft;
    GET    "/v1/handovers"                            [HandoversRead]    => handovers::list;
    GET    "/v1/handovers/{id}"                       [HandoversRead]    => handovers::read;
    GET    "/v1/handovers/{id}/history"               [HandoversRead]    => handovers::history;
    POST   "/v1/handovers/{id}/transitions"           [HandoversDecide, CasesWrite] => handovers::transition;

    POST   "/v1/families"                             [FamiliesWrite]    => families::register;
    GET    "/v1/families/matches"                     [FamiliesRead]     => families::matches;
    GET    "/v1/families/{id}"                        [FamiliesRead]     => families::read;
    POST   "/v1/families/{id}/merge"                  [FamiliesWrite]    => families::merge;
    POST   "/v1/families/{id}/consents"               [FamiliesWrite]    => families::consent;
    POST   "/v1/merges/{id}/undo"                     [FamiliesWrite]    => families::undo;
    POST   "/v1/consents/{id}/withdraw"               [FamiliesWrite]    => families::withdraw;

    GET    "/v1/organizations/{id}/agreement"         [MapRead, HandoversRead] => agreements::read;
    PUT    "/v1/organizations/{id}/agreement"         [MapWrite]         => agreements::record;

    GET    "/v1/signals"                              [AlertsRead]       => signals::list;
    POST   "/v1/signals"                              [SignalsWrite]     => signals::report;
    POST   "/v1/signals/import"                       [SignalsWrite]     => signals::import;
    GET    "/v1/signals/{id}"                         [AlertsRead]       => signals::read;
    POST   "/v1/signals/{id}/transitions"             [AlertsDecide]     => signals::transition;
    GET    "/v1/alerts"                               [AlertsRead]       => alerts::list;
    GET    "/v1/alerts/{id}"                          [AlertsRead]       => alerts::read;
    POST   "/v1/alerts/{id}/transitions"              [AlertsDecide]     => alerts::transition;

    GET    "/v1/events"                               [EventsRead]       => events::read;
    GET    "/v1/audit"                                [Admin]            => audit::list;

    GET    "/v1/targets"                              [TargetsRead]      => targets::list;
    GET    "/v1/targets/{id}"                         [TargetsRead]      => targets::read;
    GET    "/v1/targets/{id}/families"                [TargetsRead]      => targets::families;
    GET    "/v1/targets/{id}/chart.svg"               [TargetsRead]      => targets::chart;
    GET    "/v1/subscriptions"                        [TargetsRead]      => subscriptions::list;
    POST   "/v1/subscriptions"                        [TargetsRead]      => subscriptions::subscribe;
    GET    "/v1/subscriptions/{id}"                   [TargetsRead]      => subscriptions::read;
    DELETE "/v1/subscriptions/{id}"                   [TargetsRead]      => subscriptions::end;
    GET    "/unsubscribe/{token}"                     open               => unsubscribe::show;
    POST   "/unsubscribe/{token}"                     open               => unsubscribe::end;
    GET    "/v1/outbox"                               [Admin]            => outbox::list;
    GET    "/v1/cases/{id}/suggestions"               [CasesRead]        => suggestions::for_case;

    GET    "/v1/needs"                                [CasesRead, MapRead] => needs::list;
    GET    "/v1/needs/{code}"                         [CasesRead, MapRead] => needs::read;
    PUT    "/v1/needs/{code}"                         [MapWrite]         => needs::put;
    GET    "/v1/needs/{code}/phrases"                 [CasesRead, MapRead] => phrases::list;
    POST   "/v1/needs/{code}/phrases"                 [MapWrite]         => phrases::add;
    DELETE "/v1/needs/{code}/phrases/{id}"            [MapWrite]         => phrases::remove;
    POST   "/v1/suggestions"                          [CasesRead, MapRead] => suggestions::ask;
    GET    "/v1/routing/criteria"                     [CasesRead, MapRead] => suggestions::criteria;

    GET    "/v1/reports/gaps"                         [TargetsRead]      => reports::gaps;
    GET    "/v1/reports/choices"                      [TargetsRead]      => reports::choices;

    GET    "/v1/services"                             [MapRead]          => map::services;
    POST   "/v1/services"                             [MapWrite]         => entries::create_service;
    GET    "/v1/services/{id}"                        [MapRead]          => map::service;
    PATCH  "/v1/services/{id}"                        [MapWrite]         => entries::change_service;
    DELETE "/v1/services/{id}"                        [MapWrite]         => entries::retire_service;
    GET    "/v1/services/{id}/history"                [MapRead]          => entries::service_history;
    POST   "/v1/services/{id}/confirm"                [MapWrite]         => entries::confirm_service;
    GET    "/v1/services/{id}/capacity"               [MapRead]          => entries::capacity;
    PUT    "/v1/services/{id}/capacity"               [MapWrite]         => entries::say_capacity;
    GET    "/v1/organizations"                        [MapRead]          => map::organizations;
    POST   "/v1/organizations"                        [MapWrite]         => entries::create_organization;
    GET    "/v1/organizations/{id}"                   [MapRead]          => map::organization;
    PATCH  "/v1/organizations/{id}"                   [MapWrite]         => entries::change_organization;
    DELETE "/v1/organizations/{id}"                   [MapWrite]         => entries::retire_organization;
    GET    "/v1/organizations/{id}/history"           [MapRead]          => entries::organization_history;
    POST   "/v1/organizations/{id}/confirm"           [MapWrite]         => entries::confirm_organization;
    GET    "/v1/locations"                            [MapRead]          => entries::locations;
    POST   "/v1/locations"                            [MapWrite]         => entries::create_location;
    GET    "/v1/locations/{id}"                       [MapRead]          => entries::location;
    PATCH  "/v1/locations/{id}"                       [MapWrite]         => entries::change_location;
    DELETE "/v1/locations/{id}"                       [MapWrite]         => entries::retire_location;
    GET    "/v1/locations/{id}/history"               [MapRead]          => entries::location_history;
    GET    "/v1/map/proposals"                        [MapRead]          => map_care::proposals;
    POST   "/v1/map/proposals"                        [MapWrite]         => map_care::propose;
    GET    "/v1/map/proposals/{id}"                   [MapRead]          => map_care::read_proposal;
    POST   "/v1/map/proposals/{id}/transitions"       [MapWrite]         => map_care::decide_proposal;
    GET    "/v1/map/duplicates"                       [MapRead]          => map_care::duplicates;
    POST   "/v1/map/duplicates/dismissals"            [MapWrite]         => map_care::tell_apart;
    GET    "/v1/map/merges"                           [MapRead]          => map_care::merges;
    POST   "/v1/map/merges"                           [MapWrite]         => map_care::merge;
    POST   "/v1/map/merges/{id}/undo"                 [MapWrite]         => map_care::undo_merge;
    GET    "/m/{token}"                               open               => confirm_link::show;
    POST   "/m/{token}"                               open               => confirm_link::confirm;
    GET    "/v1/schools"                              [MapRead]          => map::schools;

    GET    "/hsds"                                    open               => hsds::meta::root;
    GET    "/hsds/"                                   open               => hsds::meta::index;
    GET    "/hsds/profile"                            open               => hsds::meta::profile;
    GET    "/hsds/services"                           open               => hsds::lists::services;
    GET    "/hsds/services/{id}"                      open               => hsds::one::service;
    GET    "/hsds/organizations"                      open               => hsds::lists::organizations;
    GET    "/hsds/organizations/{id}"                 open               => hsds::one::organization;
    GET    "/hsds/service_at_locations"               open               => hsds::lists::service_at_locations;
    GET    "/hsds/service_at_locations/{id}"          open               => hsds::one::service_at_location;
    GET    "/hsds/taxonomies"                         open               => hsds::lists::taxonomies;
    GET    "/hsds/taxonomies/{id}"                    open               => hsds::one::taxonomy;
    GET    "/hsds/taxonomy_terms"                     open               => hsds::lists::taxonomy_terms;
    GET    "/hsds/taxonomy_terms/{id}"                open               => hsds::one::taxonomy_term;
}

/// Registers every door. Rows with the same address stand together, so that a wrong method is answered with 405.
pub fn register(config: &mut web::ServiceConfig) {
    let mut rows = TABLE.iter().peekable();
    while let Some(row) = rows.next() {
        let mut resource = web::resource(row.path).route((row.route)());
        while let Some(same) = rows.next_if(|next| next.path == row.path) {
            resource = resource.route((same.route)());
        }
        config.service(resource);
    }
    config.service(web::redirect("/docs", "/docs/"));
    config.service(docs());
}

/// The document for people, readable without the internet.
fn docs() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json"))
}
