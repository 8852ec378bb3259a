//! `/hsds/{kind}`: pages of a list, or all of it as lines. The parameters are those of HSDS 3.0, in its own spelling.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::moment::Moment;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};
use crate::usecases::hsds::filter::{Filter, TermFilter};
use crate::usecases::hsds::list::{Form, HsdsPage, OrganizationForm, Wanted};
use crate::web::extract::{IfNoneMatch, Query};
use crate::web::hsds::answer::{Format, Part, listed};
use crate::web::problem::{Failure, Problem};

macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Default, Deserialize, IntoParams, ToSchema, Validate)]
        #[serde(deny_unknown_fields, default)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            /// Words that must be there.
            #[schema(max_length = 500)]
            search: Option<String>,
            /// Number of the page, from 1.
            #[schema(minimum = 1, maximum = 1_000_000)]
            page: Option<i64>,
            /// Rows of a page, 50 when not given. With `full` at most 100; with `full_service` at most 10, and 10 when
            /// not given.
            #[schema(minimum = 1, maximum = 1000)]
            per_page: Option<i64>,
            /// `json`: a page. `ndjson`: everything, one row a line, without pages.
            format: Option<Format>,
            $($(#[$field_meta])* $field: $kind,)*
        }
        impl $name {
            fn part(&self, whole: bool) -> Part {
                Part { page: self.page, per_page: self.per_page, format: self.format, whole }
            }
        }
    )+};
}

lists! {
    /// Filters of the list of services; each narrows what the others left.
    HsdsServiceQuery {
        /// With this term.
        #[schema(max_length = 64)]
        taxonomy_term_id: Option<String>,
        /// With any term of this taxonomy.
        #[schema(max_length = 64)]
        taxonomy_id: Option<String>,
        /// Of this organisation.
        #[schema(max_length = 64)]
        organization_id: Option<String>,
        /// Changed at this time (RFC 3339, or a date) or later. A service that does not say when it changed is there too.
        #[schema(max_length = 40)]
        modified_after: Option<String>,
        /// Only `id`, `last_modified` and `modified_date`; everything on one page unless `per_page` is given.
        minimal: Option<bool>,
        /// Everything that hangs on each service.
        full: Option<bool>,
        /// Working in this Belgian postcode, or everywhere.
        #[schema(pattern = "^[1-9][0-9]{3}$")]
        postcode: Option<String>,
        /// Offered within so many metres of the middle of the postcode.
        #[schema(minimum = 0, maximum = 20_100_000)]
        proximity: Option<i64>,
    }
    /// Filters of the list of services at locations; each narrows what the others left.
    HsdsPlaceQuery {
        /// With this term, at the service or at the service at this location.
        #[schema(max_length = 64)]
        taxonomy_term_id: Option<String>,
        /// With any term of this taxonomy.
        #[schema(max_length = 64)]
        taxonomy_id: Option<String>,
        /// Of this organisation.
        #[schema(max_length = 64)]
        organization_id: Option<String>,
        /// The service changed at this time (RFC 3339, or a date) or later.
        #[schema(max_length = 40)]
        modified_after: Option<String>,
        /// Everything that hangs on each.
        full: Option<bool>,
        /// The service works in this Belgian postcode, or everywhere.
        #[schema(pattern = "^[1-9][0-9]{3}$")]
        postcode: Option<String>,
        /// Lies within so many metres of the middle of the postcode.
        #[schema(minimum = 0, maximum = 20_100_000)]
        proximity: Option<i64>,
    }
    /// Filters of the list of organisations; the words are looked for in the names.
    HsdsOrganizationsQuery {
        /// Everything that hangs on each organisation; its services by name.
        full: Option<bool>,
        /// Everything, its services too.
        full_service: Option<bool>,
    }
    /// Filters of the list of taxonomies; the words are looked for in the names.
    HsdsTaxonomyQuery {}
    /// Filters of the list of terms; the words are looked for in the names and codes.
    HsdsTermQuery {
        /// Of this taxonomy.
        #[schema(max_length = 64)]
        taxonomy_id: Option<String>,
        /// Right below this term.
        #[schema(max_length = 64)]
        parent_id: Option<String>,
        /// Only terms without a term above them.
        top_only: Option<bool>,
    }
}

fn id(text: Option<String>) -> Option<String> {
    text.map(|text| text.to_ascii_lowercase())
}

/// A time, or the beginning of a day. In a query a `+` that nobody encoded arrives as a space.
fn moment(text: Option<String>) -> Result<Option<Moment>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let spelled = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.replace(' ', "+") };
    match spelled.parse() {
        Ok(at) => Ok(Some(at)),
        Err(_) => {
            let issue = Issue::query("modified_after", "must be a time as in RFC 3339, or a date");
            Err(Error::Invalid(vec![issue]).into())
        }
    }
}

