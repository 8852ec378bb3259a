//! The OpenAPI 3.1 document, made from the handlers. Committed in `api-spec/`; a test fails when the two differ.

use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::domain::access::Scope;
use crate::web::{api, hsds};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Netsterk",
        description = "Case management and referral routing for a contact point between schools and welfare services.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    modifiers(&Security),
    security(("oauth" = [])),
    components(schemas(
        api::alerts::AlertQuery,
        api::audit::AuditQuery,
        api::events::EventQuery,
        api::signals::SignalQuery,
        crate::usecases::alert::transition::MoveAlert,
        crate::usecases::signal::decide::DecideSignal,
        crate::usecases::signal::report::ReportAbsences,
        api::cases::CaseQuery,
        api::map::ServiceQuery,
        api::map::NameQuery,
        api::entries::PageQuery,
        api::entries::LocationQuery,
        api::needs::NeedQuery,
        crate::usecases::need::put::PutNeed,
        api::map_care::ProposalQuery,
        api::map_care::DuplicateQuery,
        crate::domain::socialmap::entry_schema::Written,
        crate::usecases::map::capacity::SayCapacity,
        crate::usecases::map::confirm::ConfirmEntry,
        crate::usecases::map::proposal::Propose,
        crate::usecases::map::decide::DecideProposal,
        crate::usecases::map::duplicates::TellApart,
        crate::usecases::map::merge::MergeEntries,
        crate::usecases::map::undo::UndoMapMerge,
        hsds::lists::HsdsServiceQuery,
        hsds::lists::HsdsPlaceQuery,
        hsds::lists::HsdsOrganizationsQuery,
        hsds::lists::HsdsTaxonomyQuery,
        hsds::lists::HsdsTermQuery,
        hsds::one::HsdsOrganizationQuery,
        crate::usecases::suggestion::ask::Ask,
        crate::usecases::case::open::OpenCase,
        crate::usecases::case::change::ChangeCase,
        crate::usecases::case::note::AddNote,
        crate::usecases::case::transition::MoveCase,
        api::targets::TargetQuery,
        api::targets::CountedQuery,
        api::subscriptions::SubscriptionQuery,
        api::outbox::OutboxQuery,
        api::reports::ReportQuery,
        api::phrases::PhraseQuery,
        crate::usecases::phrase::add::AddPhrase,
        crate::usecases::subscription::Subscribe,
        api::handovers::HandoverQuery,
        api::families::MatchQuery,
        crate::usecases::handover::draft::DraftHandover,
        crate::usecases::handover::transition::Command,
        crate::usecases::family::register::RegisterFamily,
        crate::usecases::family::merge::MergeFamily,
        crate::usecases::family::merge::UndoMerge,
        crate::usecases::consent::give::GiveConsent,
        crate::usecases::consent::withdraw::WithdrawConsent,
        crate::usecases::agreement::put::RecordAgreement,
        crate::web::problem::Problem,
    )),
    paths(
        api::health::live,
        api::health::ready,
        api::health::metrics,
        api::health::openapi,
        api::oauth::token,
        api::oauth::jwks,
        api::oauth::metadata,
        api::cases::list,
        api::cases::open,
        api::cases::read,
        api::cases::change,
        api::cases::note,
        api::cases::timeline,
        api::cases::transition,
        api::handovers::draft,
        api::handovers::list,
        api::handovers::read,
        api::handovers::history,
        api::handovers::transition,
        api::families::register,
        api::families::matches,
        api::families::read,
        api::families::merge,
        api::families::consent,
        api::families::undo,
        api::families::withdraw,
        api::agreements::read,
        api::agreements::record,
        api::targets::list,
        api::targets::read,
        api::targets::families,
        api::targets::chart,
        api::subscriptions::list,
        api::subscriptions::subscribe,
        api::subscriptions::read,
        api::subscriptions::end,
        api::unsubscribe::show,
        api::unsubscribe::end,
        api::outbox::list,
        api::signals::list,
        api::signals::report,
        api::signals::import,
        api::signals::read,
        api::signals::transition,
        api::alerts::list,
        api::alerts::read,
        api::alerts::transition,
        api::events::read,
        api::audit::list,
        api::suggestions::for_case,
        api::needs::list,
        api::needs::read,
        api::needs::put,
        api::suggestions::criteria,
        api::phrases::list,
        api::phrases::add,
        api::phrases::remove,
        api::reports::gaps,
        api::reports::choices,
        api::suggestions::ask,
        api::map::services,
        api::map::service,
        api::map::organizations,
        api::map::organization,
        api::map::schools,
        api::entries::create_service,
        api::entries::change_service,
        api::entries::retire_service,
        api::entries::service_history,
        api::entries::confirm_service,
        api::entries::capacity,
        api::entries::say_capacity,
        api::entries::create_organization,
        api::entries::change_organization,
        api::entries::retire_organization,
        api::entries::organization_history,
        api::entries::confirm_organization,
        api::entries::locations,
        api::entries::create_location,
        api::entries::location,
        api::entries::change_location,
        api::entries::retire_location,
        api::entries::location_history,
        api::map_care::proposals,
        api::map_care::propose,
        api::map_care::read_proposal,
        api::map_care::decide_proposal,
        api::map_care::duplicates,
        api::map_care::tell_apart,
        api::map_care::merges,
        api::map_care::merge,
        api::map_care::undo_merge,
        api::confirm_link::show,
        api::confirm_link::confirm,
        hsds::meta::root,
        hsds::meta::index,
        hsds::meta::profile,
        hsds::lists::services,
        hsds::one::service,
        hsds::lists::organizations,
        hsds::one::organization,
        hsds::lists::service_at_locations,
        hsds::one::service_at_location,
        hsds::lists::taxonomies,
        hsds::one::taxonomy,
        hsds::lists::taxonomy_terms,
        hsds::one::taxonomy_term,
    )
)]
struct Document;

/// How a client gets in.
struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scopes = Scopes::from_iter(Scope::ALL.iter().map(|scope| (scope.as_str(), scope.as_str())));
        let flow = Flow::ClientCredentials(ClientCredentials::new("/oauth/token", scopes));
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("oauth", SecurityScheme::OAuth2(OAuth2::new([flow])));
    }
}

/// The document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// The document as it is committed: pretty JSON with a newline at the end.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn text() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&document())? + "\n")
}
