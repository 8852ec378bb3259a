//! Record a family. Whoever is recorded twice is found, and not made twice.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::family::likeness::{canonical, household_tokens, member_tokens};
use crate::domain::family::{HouseholdIdentity, MemberIdentity, MemberRole, TokenKind, reference};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::case;
use crate::store::conn::Conn;
use crate::store::counter;
use crate::store::error::StoreError;
use crate::store::family::{self, FamilyRow, MemberRow, TokenRow};
use crate::store::timeline::Entry;
use crate::usecases::bridge;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::gate;
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};
use crate::usecases::words::refuse_national_numbers;

/// A household as it is told.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterFamily {
    /// Name of the household.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Language of the home, ISO 639.
    #[schema(pattern = "^[a-z]{2,3}$")]
    pub language: Option<String>,
    /// Postcode.
    #[schema(pattern = "^[1-9][0-9]{3}$")]
    pub postcode: Option<String>,
    /// Street, without number.
    #[schema(max_length = 200)]
    pub street: Option<String>,
    /// House number, with box.
    #[schema(max_length = 20)]
    pub number: Option<String>,
    /// Phone.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Mail address.
    #[schema(max_length = 254, format = Email)]
    #[validate(email(message = "must be a mail address"))]
    pub email: Option<String>,
    /// Who belongs to it.
    #[schema(max_items = 30)]
    #[validate(nested)]
    pub members: Option<Vec<RegisterMember>>,
    /// The case in which it became known; it is linked to the family.
    #[schema(max_length = 36)]
    pub case_id: Option<Id>,
}

/// A member of a household as it is told.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterMember {
    /// Who they are in it.
    pub role: MemberRole,
    /// First name.
    #[schema(max_length = 100)]
    pub first_name: Option<String>,
    /// Last name, when it is not that of the household.
    #[schema(max_length = 100)]
    pub last_name: Option<String>,
    /// Day of birth.
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<NaiveDate>,
    /// School.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9._:-]+$")]
    pub school_id: Option<String>,
}

/// A family without a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilyReference {
    /// Id.
    pub id: Id,
    /// Reference that may be spoken, `G-0412`.
    pub reference: String,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registered {
    /// The family.
    pub family: FamilyReference,
    /// Whether it was not there before.
    pub created: bool,
    /// Its version.
    pub version: i32,
}

/// Records a family, or finds the one that was recorded in the same words; links it to a case if one is named.
///
/// # Errors
/// [`Error::Invalid`] for an unknown case or a national number; [`Error::MissingScope`]; [`Error::Forbidden`].
pub fn register(
    ctx: &Ctx,
    principal: &Principal,
    command: &RegisterFamily,
    key: Option<&IdempotencyKey>,
) -> Result<Registered, Error> {
    require(principal, Scope::FamiliesWrite)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("only the contact point records families"));
    }
    check(command)?;
    let (household, members) = identities(command);
    let people: Vec<(MemberRole, MemberIdentity)> = members.iter().map(|(role, one, _)| (*role, one.clone())).collect();
    let likeness =
        canonical(&household, command.postcode.as_deref(), &people).map(|text| ctx.master_key.token("likeness", &text));
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let known = match &likeness {
            Some(likeness) => family::with_likeness(conn, likeness)?,
            None => None,
        };
        let (row, created) = match known {
            Some(known) => (family::root(conn, &known.id)?, false),
            None => (write(ctx, conn, principal, command, likeness.clone(), &household, &members, at)?, true),
        };
        if let Some(case_id) = &command.case_id {
            link(ctx, conn, principal, case_id, &row.id, at)?;
        }
        let family = FamilyReference { id: row.id, reference: reference(row.reference_number) };
        Ok(Registered { family, created, version: row.version })
    })
}

fn check(command: &RegisterFamily) -> Result<(), Error> {
    if command.name.trim().is_empty() {
        return Err(Error::Invalid(vec![Issue::body("name", "is empty; a reference by which you know them will do")]));
    }
    let mut texts = vec![
        ("name".to_owned(), Some(command.name.as_str())),
        ("street".to_owned(), command.street.as_deref()),
        ("number".to_owned(), command.number.as_deref()),
    ];
    for (at, member) in command.members.iter().flatten().enumerate() {
        texts.push((format!("members.{at}.firstName"), member.first_name.as_deref()));
        texts.push((format!("members.{at}.lastName"), member.last_name.as_deref()));
    }
    refuse_national_numbers(&texts)
}

