//! How an event is shown: CloudEvents 1.0, structured JSON.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::feed::EventRow;
use crate::store::types::from_json;
use crate::usecases::error::Error;

/// An event (CloudEvents 1.0 with the extensions `dataref` and `sequence`).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CloudEvent {
    /// Always `1.0`.
    pub specversion: String,
    /// The same on every reading.
    pub id: Id,
    /// The instance that it comes from.
    pub source: String,
    /// `be.netsterk.v1.<resource>.<pastParticiple>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Id of the resource.
    pub subject: Id,
    /// When it happened.
    pub time: Moment,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// Where the resource can be read.
    pub dataref: String,
    /// Version of the resource after it, as text; counts per subject.
    pub sequence: String,
    /// Always `Integer`.
    pub sequencetype: String,
    /// Ids, states, versions and times; never a person.
    #[schema(value_type = Object)]
    pub data: Value,
}

impl CloudEvent {
    /// Shows a row of the feed of the instance at `public_url`.
    ///
    /// # Errors
    /// When stored JSON is damaged, a fault of ours.
    pub fn new(public_url: &str, row: EventRow) -> Result<Self, Error> {
        Ok(Self {
            specversion: "1.0".to_owned(),
            id: row.id,
            source: public_url.to_owned(),
            kind: row.kind,
            subject: row.subject,
            time: row.at,
            datacontenttype: "application/json".to_owned(),
            dataref: format!("{public_url}{}", row.dataref),
            sequence: row.sequence.to_string(),
            sequencetype: "Integer".to_owned(),
            data: from_json(&row.data)?,
        })
    }
}
