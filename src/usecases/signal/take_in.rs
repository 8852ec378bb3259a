//! What one report does to the signals of its pupil, inside the transaction of whoever brought it.

use std::collections::HashSet;

use serde_json::json;

use crate::domain::access::Principal;
use crate::domain::alert::signal::{self, Weighed, weigh};
use crate::domain::alert::{Actor, Evidence, Finding, Report, SignalState, evaluate};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::signal::{self as rows, SignalRow};
use crate::store::types::{from_json, to_json};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::record::{self, Audience};
use crate::usecases::signal::raise::raise;

/// What became of a report.
pub(super) struct Taken {
    /// Every signal of the pupil in this school year.
    pub(super) rows: Vec<SignalRow>,
    /// Those that this report made or changed.
    pub(super) touched: HashSet<Id>,
    /// How many are new.
    pub(super) created: usize,
    /// How many got newer evidence.
    pub(super) updated: usize,
}

/// Takes in one report.
pub(super) fn take_in(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    report: &Report,
    at: Moment,
) -> Result<Taken, Error> {
    let year = report.school_year().first_year();
    let rows = rows::of_pupil(conn, &report.school_id, &report.pupil_ref, year)?;
    let mut taken = Taken { rows, touched: HashSet::new(), created: 0, updated: 0 };
    for finding in evaluate(report.as_of, &report.half_days) {
        let known = taken.rows.iter_mut().find(|row| row.rule == finding.code());
        let evidence: Option<Evidence> = known.as_ref().map(|row| from_json(&row.evidence)).transpose()?;
        let before = known.as_ref().zip(evidence.as_ref()).map(|(row, evidence)| (row.state, evidence));
        match (weigh(before, &finding.evidence), known) {
            (Weighed::Update, Some(row)) => {
                update(ctx, conn, row, &finding, at)?;
                taken.touched.insert(row.id.clone());
                taken.updated += 1;
            }
            (Weighed::Create, _) => {
                let row = create(ctx, conn, principal, report, &finding, at)?;
                taken.touched.insert(row.id.clone());
                taken.rows.push(row);
                taken.created += 1;
            }
            (Weighed::Keep | Weighed::Update, _) => {}
        }
    }
    Ok(taken)
}

fn update(ctx: &Ctx, conn: &mut Conn, row: &mut SignalRow, finding: &Finding, at: Moment) -> Result<(), Error> {
    row.evidence = to_json(&finding.evidence)?;
    row.as_of = finding.evidence.as_of;
    row.rule_version = finding.version.to_owned();
    row.version += 1;
    rows::update(conn, row).map_err(|error| Error::from(error).without_version())?;
    tell(ctx, conn, row, "signal.updated", at)
}

/// Makes a signal. What a statutory rule found is confirmed at once, because the law does not leave it to anybody.
fn create(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    report: &Report,
    finding: &Finding,
    at: Moment,
) -> Result<SignalRow, Error> {
    let statutory = signal::step(SignalState::Proposed, SignalState::Confirmed, Actor::System, finding.rule).ok();
    let row = SignalRow {
        id: ctx.id(at),
        school_id: report.school_id.clone(),
        pupil_ref: report.pupil_ref.clone(),
        school_year: report.school_year().first_year(),
        rule: finding.code(),
        rule_version: finding.version.to_owned(),
        as_of: report.as_of,
        evidence: to_json(&finding.evidence)?,
        state: statutory.map_or(SignalState::Proposed, |step| step.to),
        reason: None,
        decided_by: statutory.map(|_| Actor::System.to_string()),
        decided_at: statutory.map(|_| at),
        reported_by: principal.client_id.clone(),
        created_at: at,
        version: 1,
    };
    rows::insert(conn, &row)?;
    match statutory {
        None => tell(ctx, conn, &row, "signal.proposed", at)?,
        Some(_) => {
            tell(ctx, conn, &row, "signal.confirmed", at)?;
            raise(ctx, conn, Actor::System.as_str(), &row, at)?;
        }
    }
    Ok(row)
}

/// Tells the team's feed about a signal.
pub(super) fn tell(ctx: &Ctx, conn: &mut Conn, row: &SignalRow, kind: &str, at: Moment) -> Result<(), Error> {
    let data = json!({ "signalId": row.id, "rule": row.rule, "state": row.state, "version": row.version });
    let path = format!("/v1/signals/{}", row.id);
    record::event(ctx, conn, kind, &row.id, row.version, &path, at, Audience::Team, &data)
}
