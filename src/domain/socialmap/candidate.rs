//! What routing knows of a service: plain facts, drawn once from the rows of the map.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::Id;
use crate::domain::moment::Moment;

use super::area::Range;

codes! {
    /// Lifecycle of a service (HSDS 3.0, `service.status`).
    ServiceStatus {
        /// Works.
        Active = "active",
        /// Does not work at present.
        Inactive = "inactive",
        /// Has ended.
        Defunct = "defunct",
        /// Is closed for a while; written with a space.
        TemporarilyClosed = "temporarily closed",
    }
}

codes! {
    /// Whether there is room.
    CapacityState {
        /// Room.
        Open = "open",
        /// A waiting list.
        WaitingList = "waiting_list",
        /// No room and no list.
        Full = "full",
    }
}

codes! {
    /// Who the client of a service is; the limits of age are about this person.
    Audience {
        /// A child or youngster.
        Child = "DG-KIND",
        /// A family; the ages are those of the child.
        Family = "DG-GEZIN",
        /// A parent or another adult.
        Adult = "DG-VOLW",
        /// A school or another professional.
        Professional = "DG-PROF",
    }
}

codes! {
    /// A service for one sex only.
    OnlyFor {
        /// Women and girls.
        Female = "VW-VROUW",
        /// Men and boys.
        Male = "VW-MAN",
    }
}

/// How much room there was, and when that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Room or not.
    pub state: CapacityState,
    /// Places, where they were counted.
    pub places: Option<i32>,
    /// Weeks that people wait, where that is known.
    pub waiting_weeks: Option<i32>,
    /// When this was said.
    pub updated_at: Moment,
}

/// Where the service works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Area {
    /// Nothing is said: everywhere.
    Everywhere,
    /// These postcodes; beside them the names of the areas.
    Within(Vec<Range>, Vec<String>),
    /// An area is named that we cannot place.
    Unknown(Vec<String>),
}

/// How strongly a service is about a need, from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NeedMet {
    /// Code of the need.
    pub code: Arc<str>,
    /// 1 = what the service is for; lower = also spoken of.
    pub strength: f32,
    /// Topics within the need, and how well each is met.
    pub topics: Box<[(Arc<str>, f32)]>,
}

/// A service as routing sees it. What the team and its partners say of it (room, agreement, experience) is not part of its
/// written form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Id of the service.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Organisation that offers it.
    pub organization_id: Id,
    /// Name of that organisation.
    pub organization_name: String,
    /// Lifecycle.
    pub status: ServiceStatus,
    /// A notice for readers; never makes a service ineligible.
    pub alert: Option<String>,
    /// Youngest age, included.
    pub minimum_age: Option<f64>,
    /// Oldest age, included.
    pub maximum_age: Option<f64>,
    /// Who the client is; read from the text where the map does not say.
    pub audiences: Vec<Audience>,
    /// One sex only.
    pub only_for: Option<OnlyFor>,
    /// Where it works.
    pub area: Area,
    /// Codes of the languages it works in.
    pub languages: Vec<String>,
    /// Names of its rubrics.
    pub rubrics: Vec<String>,
    /// Needs it meets.
    pub needs: Vec<NeedMet>,
    /// When the entry was last checked.
    pub assured_date: Option<NaiveDate>,
    /// Room.
    #[serde(skip)]
    pub capacity: Option<Capacity>,
    /// Whether the organisation has an agreement, and until when.
    #[serde(skip)]
    pub agreement: Agreement,
    /// Whether somebody is named for a warm handover.
    pub has_contact: bool,
    /// Postcodes of its sites.
    pub sites: Vec<u16>,
    /// It is online and has no area of its own.
    pub online: bool,
    /// Through whom alone it is reached, with the article: "het CLB".
    pub via: Option<String>,
    /// The only schools that it is for; none is all.
    pub schools: Vec<String>,
    /// When it is there, where that is not always.
    pub seasons: Vec<Season>,
    /// What handovers to it came to.
    #[serde(skip)]
    pub record: Option<TrackRecord>,
}

/// Texts that many services share, each kept once.
#[derive(Debug, Default)]
pub struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn once(&mut self, text: &mut Arc<str>) {
        match self.0.get(text) {
            Some(known) => *text = known.clone(),
            None => drop(self.0.insert(text.clone())),
        }
    }
}

impl Candidate {
    /// Gives back memory that it does not need, and shares codes with the others.
    pub fn settle(&mut self, shared: &mut Shared) {
        self.needs.shrink_to_fit();
        self.rubrics.shrink_to_fit();
        self.languages.shrink_to_fit();
        self.audiences.shrink_to_fit();
        self.sites.shrink_to_fit();
        for met in &mut self.needs {
            shared.once(&mut met.code);
            met.topics.iter_mut().for_each(|(topic, _)| shared.once(topic));
        }
    }
}

/// A time of the year in which a service is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    /// First day.
    pub first: NaiveDate,
    /// Last day, included; none where no end is set.
    pub last: Option<NaiveDate>,
}

impl Season {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(self, day: NaiveDate) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }
}

/// What the handovers to a service came to, in the past year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrackRecord {
    /// Offers that it answered.
    pub decided: u32,
    /// Of those, the ones it accepted.
    pub accepted: u32,
    /// Hours from offer to answer: half of the answers came sooner.
    pub median_hours: Option<u32>,
    /// Accepted handovers that ended, well or not.
    pub ended: u32,
    /// Of those, the ones that led to support.
    pub helped: u32,
}

/// A service of which nothing is known but that it works: for tests of rules.
#[cfg(test)]
#[must_use]
pub fn a_service(id: &str) -> Candidate {
    Candidate {
        id: id.to_owned(),
        name: format!("Dienst {id}"),
        organization_id: "o".into(),
        organization_name: "Huis".into(),
        status: ServiceStatus::Active,
        alert: None,
        minimum_age: None,
        maximum_age: None,
        audiences: Vec::new(),
        only_for: None,
        area: Area::Everywhere,
        languages: Vec::new(),
        rubrics: Vec::new(),
        needs: Vec::new(),
        assured_date: None,
        capacity: None,
        agreement: Agreement::None,
        has_contact: false,
        sites: Vec::new(),
        online: false,
        via: None,
        schools: Vec::new(),
        seasons: Vec::new(),
        record: None,
    }
}

/// The agreement under which an organisation may receive handovers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Agreement {
    /// None is recorded.
    #[default]
    None,
    /// Recorded, from this day on, to the last day where there is one; both included.
    Signed(NaiveDate, Option<NaiveDate>),
}

impl Agreement {
    /// Whether handovers may be offered on a day.
    #[must_use]
    pub fn active_on(self, day: NaiveDate) -> bool {
        match self {
            Self::None => false,
            Self::Signed(first, last) => first <= day && last.is_none_or(|last| day <= last),
        }
    }
}
