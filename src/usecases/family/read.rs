//! Read who a family is. Every reading passes the gate with a purpose and leaves a line in the access log.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::access::{Principal, Scope};
use crate::domain::consent::{ConsentCategory, ConsentForm, ConsentGiver};
use crate::domain::family::{HouseholdIdentity, MemberIdentity, MemberRole, reference};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::consent::{self, ConsentRow};
use crate::store::family::{self, FamilyRow, MemberRow};
use crate::store::types::from_json;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::gate;

/// A family with its identity.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilyView {
    /// Id.
    pub id: Id,
    /// Reference that may be spoken.
    pub reference: String,
    /// Name of the household.
    pub name: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// House number.
    pub number: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Language of the home.
    pub language: Option<String>,
    /// Who belongs to it.
    pub members: Vec<FamilyMember>,
    /// What it allows, newest first.
    pub consents: Vec<ConsentView>,
    /// The family that stands for it, after a merge.
    pub merged_into: Option<Id>,
    /// When it was recorded.
    pub created_at: Moment,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

/// A member of a family.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilyMember {
    /// Id.
    pub id: Id,
    /// Who they are in it.
    pub role: MemberRole,
    /// First name.
    pub first_name: Option<String>,
    /// Last name, when it is not that of the household.
    pub last_name: Option<String>,
    /// Day of birth.
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<NaiveDate>,
    /// School.
    pub school_id: Option<String>,
}

/// A consent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentView {
    /// Id.
    pub id: Id,
    /// Who gave it.
    pub given_by: ConsentGiver,
    /// How.
    pub form: ConsentForm,
    /// For whom.
    pub recipient_organization_id: Id,
    /// What may be told.
    pub categories: Vec<ConsentCategory>,
    /// What for.
    pub purpose: Option<String>,
    /// When it was given.
    pub given_at: Moment,
    /// Last day on which it holds.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Moment>,
}

/// Reads a family.
///
/// # Errors
/// [`Error::Invalid`] without a purpose; [`Error::NotFound`], also when the caller may not see it.
pub fn read(ctx: &Ctx, principal: &Principal, id: &str, purpose: Option<&str>) -> Result<FamilyView, Error> {
    require(principal, Scope::FamiliesRead)?;
    let Some(purpose) = purpose else {
        let detail = "is needed: say in a few words why you open this identity; it is written down";
        return Err(Error::Invalid(vec![Issue::header("X-Purpose", detail)]));
    };
    ctx.db.write(|conn| {
        let at = ctx.now();
        let row = family::find(conn, &principal.reach(), id)?;
        let all = family::all_of(conn, id)?;
        let members = family::members(conn, std::slice::from_ref(&row.id))?;
        let consents = consent::of_families(conn, &principal.reach(), &all)?;
        let (household, people) =
            gate::open_family::<HouseholdIdentity, MemberIdentity>(ctx, conn, principal, id, purpose, at)?;
        shown(row, household, members, people, consents)
    })
}

fn shown(
    row: FamilyRow,
    household: Option<HouseholdIdentity>,
    members: Vec<MemberRow>,
    people: Vec<(Id, MemberIdentity)>,
    consents: Vec<ConsentRow>,
) -> Result<FamilyView, Error> {
    let members = members.into_iter().map(|member| {
        let person = people.iter().find(|(owner, _)| *owner == member.id).map(|(_, person)| person.clone());
        FamilyMember {
            first_name: person.as_ref().and_then(|person| person.first_name.clone()),
            last_name: person.as_ref().and_then(|person| person.last_name.clone()),
            birth_date: person.and_then(|person| person.birth_date),
            id: member.id,
            role: member.role,
            school_id: member.school_id,
        }
    });
    Ok(FamilyView {
        members: members.collect(),
        consents: consents.into_iter().map(consent_shown).collect::<Result<_, _>>()?,
        reference: reference(row.reference_number),
        name: household.as_ref().map(|household| household.name.clone()),
        phone: household.as_ref().and_then(|household| household.phone.clone()),
        email: household.as_ref().and_then(|household| household.email.clone()),
        street: household.as_ref().and_then(|household| household.street.clone()),
        number: household.and_then(|household| household.number),
        postcode: row.postcode,
        language: row.language,
        merged_into: row.merged_into,
        created_at: row.created_at,
        version: row.version,
        id: row.id,
    })
}

fn consent_shown(row: ConsentRow) -> Result<ConsentView, Error> {
    Ok(ConsentView {
        categories: from_json(&row.categories)?,
        id: row.id,
        given_by: row.given_by,
        form: row.form,
        recipient_organization_id: row.recipient_organization_id,
        purpose: row.purpose,
        given_at: row.given_at,
        valid_until: row.valid_until,
        withdrawn_at: row.withdrawn_at,
    })
}
