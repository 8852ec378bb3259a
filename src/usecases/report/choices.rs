//! What was proposed and what was chosen: how often the first, one of the first three, or something else; and why.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::span::Span;
use crate::domain::access::{Party, Principal, Scope};
use crate::domain::handover::NotFirstReason;
use crate::domain::language::Language;
use crate::domain::target::shown;
use crate::store::choice;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::lexicon;

/// How choices compare with proposals. Outside the team nothing between 1 and 4 is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// Routes that were chosen.
    pub choices: Option<u32>,
    /// The first proposal was chosen.
    pub first: Option<u32>,
    /// One of the first three was.
    pub first_three: Option<u32>,
    /// It was proposed, but further down.
    pub further: Option<u32>,
    /// It was not proposed.
    pub outside: Option<u32>,
    /// Of those, a hard rule excluded it.
    pub excluded: Option<u32>,
}

/// The same for one need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceRow {
    /// Code of the most pressing need; missing where none was known.
    pub need: Option<String>,
    /// Its name.
    pub label: Option<String>,
    /// The counts.
    #[serde(flatten)]
    pub compared: Compared,
}

/// Why the first proposal was not chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReasonRow {
    /// The reason; missing where the worker gave none.
    pub reason_code: Option<NotFirstReason>,
    /// How often.
    pub choices: Option<u32>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceReport {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    /// All needs together.
    pub total: Compared,
    /// By need, those chosen for most often first.
    pub needs: Vec<ChoiceRow>,
    /// Why it was not the first, the commonest first.
    pub reasons: Vec<ReasonRow>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    choices: u32,
    first: u32,
    first_three: u32,
    outside: u32,
    excluded: u32,
}

impl Tally {
    fn add(&mut self, row: &choice::Counted) {
        let many = u32::try_from(row.choices).unwrap_or(u32::MAX);
        self.choices += many;
        self.first += if row.place == Some(1) { many } else { 0 };
        self.first_three += if row.place.is_some_and(|place| place <= 3) { many } else { 0 };
        self.outside += if row.place.is_none() { many } else { 0 };
        self.excluded += if row.excluded { many } else { 0 };
    }

    /// The parts are shown only together: a hidden one would follow from the others.
    fn shown(self, inside: bool) -> Compared {
        let further = self.choices - self.first_three - self.outside;
        let second = self.first_three - self.first;
        let parts = [self.first, second, further, self.outside, self.excluded, self.outside - self.excluded];
        let whole = parts.iter().all(|part| shown(*part, inside).is_some());
        let part = |number: u32| Some(number).filter(|_| whole);
        Compared {
            choices: shown(self.choices, inside),
            first: part(self.first),
            first_three: part(self.first_three),
            further: part(further),
            outside: part(self.outside),
            excluded: part(self.excluded),
        }
    }
}

/// The report of a span of days.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::Invalid`] where the first day is after the last.
pub fn choices(
    ctx: &Ctx,
    principal: &Principal,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    language: Language,
) -> Result<ChoiceReport, Error> {
    require(principal, Scope::TargetsRead)?;
    let inside = principal.party == Party::Team;
    let span = Span::of(ctx, from, to)?;
    let (first, until) = span.moments();
    let (rows, lexicon) =
        ctx.db.read(|conn| Ok::<_, Error>((choice::counted(conn, first, until)?, lexicon::current(ctx, conn)?)))?;
    let mut total = Tally::default();
    let mut needs: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut reasons: BTreeMap<Option<&str>, u32> = BTreeMap::new();
    for row in &rows {
        total.add(row);
        needs.entry(row.need.as_str()).or_default().add(row);
        if row.place != Some(1) {
            *reasons.entry(row.reason_code.as_deref()).or_default() += u32::try_from(row.choices).unwrap_or(u32::MAX);
        }
    }
    let mut needs: Vec<(&str, Tally)> = needs.into_iter().collect();
    needs.sort_by(|a, b| b.1.choices.cmp(&a.1.choices).then_with(|| a.0.cmp(b.0)));
    let mut reasons: Vec<(Option<&str>, u32)> = reasons.into_iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(ChoiceReport {
        from: span.from,
        to: span.to,
        total: total.shown(inside),
        needs: needs
            .into_iter()
            .map(|(need, tally)| ChoiceRow {
                need: Some(need.to_owned()).filter(|need| !need.is_empty()),
                label: lexicon.need(need).map(|need| need.label.get(language).to_owned()),
                compared: tally.shown(inside),
            })
            .collect(),
        reasons: reasons
            .into_iter()
            .map(|(code, choices)| ReasonRow {
                reason_code: code.and_then(|code| code.parse().ok()),
                choices: shown(choices, inside),
            })
            .collect(),
    })
}
