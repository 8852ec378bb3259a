//! Entries of the map, written: `POST`, `PATCH` and `DELETE` of services, organisations and locations; their history; "this
//! is still right"; the room of a service.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::page::Page;
use crate::domain::socialmap::entry::EntryKind;
use crate::domain::socialmap::entry_schema::{
    LocationChange, NewLocation, NewOrganization, NewService, OrganizationChange, ServiceChange, Written,
};
use crate::usecases::ctx::Ctx;
use crate::usecases::map::capacity::{self, CapacityView, SayCapacity};
use crate::usecases::map::confirm::{ConfirmEntry, Confirmed};
use crate::usecases::map::entry::EntryView;
use crate::usecases::map::history::ChangeView;
use crate::usecases::map::locations::{LocationFilter, LocationView};
use crate::usecases::map::{change, confirm, history, locations};
use crate::web::answer::{PageOf, blocking, created, fresh_whole, ok, page};
use crate::web::cursor;
use crate::web::extract::authorized::{MapRead, MapWrite};
use crate::web::extract::{Authorized, Body, IfMatch, IfNoneMatch, Keyed, Query};
use crate::web::problem::{Failure, Problem};

/// A page of a list, without filters.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

impl PageQuery {
    /// The page that is asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::usecases::error::Error) for a cursor that we did not write.
    pub fn page(&self) -> Result<Page, Failure> {
        Ok(cursor::page(self.limit, self.after.as_deref())?)
    }
}

/// Filters of the list of locations.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct LocationQuery {
    /// A part of the name.
    #[schema(max_length = 500)]
    q: Option<String>,
    /// One organisation.
    #[schema(max_length = 64)]
    organization_id: Option<String>,
    /// Cursor: `next` of the page before.
    #[schema(max_length = 200)]
    after: Option<String>,
    /// Rows of the page, 50 when not given.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

async fn make(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    body: Keyed<Written>,
    kind: EntryKind,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || change::create(&ctx, &caller.principal, kind, &body.value.0, Some(&body.key))).await?;
    Ok(created(&kind.path(&view.id), view.version, &view))
}

async fn alter(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: String,
    version: i32,
    body: Written,
    kind: EntryKind,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || change::change(&ctx, &caller.principal, kind, &id, version, &body.0)).await?;
    Ok(ok(view.version, &view))
}

async fn end(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: String,
    version: i32,
    kind: EntryKind,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || change::retire(&ctx, &caller.principal, kind, &id, version)).await?;
    Ok(ok(view.version, &view))
}

async fn told(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    id: String,
    query: PageQuery,
    kind: EntryKind,
) -> Result<HttpResponse, Failure> {
    let wanted = query.page()?;
    let (listed, next) = blocking(move || history::history(&ctx, &caller.principal, kind, &id, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// Writes a new service.
#[utoipa::path(post, path = "/v1/services", tag = "social map", request_body = NewService,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The service", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn create_service(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    body: Keyed<Written>,
) -> Result<HttpResponse, Failure> {
    make(ctx, caller, body, EntryKind::Service).await
}

/// Changes a service. The team does; a partner proposes.
#[utoipa::path(patch, path = "/v1/services/{id}", tag = "social map", request_body = ServiceChange,
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The service", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn change_service(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<Written>,
) -> Result<HttpResponse, Failure> {
    alter(ctx, caller, id.into_inner(), version, body, EntryKind::Service).await
}

/// Retires a service: it becomes inactive, and stays readable.
#[utoipa::path(delete, path = "/v1/services/{id}", tag = "social map",
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The service, inactive", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn retire_service(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
) -> Result<HttpResponse, Failure> {
    end(ctx, caller, id.into_inner(), version, EntryKind::Service).await
}

/// What was changed in a service, the newest first.
#[utoipa::path(get, path = "/v1/services/{id}/history", tag = "social map", params(("id" = String, Path), PageQuery), responses(
    (status = 200, description = "A page of changes", body = PageOf<ChangeView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn service_history(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    id: web::Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    told(ctx, caller, request, id.into_inner(), query, EntryKind::Service).await
}

/// Says that a service is still right, as of today. The partner itself may, and the team.
#[utoipa::path(post, path = "/v1/services/{id}/confirm", tag = "social map", request_body = ConfirmEntry,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "Confirmed", body = Confirmed),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm_service(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    body: Keyed<ConfirmEntry>,
) -> Result<HttpResponse, Failure> {
    let kind = EntryKind::Service;
    let done = blocking(move || confirm::confirm(&ctx, &caller.principal, kind, &id, Some(&body.key))).await?;
    Ok(HttpResponse::Ok().json(done))
}

/// The room of a service; `unknown` where nothing was said for thirty days.
#[utoipa::path(get, path = "/v1/services/{id}/capacity", tag = "social map", params(("id" = String, Path)), responses(
    (status = 200, description = "The room", body = CapacityView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn capacity(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || capacity::read(&ctx, &caller.principal, &id)).await?;
    Ok(fresh_whole(&known, view.version, &view))
}