type Members = Vec<(MemberRole, MemberIdentity, Option<String>)>;

fn identities(command: &RegisterFamily) -> (HouseholdIdentity, Members) {
    let household = HouseholdIdentity {
        name: command.name.clone(),
        phone: command.phone.clone(),
        email: command.email.clone(),
        street: command.street.clone(),
        number: command.number.clone(),
    };
    let members = command.members.iter().flatten().map(|member| {
        let identity = MemberIdentity {
            first_name: member.first_name.clone(),
            last_name: member.last_name.clone(),
            birth_date: member.birth_date,
        };
        (member.role, identity, member.school_id.clone())
    });
    (household, members.collect())
}

#[expect(clippy::too_many_arguments, reason = "a household in its sealed and its open half")]
fn write(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    command: &RegisterFamily,
    likeness: Option<String>,
    household: &HouseholdIdentity,
    members: &Members,
    at: Moment,
) -> Result<FamilyRow, Error> {
    let row = FamilyRow {
        id: ctx.id(at),
        reference_number: counter::next(conn, "families")?,
        language: command.language.clone(),
        postcode: command.postcode.clone(),
        likeness,
        merged_into: None,
        created_by: principal.client_id.clone(),
        created_at: at,
        version: 1,
    };
    family::insert(conn, &row)?;
    let sealed = gate::close(ctx, conn, gate::Kind::Household, &row.id, Some(&row.id), household, at)?;
    tokens(ctx, conn, &row.id, &sealed, household_tokens(household))?;
    for (role, identity, school_id) in members {
        let member = MemberRow { id: ctx.id(at), family_id: row.id.clone(), role: *role, school_id: school_id.clone() };
        family::insert_member(conn, &member)?;
        let sealed = gate::close(ctx, conn, gate::Kind::Member, &member.id, Some(&row.id), identity, at)?;
        tokens(ctx, conn, &row.id, &sealed, member_tokens(identity))?;
    }
    let data = serde_json::json!({ "familyId": row.id, "version": row.version });
    let path = format!("/v1/families/{}", row.id);
    record::event(ctx, conn, "family.recorded", &row.id, row.version, &path, at, Audience::Team, &data)?;
    Ok(row)
}

fn tokens(
    ctx: &Ctx,
    conn: &mut Conn,
    family_id: &str,
    identity_id: &str,
    values: Vec<(TokenKind, String)>,
) -> Result<(), Error> {
    for (kind, value) in values {
        let token = TokenRow {
            identity_id: identity_id.to_owned(),
            kind,
            token: ctx.master_key.token(kind.as_str(), &value),
            family_id: family_id.to_owned(),
        };
        family::insert_token(conn, &token)?;
    }
    Ok(())
}

/// Links a case to a family, and writes into the ledger that the family was reached.
fn link(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    case_id: &str,
    family_id: &str,
    at: Moment,
) -> Result<(), Error> {
    let mut case = case::find(conn, &principal.reach(), case_id).map_err(|error| match error {
        StoreError::NotFound => Error::Invalid(vec![Issue::body("caseId", "is not a case")]),
        other => other.into(),
    })?;
    if case.family_id.as_deref() == Some(family_id) {
        return Ok(());
    }
    case.family_id = Some(family_id.to_owned());
    case.version += 1;
    case::update(conn, &case).map_err(|error| Error::from(error).without_version())?;
    let data = serde_json::json!({ "familyId": family_id }).to_string();
    record::timeline(conn, &Entry { data, ..record::entry(ctx, principal, at, case_id, "case.linked", case.version) })?;
    let data =
        serde_json::json!({ "caseId": case.id, "number": case.number, "status": case.status, "version": case.version });
    let path = format!("/v1/cases/{case_id}");
    record::event(ctx, conn, "case.linked", case_id, case.version, &path, at, Audience::Team, &data)?;
    record::reached(ctx, conn, case_id, family_id, bridge::children(&case)?, at)
}
