//! Gaps in the offer: what was needed, where, at which age, and nothing on the map fitted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::span::Span;
use crate::domain::access::{Party, Principal, Scope};
use crate::domain::language::Language;
use crate::domain::target::shown;
use crate::store::gap;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::lexicon;

/// One gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapRow {
    /// Code of the need; missing where the words of the question gave none away.
    pub need: Option<String>,
    /// Its name.
    pub label: Option<String>,
    /// Municipality of the family; missing where it is not known.
    pub municipality: Option<String>,
    /// Age band of the child; missing where it is not known.
    pub age_band: Option<String>,
    /// Cases that asked for it. Outside the team nothing between 1 and 4 is shown.
    pub cases: Option<u32>,
    /// Those of them that were closed because no offer was found.
    pub confirmed: Option<u32>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapReport {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    /// Different cases with a gap; missing outside the team where a row is not shown, since it would follow from it.
    pub cases: Option<u32>,
    /// The gaps, those of most cases first.
    pub items: Vec<GapRow>,
}

/// The report of a span of days.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::Invalid`] where the first day is after the last.
pub fn gaps(
    ctx: &Ctx,
    principal: &Principal,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    language: Language,
) -> Result<GapReport, Error> {
    require(principal, Scope::TargetsRead)?;
    let inside = principal.party == Party::Team;
    let span = Span::of(ctx, from, to)?;
    let (first, until) = span.moments();
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    ctx.db.read(|conn| {
        let counted = gap::counted(conn, first, until)?;
        let whole = inside || counted.iter().all(|(_, cases, _)| shown(number(*cases), false).is_some());
        let total = number(gap::cases(conn, first, until)?);
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let lexicon = lexicon::current(ctx, conn)?;
        let items = counted
            .into_iter()
            .map(|(gap, cases, confirmed)| {
                let label = lexicon.need(&gap.need).map(|need| need.label.get(language).to_owned());
                let cases = shown(number(cases), inside);
                GapRow {
                    label,
                    need: given(gap.need),
                    municipality: given(gap.municipality),
                    age_band: given(gap.age_band),
                    cases,
                    confirmed: cases.and_then(|_| shown(number(confirmed), inside)),
                }
            })
            .collect();
        let cases = shown(total, inside).filter(|_| whole);
        Ok(GapReport { from: span.from, to: span.to, cases, items })
    })
}
