//! How services, organisations and schools are shown to people who pick one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::casework::SchoolStage;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::rules::soft::{self, Room};
use crate::domain::school::School;
use crate::domain::socialmap::Candidate;
use crate::domain::socialmap::candidate::{Area, Audience, OnlyFor, ServiceStatus};

/// A service of the social map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// Id, as in HSDS.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Organisation that offers it.
    pub organization_id: Id,
    /// Name of the organisation.
    pub organization_name: String,
    /// Lifecycle.
    pub status: ServiceStatus,
    /// A notice for readers.
    pub alert: Option<String>,
    /// Youngest age, included.
    pub minimum_age: Option<f64>,
    /// Oldest age, included.
    pub maximum_age: Option<f64>,
    /// Who the client is.
    pub audiences: Vec<Audience>,
    /// For one sex only.
    pub only_for: Option<OnlyFor>,
    /// Names of the areas it works in; empty for everywhere.
    pub areas: Vec<String>,
    /// Languages it works in, ISO 639.
    pub languages: Vec<String>,
    /// Names of its rubrics.
    pub rubrics: Vec<String>,
    /// Needs it meets, strongest first.
    pub needs: Vec<String>,
    /// Room; unknown after thirty days.
    pub capacity: Room,
    /// When the entry was last checked.
    #[schema(value_type = Option<String>, format = Date)]
    pub assured_date: Option<NaiveDate>,
    /// Whether that is more than a year ago.
    pub stale: bool,
    /// Whether a handover can be offered to its organisation today.
    pub agreement_active: bool,
    /// What it does, without markup. Only in the answer to reading one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// For whom it is. Only in the answer to reading one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligibility_description: Option<String>,
    /// How to apply. Only in the answer to reading one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_process: Option<String>,
    /// What it costs. Only in the answer to reading one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees_description: Option<String>,
    /// Its web page. Only in the answer to reading one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The service that stands for it since they were merged. Only in the answer to reading one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Id>,
    /// All its fields and the rows that hang on it, in the words of HSDS 3.0: what `PATCH` takes any part of. Contacts
    /// are for the team and for the organisation itself. Only in the answer to reading one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub record: Option<Value>,
}

impl ServiceView {
    /// Shows the facts of a service.
    #[must_use]
    pub fn new(service: &Candidate, now: Moment) -> Self {
        let areas = match &service.area {
            Area::Everywhere => Vec::new(),
            Area::Within(_, names) | Area::Unknown(names) => names.clone(),
        };
        Self {
            id: service.id.clone(),
            name: service.name.clone(),
            organization_id: service.organization_id.clone(),
            organization_name: service.organization_name.clone(),
            status: service.status,
            alert: service.alert.clone(),
            minimum_age: service.minimum_age,
            maximum_age: service.maximum_age,
            audiences: service.audiences.clone(),
            only_for: service.only_for,
            areas,
            languages: service.languages.clone(),
            rubrics: service.rubrics.clone(),
            needs: service.needs.iter().map(|met| met.code.to_string()).collect(),
            capacity: Room::of(service, now),
            assured_date: service.assured_date,
            stale: soft::is_stale(service, now),
            agreement_active: service.agreement.active_on(now.local_date()),
            description: None,
            eligibility_description: None,
            application_process: None,
            fees_description: None,
            url: None,
            merged_into: None,
            record: None,
        }
    }
}

/// An organisation of the social map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationView {
    /// Id, as in HSDS.
    pub id: Id,
    /// Name.
    pub name: String,
    /// How many services it offers.
    pub services: usize,
    /// What it does. Only in the answer to reading one organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its web page. Only in the answer to reading one organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Whether it is not offered any more.
    #[serde(default)]
    pub retired: bool,
    /// The organisation that stands for it since they were merged. Only in the answer to reading one organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Id>,
    /// All its fields and the rows that hang on it, in the words of HSDS 3.0: what `PATCH` takes any part of. Contacts
    /// are for the team and for the organisation itself. Only in the answer to reading one organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub record: Option<Value>,
}

/// A school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SchoolView {
    /// Institution number.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Stage.
    pub stage: Option<SchoolStage>,
    /// Postcode.
    pub postcode: Option<String>,
}

impl From<School> for SchoolView {
    fn from(School { id, name, stage, postcode }: School) -> Self {
        Self { id, name, stage, postcode }
    }
}
