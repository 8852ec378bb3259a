//! A file of reports: all of it is taken in, or nothing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::Principal;
use crate::domain::alert::{RowFault, report};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::signal::report::may_report;
use crate::usecases::signal::take_in::take_in;

/// Most faults that one answer names.
const MOST_FAULTS: usize = 200;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Rows that were read.
    pub rows: usize,
    /// Signals that are new.
    pub created: usize,
    /// Signals that got newer evidence.
    pub updated: usize,
}

/// Takes in a CSV file with the head `schoolId,pupilRef,asOf,A,B,H,M,P,R,Z`.
///
/// # Errors
/// [`Error::Invalid`] with line, column and reason of every faulty cell; nothing is kept then.
pub fn import(ctx: &Ctx, principal: &Principal, file: &[u8], key: Option<&IdempotencyKey>) -> Result<Imported, Error> {
    may_report(principal)?;
    let reports = report::read_file(file, ctx.now().local_date()).map_err(|faults| invalid(&faults))?;
    once(ctx, principal, key, |conn| {
        let mut imported = Imported { rows: reports.len(), created: 0, updated: 0 };
        for report in &reports {
            let taken = take_in(ctx, conn, principal, report, ctx.now())?;
            imported.created += taken.created;
            imported.updated += taken.updated;
        }
        Ok(imported)
    })
}

fn invalid(faults: &[RowFault]) -> Error {
    let issue = |fault: &RowFault| match fault.column {
        "" => Issue::body(format!("line {}", fault.line), fault.detail),
        column => Issue::body(format!("line {}, {column}", fault.line), fault.detail),
    };
    Error::Invalid(faults.iter().take(MOST_FAULTS).map(issue).collect())
}