/// Says what room a service has. The partner itself may, and the team.
#[utoipa::path(put, path = "/v1/services/{id}/capacity", tag = "social map", request_body = SayCapacity,
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The room", body = CapacityView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn say_capacity(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(command): Body<SayCapacity>,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || capacity::say(&ctx, &caller.principal, &id, version, &command)).await?;
    Ok(ok(view.version, &view))
}

/// Writes a new organisation.
#[utoipa::path(post, path = "/v1/organizations", tag = "social map", request_body = NewOrganization,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The organisation", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn create_organization(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    body: Keyed<Written>,
) -> Result<HttpResponse, Failure> {
    make(ctx, caller, body, EntryKind::Organization).await
}

/// Changes an organisation. The team does; a partner proposes.
#[utoipa::path(patch, path = "/v1/organizations/{id}", tag = "social map", request_body = OrganizationChange,
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The organisation", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn change_organization(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<Written>,
) -> Result<HttpResponse, Failure> {
    alter(ctx, caller, id.into_inner(), version, body, EntryKind::Organization).await
}

/// Retires an organisation with its services: all stays readable, nothing is offered.
#[utoipa::path(delete, path = "/v1/organizations/{id}", tag = "social map",
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The organisation, retired", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn retire_organization(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
) -> Result<HttpResponse, Failure> {
    end(ctx, caller, id.into_inner(), version, EntryKind::Organization).await
}

/// What was changed in an organisation, the newest first.
#[utoipa::path(get, path = "/v1/organizations/{id}/history", tag = "social map", params(("id" = String, Path), PageQuery),
    responses(
    (status = 200, description = "A page of changes", body = PageOf<ChangeView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn organization_history(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    id: web::Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    told(ctx, caller, request, id.into_inner(), query, EntryKind::Organization).await
}

/// Says that every active service of an organisation is still right, as of today.
#[utoipa::path(post, path = "/v1/organizations/{id}/confirm", tag = "social map", request_body = ConfirmEntry,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), responses(
    (status = 200, description = "Confirmed", body = Confirmed),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm_organization(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    body: Keyed<ConfirmEntry>,
) -> Result<HttpResponse, Failure> {
    let kind = EntryKind::Organization;
    let done = blocking(move || confirm::confirm(&ctx, &caller.principal, kind, &id, Some(&body.key))).await?;
    Ok(HttpResponse::Ok().json(done))
}

/// Locations, by name.
#[utoipa::path(get, path = "/v1/locations", tag = "social map", params(LocationQuery), responses(
    (status = 200, description = "A page of locations", body = PageOf<LocationView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn locations(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    Query(query): Query<LocationQuery>,
) -> Result<HttpResponse, Failure> {
    let wanted = cursor::page(query.limit, query.after.as_deref())?;
    let filter = LocationFilter { words: query.q, organization_id: query.organization_id };
    let (listed, next) = blocking(move || locations::list(&ctx, &caller.principal, &filter, &wanted)).await?;
    Ok(page(&request, listed, next.as_ref()))
}

/// One location.
#[utoipa::path(get, path = "/v1/locations/{id}", tag = "social map", params(("id" = String, Path)), responses(
    (status = 200, description = "The location", body = EntryView),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn location(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    id: web::Path<String>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let view = blocking(move || locations::read(&ctx, &caller.principal, &id)).await?;
    Ok(fresh_whole(&known, view.version, &view))
}

/// Writes a new location.
#[utoipa::path(post, path = "/v1/locations", tag = "social map", request_body = NewLocation,
    params(("Idempotency-Key" = String, Header)), responses(
    (status = 201, description = "The location", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn create_location(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    body: Keyed<Written>,
) -> Result<HttpResponse, Failure> {
    make(ctx, caller, body, EntryKind::Location).await
}

/// Changes a location. The team does; a partner proposes.
#[utoipa::path(patch, path = "/v1/locations/{id}", tag = "social map", request_body = LocationChange,
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The location", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn change_location(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<Written>,
) -> Result<HttpResponse, Failure> {
    alter(ctx, caller, id.into_inner(), version, body, EntryKind::Location).await
}

/// Retires a location: the services that stood there leave it.
#[utoipa::path(delete, path = "/v1/locations/{id}", tag = "social map",
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, description = "The location, retired", body = EntryView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn retire_location(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapWrite>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
) -> Result<HttpResponse, Failure> {
    end(ctx, caller, id.into_inner(), version, EntryKind::Location).await
}

/// What was changed in a location, the newest first.
#[utoipa::path(get, path = "/v1/locations/{id}/history", tag = "social map", params(("id" = String, Path), PageQuery), responses(
    (status = 200, description = "A page of changes", body = PageOf<ChangeView>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn location_history(
    ctx: web::Data<Ctx>,
    caller: Authorized<MapRead>,
    request: HttpRequest,
    id: web::Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    told(ctx, caller, request, id.into_inner(), query, EntryKind::Location).await
}
