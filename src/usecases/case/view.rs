//! How a case is shown, and what use cases of cases share.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::casework::{CaseOutcome, CaseStatus, Channel, SchoolStage, Urgency, national_number};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::gleaned::Told;
use crate::domain::routing::question::Struck;
use crate::domain::routing::{Gleaned, Lexicon, ProposedNeed};
use crate::store::case::CaseRow;
use crate::store::types::from_json;
use crate::usecases::error::{Error, Issue};
use crate::usecases::words::NATIONAL_NUMBER;

/// A child that the question is about: age or stage, never a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Child {
    /// Age in years; half years are possible.
    #[schema(minimum = 0, maximum = 25)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<f64>,
    /// Stage of school, when the age is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<SchoolStage>,
}

/// The professional who asks. Name, phone and mail are sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asker {
    /// Name, as they gave it.
    #[schema(max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they do: zorgcoördinator, teacher, head, CLB worker, brugfiguur, …
    #[schema(max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The school: institution number or the id it has in the social map.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9._:-]+$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_id: Option<String>,
    /// Phone number for calling back.
    #[schema(max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mail address for answering.
    #[schema(max_length = 254, format = Email)]
    #[validate(email(message = "must be a mail address"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The sealed half of an asker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AskerIdentity {
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// Id.
    pub id: Id,
    /// Number that people say on the phone, `26-0427`.
    pub number: String,
    /// Where it stands.
    pub status: CaseStatus,
    /// How it came in.
    pub channel: Channel,
    /// The question in the asker's words.
    pub question: String,
    /// How soon.
    pub urgency: Urgency,
    /// Language of the home, ISO 639.
    pub language: Option<String>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// School of the asker or the child.
    pub school_id: Option<String>,
    /// Who asked. Only in the answer to reading one case does it hold name, phone and mail.
    pub asker: Option<Asker>,
    /// Children involved.
    pub children: Vec<Child>,
    /// Needs, confirmed by the worker.
    pub needs: Vec<String>,
    /// Needs proposed from the text, with the words that triggered them.
    pub proposed_needs: Vec<ProposedNeed>,
    /// What else was read from the text, each with the words that say so: for the worker to confirm or strike.
    pub read: Gleaned,
    /// Needs that the worker struck: they are not proposed again.
    pub needs_struck: Vec<String>,
    /// Other things that the worker struck.
    pub read_struck: Vec<Told>,
    /// How it ended.
    pub outcome: Option<CaseOutcome>,
    /// Worker who has it.
    pub owner: Option<Id>,
    /// Family, once known.
    pub family_id: Option<Id>,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it should have been taken up.
    pub due_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

impl CaseView {
    /// Shows a row with its needs, without the identity of the asker.
    ///
    /// # Errors
    /// When stored JSON is damaged, a fault of ours.
    pub fn new(row: CaseRow, needs: Vec<String>) -> Result<Self, Error> {
        let struck: Struck = from_json(&row.struck)?;
        Ok(Self {
            read: from_json::<Gleaned>(&row.reading)?.without(&struck.read),
            needs_struck: struck.needs,
            read_struck: struck.read,
            children: from_json(&row.children)?,
            proposed_needs: from_json(&row.proposed_needs)?,
            asker: row.asker_role.map(|role| Asker { role: Some(role), ..Asker::default() }),
            id: row.id,
            number: row.number,
            status: row.status,
            channel: row.channel,
            question: row.question,
            urgency: row.urgency,
            language: row.language,
            postcode: row.postcode,
            school_id: row.school_id,
            needs,
            outcome: row.outcome,
            owner: row.owner_id,
            family_id: row.family_id,
            opened_at: row.opened_at,
            due_at: row.due_at,
            closed_at: row.closed_at,
            version: row.version,
        })
    }
}

/// Refuses a free text with a national number in it: storing one needs an authorisation that the service does not have
/// (Act of 8 August 1983 on the National Register, art. 8).
pub(super) fn check_text(issues: &mut Vec<Issue>, name: &str, text: &str) {
    if national_number::contains(text) {
        issues.push(Issue::body(name, NATIONAL_NUMBER));
    }
}

/// Refuses needs that are not on the list or retired, twice the same, or more than four.
pub(super) fn check_needs(lexicon: &Lexicon, issues: &mut Vec<Issue>, name: &str, needs: &[String]) {
    for (place, code) in needs.iter().enumerate() {
        let listed = lexicon.need(code);
        if listed.is_none() {
            issues.push(Issue::body(format!("{name}.{place}"), "is not a need of the list; see GET /v1/needs"));
        } else if listed.is_some_and(|need| need.retired) {
            issues.push(Issue::body(format!("{name}.{place}"), "is retired; see GET /v1/needs for those that are not"));
        } else if needs[..place].contains(code) {
            issues.push(Issue::body(format!("{name}.{place}"), "stands in the list twice"));
        }
    }
}

/// The text by which a case is found: number and question, folded, words only, so that both databases cut it alike.
pub(super) fn search_text(number: &str, question: &str) -> String {
    let folded = crate::domain::routing::text::fold(&format!("{number} {question}"));
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Ends a use case when there are faults.
pub(super) fn refuse_if_any(issues: Vec<Issue>) -> Result<(), Error> {
    if issues.is_empty() { Ok(()) } else { Err(Error::Invalid(issues)) }
}
