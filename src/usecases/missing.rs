//! What nothing on the map fits, kept of a case: when its suggestions are read, and when it is closed because of it.

use crate::domain::moment::Moment;
use crate::domain::routing::gap::{Gap, gaps};
use crate::domain::routing::suggest::Suggested;
use crate::domain::routing::{Gleaned, Question};
use crate::store::case::{self, CaseRow};
use crate::store::conn::Conn;
use crate::store::types::from_json;
use crate::store::{gap, handover};
use crate::usecases::asked;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// What an answer says is missing; nothing where something fits.
#[must_use]
pub fn of(question: &Question, found: &Suggested<'_>) -> Vec<Gap> {
    if !found.no_confident_match {
        return Vec::new();
    }
    let needs: Vec<String> = found.needs.iter().map(|need| need.code.clone()).collect();
    gaps(&question.with_what_is_read(&found.read), &needs)
}

/// Whether something of a case is to be written down, or taken back, that is not yet.
///
/// # Errors
/// Any failure of the database.
pub fn is_news(conn: &mut Conn, case_id: &str, missing: &[Gap]) -> Result<bool, Error> {
    let known = gap::of_case(conn, case_id)?;
    let open: Vec<&Gap> = known.iter().filter(|noted| !noted.resolved).map(|noted| &noted.gap).collect();
    Ok(open.len() != missing.len() || missing.iter().any(|gap| !open.contains(&gap)))
}

/// Writes down what is missing for a case. Reading the same suggestions again adds nothing.
///
/// # Errors
/// Any failure of the database.
pub fn note(ctx: &Ctx, case_id: &str, missing: &[Gap]) -> Result<(), Error> {
    ctx.db.write(|conn| {
        handover::lock_case(conn, case_id)?;
        gap::note(conn, ctx.ids.as_ref(), case_id, missing, ctx.now())?;
        Ok(())
    })
}

/// Confirms the gaps of a case that is closed for want of an offer; what was not seen before is noted from what the case
/// knows.
///
/// # Errors
/// Any failure of the database.
pub fn confirm(ctx: &Ctx, conn: &mut Conn, row: &CaseRow, at: Moment) -> Result<(), Error> {
    if gap::of_case(conn, &row.id)?.iter().all(|noted| noted.resolved) {
        let asked = asked::question(conn, row, at, 1)?;
        let read: Gleaned = from_json(&row.reading)?;
        let question = asked.with_what_is_read(&read.without(&asked.struck.read));
        let needs = needs(conn, row)?;
        gap::note(conn, ctx.ids.as_ref(), &row.id, &gaps(&question, &needs), at)?;
    }
    Ok(gap::confirm(conn, &row.id, Some(at))?)
}

/// Takes that back, when the case is opened again.
///
/// # Errors
/// Any failure of the database.
pub fn reopen(conn: &mut Conn, case_id: &str) -> Result<(), Error> {
    Ok(gap::confirm(conn, case_id, None)?)
}

/// Confirmed needs of a case; where there are none, those that its words give away.
///
/// # Errors
/// Any failure of the database.
pub fn needs(conn: &mut Conn, row: &CaseRow) -> Result<Vec<String>, Error> {
    let confirmed: Vec<String> =
        case::needs_of(conn, std::slice::from_ref(&row.id))?.into_iter().map(|(_, need)| need).collect();
    if !confirmed.is_empty() {
        return Ok(confirmed);
    }
    let proposed: Vec<crate::domain::routing::ProposedNeed> = from_json(&row.proposed_needs)?;
    Ok(proposed.into_iter().map(|need| need.code).collect())
}
