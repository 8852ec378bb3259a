//! Open a case: what an intake worker does while talking. No name is needed.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::calendar::{SchoolYear, add_working_days};
use crate::domain::casework::{CaseNumber, CaseStatus, Channel, Urgency};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::Gleaned;
use crate::store::case::{self, CaseRow};
use crate::store::conn::Conn;
use crate::store::counter;
use crate::store::types::to_json;
use crate::usecases::case::view::{
    Asker, AskerIdentity, CaseView, Child, check_needs, check_text, refuse_if_any, search_text,
};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};
use crate::usecases::{gate, lexicon};

/// A new case.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenCase {
    /// How it came in.
    pub channel: Channel,
    /// The question in the asker's words.
    #[schema(min_length = 1, max_length = 20_000)]
    pub question: String,
    /// Language of the home, ISO 639 (`nl`, `ar`, `rif`).
    #[schema(pattern = "^[a-z]{2,3}$")]
    pub language: Option<String>,
    /// Postcode of the home.
    #[schema(pattern = "^[1-9][0-9]{3}$")]
    pub postcode: Option<String>,
    /// How soon; `routine` when not given.
    pub urgency: Option<Urgency>,
    /// Who asks.
    #[validate(nested)]
    pub asker: Option<Asker>,
    /// Children involved: age or stage, no name.
    #[schema(max_items = 20)]
    #[validate(nested)]
    pub children: Option<Vec<Child>>,
    /// Needs that the worker already knows.
    #[schema(max_items = 4)]
    pub needs: Option<Vec<String>>,
    /// Family, when it is known already.
    #[schema(max_length = 36)]
    pub family_id: Option<Id>,
}

/// Opens a case.
///
/// # Errors
/// [`Error::Invalid`] for a national number, an unknown need or family; [`Error::MissingScope`]; [`Error::Forbidden`].
pub fn open(
    ctx: &Ctx,
    principal: &Principal,
    command: &OpenCase,
    key: Option<&IdempotencyKey>,
) -> Result<CaseView, Error> {
    require(principal, Scope::CasesWrite)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("only the contact point opens cases"));
    }
    let mut issues = Vec::new();
    check_text(&mut issues, "question", &command.question);
    if command.question.trim().is_empty() {
        issues.push(Issue::body("question", "is empty; write down what was asked"));
    }
    if let Some(asker) = &command.asker {
        check_text(&mut issues, "asker.name", asker.name.as_deref().unwrap_or_default());
        check_text(&mut issues, "asker.role", asker.role.as_deref().unwrap_or_default());
    }
    let needs = command.needs.clone().unwrap_or_default();
    let lexicon = ctx.db.read(|conn| lexicon::current(ctx, conn))?;
    check_needs(&lexicon, &mut issues, "needs", &needs);
    refuse_if_any(issues)?;
    let proposed = lexicon.propose(&command.question);

    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        if let Some(family_id) = &command.family_id
            && !case::is_family(conn, family_id)?
        {
            return Err(Error::Invalid(vec![Issue::body(
                "familyId",
                "is not a family; record it with POST /v1/families",
            )]));
        }
        let row = CaseRow { proposed_needs: to_json(&proposed)?, ..blank(ctx, principal, command, at)? };
        seal_asker(ctx, conn, command.asker.as_ref(), &row.id, at)?;
        let row = numbered(conn, row)?;
        case::insert(conn, &row, &needs)?;
        let entry = record::entry(ctx, principal, at, &row.id, "case.opened", row.version);
        record::timeline(conn, &crate::store::timeline::Entry { to_state: Some(row.status.to_string()), ..entry })?;
        if let Some(family_id) = &row.family_id {
            record::reached(ctx, conn, &row.id, family_id, children_count(command), at)?;
        }
        let data =
            serde_json::json!({ "caseId": row.id, "number": row.number, "status": row.status, "version": row.version });
        let path = format!("/v1/cases/{}", row.id);
        record::event(ctx, conn, "case.opened", &row.id, row.version, &path, at, Audience::Team, &data)?;
        CaseView::new(row, needs.clone())
    })
}

fn blank(ctx: &Ctx, principal: &Principal, command: &OpenCase, at: Moment) -> Result<CaseRow, Error> {
    let urgency = command.urgency.unwrap_or(Urgency::Routine);
    let asker = command.asker.clone().unwrap_or_default();
    Ok(CaseRow {
        id: ctx.id(at),
        docket: CaseNumber::base(SchoolYear::at(at)),
        number: String::new(),
        channel: command.channel,
        question: command.question.clone(),
        search_text: String::new(),
        language: command.language.clone(),
        postcode: command.postcode.clone(),
        urgency,
        school_id: asker.school_id,
        asker_role: asker.role,
        children: to_json(&command.children.clone().unwrap_or_default())?,
        proposed_needs: "[]".to_owned(),
        reading: to_json(&Gleaned::from(&command.question))?,
        struck: "{}".to_owned(),
        status: CaseStatus::New,
        outcome: None,
        owner_id: None,
        family_id: command.family_id.clone(),
        opened_by: principal.client_id.clone(),
        opened_at: at,
        due_at: Some(due(at, urgency)),
        closed_at: None,
        version: 1,
    })
}

/// Takes the next number of the school year. Last of all, because the series stays locked until COMMIT.
fn numbered(conn: &mut Conn, row: CaseRow) -> Result<CaseRow, Error> {
    let docket = row.docket + counter::next(conn, &format!("{}{}", case::SERIES, row.docket))?;
    let number = CaseNumber::from_docket(docket).to_string();
    Ok(CaseRow { docket, search_text: search_text(&number, &row.question), number, ..row })
}

/// Until when a case should have been taken up: urgent the same day, soon within three working days, routine within ten.
fn due(at: Moment, urgency: Urgency) -> Moment {
    let days = match urgency {
        Urgency::Urgent => 0,
        Urgency::Soon => 3,
        Urgency::Routine => 10,
    };
    let evening = chrono::NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default();
    let due = crate::domain::calendar::brussels(add_working_days(at.local_date(), days), evening);
    due.max(at)
}

fn seal_asker(ctx: &Ctx, conn: &mut Conn, asker: Option<&Asker>, case_id: &str, at: Moment) -> Result<(), Error> {
    let Some(asker) = asker else { return Ok(()) };
    if asker.name.is_none() && asker.phone.is_none() && asker.email.is_none() {
        return Ok(());
    }
    let identity = AskerIdentity { name: asker.name.clone(), phone: asker.phone.clone(), email: asker.email.clone() };
    gate::close(ctx, conn, gate::Kind::Asker, case_id, None, &identity, at)?;
    Ok(())
}

fn children_count(command: &OpenCase) -> i32 {
    command.children.as_ref().map_or(0, |children| i32::try_from(children.len()).unwrap_or(i32::MAX))
}
