//! The OpenAPI 3.1 document, made from the handlers. Committed in `api-spec/`; a test fails when the two differ.

use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::domain::access::Scope;
use crate::web::api;

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
        crate::usecases::suggestion::ask::Ask,
        crate::usecases::case::open::OpenCase,
        crate::usecases::case::change::ChangeCase,
        crate::usecases::case::note::AddNote,
        crate::usecases::case::transition::MoveCase,
        api::targets::TargetQuery,
        api::targets::CountedQuery,
        api::subscriptions::SubscriptionQuery,
        api::outbox::OutboxQuery,
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
        api::suggestions::needs,
        api::suggestions::ask,
        api::map::services,
        api::map::service,
        api::map::organizations,
        api::map::organization,
        api::map::schools,
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
