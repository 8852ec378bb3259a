//! An offer as the letter to the partner needs it, at the moment of sending: does it still stand, under which consent, and
//! where does the partner read mail. For the worker only; it is not shown to any caller.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::Value;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{cases, consents, handovers, map_rows, organizations, services};

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Offer {
    /// Where the handover stands.
    pub status: String,
    /// When it was offered.
    pub offered_at: Option<Moment>,
    /// The organisation it was offered to.
    pub organization_id: Id,
    /// The service it was offered to.
    pub service_id: Id,
    /// Name of the service.
    pub service: String,
    /// Number of the case.
    pub case_number: String,
    /// The family, if one is known.
    pub family_id: Option<Id>,
    /// The consent it was offered under.
    pub consent_id: Option<Id>,
}

/// A consent, as far as it decides whether something may be sent.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Consent {
    /// For whom it was given.
    pub recipient_organization_id: Id,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Moment>,
}

/// The offer of a handover.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, handover_id: &str) -> Result<Offer, StoreError> {
    Ok(handovers::table
        .inner_join(cases::table.on(cases::id.eq(handovers::case_id)))
        .inner_join(services::table.on(services::id.eq(handovers::service_id)))
        .filter(handovers::id.eq(handover_id))
        .select((
            handovers::status,
            handovers::offered_at,
            handovers::organization_id,
            handovers::service_id,
            services::name,
            cases::number,
            handovers::family_id,
            handovers::consent_id,
        ))
        .first(conn)?)
}

/// A consent.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn consent(conn: &mut Conn, id: &str) -> Result<Consent, StoreError> {
    Ok(consents::table
        .find(id)
        .select((consents::recipient_organization_id, consents::valid_until, consents::withdrawn_at))
        .first(conn)?)
}

/// Where a partner reads mail: a contact of the service, a contact of the organisation, the service, the organisation.
///
/// # Errors
/// Any failure of the database.
pub fn address(conn: &mut Conn, offer: &Offer) -> Result<Option<String>, StoreError> {
    let contacts = || map_rows::table.filter(map_rows::object.eq_any(["contact", "contacts"]));
    let of_service = contacts().filter(map_rows::service_id.eq(&offer.service_id)).order(map_rows::id);
    let mut found: Vec<String> = of_service.select(map_rows::fields).load(conn)?;
    let of_organization = contacts().filter(map_rows::organization_id.eq(&offer.organization_id)).order(map_rows::id);
    found.extend(of_organization.select(map_rows::fields).load::<String>(conn)?);
    found.extend(services::table.find(&offer.service_id).select(services::fields).load::<String>(conn)?);
    found.extend(organizations::table.find(&offer.organization_id).select(organizations::fields).load::<String>(conn)?);
    Ok(found.iter().find_map(|fields| email(fields)))
}

fn email(fields: &str) -> Option<String> {
    let fields: Value = serde_json::from_str(fields).ok()?;
    fields.get("email")?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
