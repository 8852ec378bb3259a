//! How a handover looks: to the team in full, to the partner without what is not its business.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::casework::AgeBand;
use crate::domain::family::MemberRole;
use crate::domain::handover::{
    Accompaniment, Attendee, HandoverOutcome, HandoverStatus, IntroductionMode, Owner, Side,
};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;

/// The service that a handover goes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoverService {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Its organisation: the partner.
    pub organization_id: Id,
    /// Name of the organisation.
    pub organization_name: String,
}

/// How a family would like to be reached first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContactPreference {
    /// By phone.
    Phone,
    /// By mail.
    Email,
}

/// What a partner needs to decide, and nothing that names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// What the family needs.
    pub needs: Vec<String>,
    /// Ages of the children, in bands.
    pub age_bands: Vec<AgeBand>,
    /// Language of the home.
    pub language: Option<String>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// How the family can be reached.
    pub contact_preference: Option<ContactPreference>,
    /// Words of the source.
    pub message: Option<String>,
}

/// The person at the partner who takes care of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverContact {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// A planned introduction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntroductionView {
    /// When.
    pub at: Moment,
    /// Where.
    pub place: String,
    /// How.
    pub mode: IntroductionMode,
}

/// Who the family is: only in the answer to reading one handover, only for the partner that accepted it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoverFamily {
    /// Name of the household.
    pub name: String,
    /// Phone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// House number.
    pub number: Option<String>,
    /// Who belongs to it.
    pub members: Vec<HandoverFamilyMember>,
}

/// A member of the family.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoverFamilyMember {
    /// Who they are in it.
    pub role: MemberRole,
    /// First name.
    pub first_name: Option<String>,
    /// Last name, when it is not that of the household.
    pub last_name: Option<String>,
    /// Day of birth.
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<chrono::NaiveDate>,
    /// School, if the family allows to tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_id: Option<String>,
}

impl std::fmt::Debug for HandoverFamily {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HandoverFamily(sealed)")
    }
}

/// A handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoverView {
    /// Id.
    pub id: Id,
    /// Number of the case, as people say it.
    pub case_number: String,
    /// Where it goes.
    pub service: HandoverService,
    /// Where it stands.
    pub status: HandoverStatus,
    /// Who is accountable for the family now.
    pub owner: Owner,
    /// Whether an introduction belongs to it.
    pub warm: bool,
    /// Who goes along.
    pub accompaniment: Accompaniment,
    /// Needs, age bands, language, postcode; nothing that names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// Who the family is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<HandoverFamily>,
    /// Why the family is not shown although the partner accepted: its consent does not hold any more or does not cover it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_withheld: Option<String>,
    /// The case; only for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<Id>,
    /// The family; only for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_id: Option<Id>,
    /// The consent under which it is offered; only for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_id: Option<Id>,
    /// Why no introduction belongs to it; only for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cold_reason: Option<String>,
    /// Why an excluded service was chosen all the same; only for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// Day on which somebody looks again.
    #[schema(value_type = Option<String>, format = Date)]
    pub review_on: Option<chrono::NaiveDate>,
    /// Person at the partner.
    pub contact: Option<HandoverContact>,
    /// Planned introduction.
    pub introduction: Option<IntroductionView>,
    /// Who was there.
    pub attended: Option<Vec<Attendee>>,
    /// Introductions that took place.
    pub introductions: i32,
    /// Introductions to which somebody did not come.
    pub no_shows: i32,
    /// What became of the guidance.
    pub outcome: Option<HandoverOutcome>,
    /// What is being done with the family.
    pub activity: Option<String>,
    /// Reason of the last step, as a code.
    pub reason_code: Option<String>,
    /// Reason of the last step, in words.
    pub reason: Option<String>,
    /// Who withdrew it.
    pub ended_by: Option<Side>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was sent.
    pub offered_at: Option<Moment>,
    /// When the partner said yes.
    pub accepted_at: Option<Moment>,
    /// When it last took a step.
    pub changed_at: Moment,
    /// Steps that the caller can take now.
    pub allowed_transitions: Vec<HandoverStatus>,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}
