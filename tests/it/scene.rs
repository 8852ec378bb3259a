//! What a bridge needs at both ends: a partner with a service and an agreement, a case with a family and its consent.

use diesel::prelude::*;
use netsterk::store::error::StoreError;
use netsterk::store::map;
use netsterk::store::schema::{capacities, organizations, services};
use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::http::{Answer, Caller};
use crate::harness::phone_case;

/// A partner in the social map.
pub struct Partner {
    pub organization: String,
    pub service: String,
    pub caller: Caller,
}

/// A partner with one active service and no agreement yet.
pub fn partner_without_agreement(world: &World, name: &str) -> Partner {
    let ctx = &world.app.ctx;
    let (organization, service) = (ctx.id(ctx.now()), ctx.id(ctx.now()));
    let named = format!("{name}: gezinswerking");
    let cells = json!({ "organization_id": organization, "name": named, "status": "active" });
    ctx.db
        .write(|conn| {
            diesel::insert_into(organizations::table)
                .values((
                    organizations::id.eq(&organization),
                    organizations::name.eq(name),
                    organizations::fields.eq(json!({ "name": name, "description": name }).to_string()),
                    organizations::version.eq(1),
                    organizations::directory.eq(map::OWN),
                ))
                .execute(conn)?;
            diesel::insert_into(services::table)
                .values((
                    services::id.eq(&service),
                    services::organization_id.eq(&organization),
                    services::name.eq(&named),
                    services::status.eq("active"),
                    services::fields.eq(cells.to_string()),
                    services::version.eq(1),
                    services::directory.eq(map::OWN),
                    services::revision.eq(1),
                ))
                .execute(conn)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let caller = world.partner(&name.to_lowercase().replace(' ', "-"), &organization);
    Partner { organization, service, caller }
}

/// A partner with one active service and an agreement in force.
pub fn partner(world: &World, name: &str) -> Partner {
    let partner = partner_without_agreement(world, name);
    let path = format!("/v1/organizations/{}/agreement", partner.organization);
    world.team().json("PUT", &path, &[], &agreement()).expect(201);
    partner
}

pub fn agreement() -> Value {
    json!({ "reference": "PROT-2026-07", "signedOn": "2026-09-01", "dataProtectionContact": "dpo@partner.example" })
}

/// Changes the status of a service in the map.
pub fn service_status(world: &World, service: &str, status: &str) {
    world
        .app
        .ctx
        .db
        .write(|conn| {
            let query = diesel::update(services::table.find(service)).set(services::status.eq(status));
            query.execute(conn).map_err(StoreError::from)
        })
        .unwrap();
}

/// Says how many places a service has.
pub fn places(world: &World, service: &str, places: i32) {
    let now = world.app.ctx.now();
    world
        .app
        .ctx
        .db
        .write(|conn| {
            diesel::insert_into(capacities::table)
                .values((
                    capacities::service_id.eq(service),
                    capacities::state.eq("open"),
                    capacities::places.eq(places),
                    capacities::updated_at.eq(now),
                ))
                .execute(conn)
                .map_err(StoreError::from)
        })
        .unwrap();
}

/// What the map says of a service's capacity: state and places.
pub fn capacity(world: &World, service: &str) -> Option<(String, Option<i32>)> {
    let query = capacities::table.find(service).select((capacities::state, capacities::places));
    world.app.ctx.db.read(|conn| query.first(conn).optional().map_err(StoreError::from)).unwrap()
}

/// A household of invented people.
pub fn household(name: &str, phone: &str) -> Value {
    json!({
        "name": name, "language": "ar", "postcode": "2800", "street": "Bruul", "number": "12 bus 3",
        "phone": phone, "email": "gezin@voorbeeld.example",
        "members": [
            { "role": "parent", "firstName": "Samira" },
            { "role": "child", "firstName": "Noor", "birthDate": "2018-03-01", "schoolId": "012345" }
        ]
    })
}

/// A case, and the family that it is linked to.
pub fn case_with_family(team: &Caller, name: &str, phone: &str) -> (Answer, String) {
    let case = team.post("/v1/cases", &phone_case()).expect(201);
    let mut family = household(name, phone);
    family["caseId"] = json!(case.id());
    let family = team.post("/v1/families", &family).expect(201);
    (case, family.id())
}

/// A consent of a family for a partner.
pub fn consent(team: &Caller, family: &str, partner: &Partner) -> Answer {
    let body = json!({
        "givenBy": "parent", "form": "oral", "recipientOrganizationId": partner.organization,
        "categories": ["contact", "needs", "children"]
    });
    team.post(&format!("/v1/families/{family}/consents"), &body).expect(201)
}

/// A draft to a partner's service, warm and without company.
pub fn draft(team: &Caller, case: &str, partner: &Partner) -> Answer {
    let body =
        json!({ "serviceId": partner.service, "warm": true, "accompaniment": "none", "message": "gezin wil graag" });
    team.post(&format!("/v1/cases/{case}/handovers"), &body).expect(201)
}

/// Takes a step on the version in `before`.
pub fn step(caller: &Caller, before: &Answer, body: &Value) -> Answer {
    caller.step(&format!("/v1/handovers/{}/transitions", before.id()), &before.etag(), body)
}

/// A handover that was offered, with everything it needs; and the family.
pub fn offered(team: &Caller, partner: &Partner, name: &str, phone: &str) -> (Answer, String) {
    let (case, family) = case_with_family(team, name, phone);
    consent(team, &family, partner);
    let draft = draft(team, &case.id(), partner);
    (step(team, &draft, &json!({ "to": "offered" })).expect(200), family)
}

pub fn contact() -> Value {
    json!({ "to": "accepted", "contact": { "name": "Els Vermeulen", "phone": "015 00 00 00" } })
}
