//! Which families may be this one? Answered in references and reasons: who they are stays sealed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::family::matching::reasons;
use crate::domain::family::{MatchReason, TokenKind, fold, reference};
use crate::domain::ids::Id;
use crate::store::family;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};

/// Families that are looked at for one trait: a surname may be shared by many.
const MOST_PER_TRAIT: i64 = 500;
/// Matches that are shown.
const MOST_SHOWN: usize = 20;

/// What is known of the family that is looked for.
#[derive(Clone, Default)]
pub struct Traits {
    /// Phone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// Day of birth of a member.
    pub birth_date: Option<NaiveDate>,
}

/// A family that may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilyMatch {
    /// Id.
    pub id: Id,
    /// Reference that may be spoken.
    pub reference: String,
    /// Why it may be the same.
    pub reasons: Vec<MatchReason>,
}

/// Families that may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FamilyMatches {
    /// The likeliest first.
    pub items: Vec<FamilyMatch>,
    /// How many.
    pub total: i64,
}

/// Looks for families that may be the same. Never automatic: merging is a person's decision.
///
/// # Errors
/// [`Error::Invalid`] when nothing to look for was given; [`Error::MissingScope`].
pub fn find(ctx: &Ctx, principal: &Principal, traits: &Traits) -> Result<FamilyMatches, Error> {
    require(principal, Scope::FamiliesRead)?;
    if principal.party != Party::Team {
        return Err(Error::Forbidden("only the contact point looks for families"));
    }
    let wanted = folded(traits);
    if wanted.is_empty() {
        let detail = "give at least one of phone, email, surname, street, birthDate";
        return Err(Error::Invalid(vec![Issue::query("(query)", detail)]));
    }
    ctx.db.read(|conn| {
        let mut agreeing: BTreeMap<Id, BTreeSet<TokenKind>> = BTreeMap::new();
        for (kind, value) in &wanted {
            let token = ctx.master_key.token(kind.as_str(), value);
            for family_id in family::with_token(conn, *kind, &token, MOST_PER_TRAIT)? {
                agreeing.entry(family_id).or_default().insert(*kind);
            }
        }
        let mut matches: BTreeMap<Id, FamilyMatch> = BTreeMap::new();
        for (family_id, kinds) in agreeing {
            let why = reasons(&kinds);
            if why.is_empty() {
                continue;
            }
            let root = family::root(conn, &family_id)?;
            let found = matches.entry(root.id.clone()).or_insert_with(|| FamilyMatch {
                id: root.id,
                reference: reference(root.reference_number),
                reasons: Vec::new(),
            });
            found.reasons.extend(why);
            found.reasons.sort_unstable();
            found.reasons.dedup();
        }
        let total = i64::try_from(matches.len()).unwrap_or(i64::MAX);
        let mut items: Vec<FamilyMatch> = matches.into_values().collect();
        items.sort_by_key(|one| (std::cmp::Reverse(one.reasons.len()), one.reasons.clone(), one.id.clone()));
        items.truncate(MOST_SHOWN);
        Ok(FamilyMatches { items, total })
    })
}

fn folded(traits: &Traits) -> Vec<(TokenKind, String)> {
    [
        (TokenKind::Phone, traits.phone.as_deref().and_then(fold::phone)),
        (TokenKind::Email, traits.email.as_deref().and_then(fold::email)),
        (TokenKind::Surname, traits.surname.as_deref().and_then(fold::surname)),
        (TokenKind::Street, traits.street.as_deref().and_then(fold::street)),
        (TokenKind::BirthDate, traits.birth_date.map(|day| day.to_string())),
    ]
    .into_iter()
    .filter_map(|(kind, value)| value.map(|value| (kind, value)))
    .collect()
}