fn postcode(text: Option<String>) -> Option<u16> {
    text.and_then(|text| text.parse().ok())
}

/// Services. `minimal` shows just when they changed, `full` everything.
#[utoipa::path(get, path = "/hsds/services", tag = "open social map (HSDS 3.0)", security(()), params(HsdsServiceQuery),
    responses(
    (status = 200, description = "A page of services, or all of them", content(
        (HsdsPage = "application/json"), (String = "application/x-ndjson"))),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn services(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    Query(query): Query<HsdsServiceQuery>,
) -> Result<HttpResponse, Failure> {
    let form = match (query.minimal, query.full) {
        (Some(true), Some(true)) => {
            return Err(Issue::query("full", "cannot be asked for together with `minimal`").into());
        }
        (Some(true), _) => Form::Minimal,
        (_, Some(true)) => Form::Full,
        _ => Form::Short,
    };
    let part = query.part(form == Form::Minimal);
    let filter = Filter {
        search: query.search,
        taxonomy_term_id: id(query.taxonomy_term_id),
        taxonomy_id: id(query.taxonomy_id),
        organization_id: id(query.organization_id),
        modified_after: moment(query.modified_after)?,
        postcode: postcode(query.postcode),
        proximity: query.proximity,
    };
    listed(ctx, &request, &known, Wanted::Services(filter, form), part).await
}

/// Services at locations.
#[utoipa::path(get, path = "/hsds/service_at_locations", tag = "open social map (HSDS 3.0)", security(()),
    params(HsdsPlaceQuery), responses(
    (status = 200, description = "A page of services at locations, or all of them", content(
        (HsdsPage = "application/json"), (String = "application/x-ndjson"))),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn service_at_locations(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    Query(query): Query<HsdsPlaceQuery>,
) -> Result<HttpResponse, Failure> {
    let form = if query.full == Some(true) { Form::Full } else { Form::Short };
    let part = query.part(false);
    let filter = Filter {
        search: query.search,
        taxonomy_term_id: id(query.taxonomy_term_id),
        taxonomy_id: id(query.taxonomy_id),
        organization_id: id(query.organization_id),
        modified_after: moment(query.modified_after)?,
        postcode: postcode(query.postcode),
        proximity: query.proximity,
    };
    listed(ctx, &request, &known, Wanted::Places(filter, form), part).await
}

/// Organisations.
#[utoipa::path(get, path = "/hsds/organizations", tag = "open social map (HSDS 3.0)", security(()),
    params(HsdsOrganizationsQuery), responses(
    (status = 200, description = "A page of organisations, or all of them", content(
        (HsdsPage = "application/json"), (String = "application/x-ndjson"))),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn organizations(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    Query(query): Query<HsdsOrganizationsQuery>,
) -> Result<HttpResponse, Failure> {
    let form = match (query.full_service, query.full) {
        (Some(true), _) => OrganizationForm::FullServices,
        (_, Some(true)) => OrganizationForm::Full,
        _ => OrganizationForm::Short,
    };
    let part = query.part(false);
    listed(ctx, &request, &known, Wanted::Organizations(query.search, form), part).await
}

/// Taxonomies.
#[utoipa::path(get, path = "/hsds/taxonomies", tag = "open social map (HSDS 3.0)", security(()),
    params(HsdsTaxonomyQuery), responses(
    (status = 200, description = "A page of taxonomies, or all of them", content(
        (HsdsPage = "application/json"), (String = "application/x-ndjson"))),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn taxonomies(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    Query(query): Query<HsdsTaxonomyQuery>,
) -> Result<HttpResponse, Failure> {
    let part = query.part(false);
    listed(ctx, &request, &known, Wanted::Taxonomies(query.search), part).await
}

/// Terms of taxonomies.
#[utoipa::path(get, path = "/hsds/taxonomy_terms", tag = "open social map (HSDS 3.0)", security(()),
    params(HsdsTermQuery), responses(
    (status = 200, description = "A page of terms, or all of them", content(
        (HsdsPage = "application/json"), (String = "application/x-ndjson"))),
    (status = 304, description = "Not changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")))]
pub async fn taxonomy_terms(
    ctx: web::Data<Ctx>,
    request: HttpRequest,
    known: IfNoneMatch,
    Query(query): Query<HsdsTermQuery>,
) -> Result<HttpResponse, Failure> {
    let part = query.part(false);
    let filter = TermFilter {
        search: query.search,
        taxonomy_id: id(query.taxonomy_id),
        parent_id: id(query.parent_id),
        top_only: query.top_only == Some(true),
    };
    listed(ctx, &request, &known, Wanted::Terms(filter), part).await
}
