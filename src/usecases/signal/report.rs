//! A school reports one pupil's totals; the answer is what the rules make of them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::alert::{AbsenceCode, HalfDays, Report, report};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::signal::take_in::take_in;
use crate::usecases::signal::view::{SignalView, show};

/// Half days of absence since 1 September, per code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HalfDayTotals {
    /// Half days with code A.
    #[schema(minimum = 0, maximum = 400)]
    #[serde(rename = "A")]
    pub a: Option<u32>,
    /// Half days with code B, problematic absence.
    #[schema(minimum = 0, maximum = 400)]
    #[serde(rename = "B")]
    pub b: Option<u32>,
    /// Half days with code H.
    #[schema(minimum = 0, maximum = 400)]
    #[serde(rename = "H")]
    pub h: Option<u32>,
    /// Half days with code M.
    #[schema(minimum = 0, maximum = 400)]
    #[serde(rename = "M")]
    pub m: Option<u32>,
    /// Half days with code P.
    #[schema(minimum = 0, maximum = 400)]
    #[serde(rename = "P")]
    pub p: Option<u32>,
    /// Half days with code R, excluded or suspended.
    #[schema(minimum = 0, maximum = 400)]
    #[serde(rename = "R")]
    pub r: Option<u32>,
    /// Half days with code Z, illness.
    #[schema(minimum = 0, maximum = 400)]
    #[serde(rename = "Z")]
    pub z: Option<u32>,
}

impl HalfDayTotals {
    fn given(&self) -> HalfDays {
        let of = |code| match code {
            AbsenceCode::A => self.a,
            AbsenceCode::B => self.b,
            AbsenceCode::H => self.h,
            AbsenceCode::M => self.m,
            AbsenceCode::P => self.p,
            AbsenceCode::R => self.r,
            AbsenceCode::Z => self.z,
        };
        AbsenceCode::ALL.iter().filter_map(|code| of(*code).map(|count| (*code, count))).collect()
    }
}

/// A school's report on one pupil: totals of the school year.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportAbsences {
    /// The school: institution number or the id it has in the social map.
    #[schema(min_length = 1, max_length = 64)]
    pub school_id: String,
    /// The school's own reference for the pupil; never a name, never a national number.
    #[schema(min_length = 1, max_length = 64)]
    pub pupil_ref: String,
    /// The day up to which was counted.
    #[schema(value_type = String, format = Date)]
    pub as_of: NaiveDate,
    /// Half days per code.
    pub half_days: HalfDayTotals,
}

/// What the rules make of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    /// Every signal on this pupil in this school year, gravest rule first; for reporters outside the team only those that
    /// this report made or changed.
    pub signals: Vec<SignalView>,
}

/// Takes in a report. A later one brings newer evidence to signals that still wait, and new signals; the same one again
/// changes nothing.
///
/// # Errors
/// [`Error::Invalid`] with every fault; [`Error::MissingScope`]; [`Error::Forbidden`] for partners.
pub fn report(
    ctx: &Ctx,
    principal: &Principal,
    command: &ReportAbsences,
    key: Option<&IdempotencyKey>,
) -> Result<Reported, Error> {
    may_report(principal)?;
    let report = Report {
        school_id: command.school_id.clone(),
        pupil_ref: command.pupil_ref.clone(),
        as_of: command.as_of,
        half_days: command.half_days.given(),
    };
    let faults = report::faults(&report, ctx.now().local_date());
    if !faults.is_empty() {
        return Err(Error::Invalid(faults.iter().map(|fault| Issue::body(fault.field, fault.detail)).collect()));
    }
    once(ctx, principal, key, |conn| {
        let mut taken = take_in(ctx, conn, principal, &report, ctx.now())?;
        if principal.party != Party::Team {
            taken.rows.retain(|row| taken.touched.contains(&row.id));
        }
        taken.rows.sort_by_key(|row| row.rule);
        Ok(Reported { signals: show(conn, principal, taken.rows)? })
    })
}

/// Partners have no part in signals.
pub(super) fn may_report(principal: &Principal) -> Result<(), Error> {
    require(principal, Scope::SignalsWrite)?;
    match principal.party {
        Party::Team | Party::AlertPoint => Ok(()),
        Party::Partner(_) => Err(Error::Forbidden("partners do not report on pupils")),
    }
}
