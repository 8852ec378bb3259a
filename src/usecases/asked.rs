//! A case as a question to the social map: its words, its confirmed needs, its children; not the services that declined
//! it already. The same for suggesting services and for sending a handover to one.

use serde::Deserialize;

use crate::domain::casework::{SchoolStage, Urgency};
use crate::domain::moment::Moment;
use crate::domain::routing::Question;
use crate::domain::routing::question::Years;
use crate::store::case::{self, CaseRow};
use crate::store::conn::Conn;
use crate::store::map_facts;
use crate::store::types::from_json;
use crate::usecases::error::Error;

/// A child of a case, as far as the map is asked for it.
#[derive(Deserialize)]
struct Child {
    age: Option<f64>,
    stage: Option<SchoolStage>,
}

impl Child {
    fn years(&self) -> Option<Years> {
        match (self.age, self.stage) {
            (Some(age), _) => (0..=25_u8).rev().find(|whole| f64::from(*whole) <= age).map(Years::Age),
            (None, Some(stage)) => Some(Years::Stage(stage)),
            (None, None) => None,
        }
    }
}

/// The question that a case puts to the map; `limit` services are wanted.
///
/// # Errors
/// Any failure of the database.
pub fn question(conn: &mut Conn, row: &CaseRow, at: Moment, limit: usize) -> Result<Question, Error> {
    let needs = case::needs_of(conn, std::slice::from_ref(&row.id))?.into_iter().map(|(_, need)| need).collect();
    let children: Vec<Child> = from_json(&row.children)?;
    let urgency = Some(row.urgency).filter(|urgency| *urgency != Urgency::Routine);
    Ok(Question {
        needs,
        children: children.iter().filter_map(Child::years).collect(),
        postcode: row.postcode.as_deref().and_then(|code| code.parse().ok()),
        languages: row.language.clone().into_iter().collect(),
        urgency,
        school: row.school_id.clone(),
        declined: map_facts::declined(conn, &row.id)?,
        struck: from_json(&row.struck)?,
        limit,
        ..Question::new(&row.question, at)
    })
}
