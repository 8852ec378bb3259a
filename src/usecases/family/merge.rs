//! Merge two families that turned out to be one, and undo it. Both histories stay as they are; only who stands for whom
//! changes, so that undoing loses nothing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::access::{Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::family::{self, MergeRow};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::record::{self, Audience};
use crate::usecases::words::refuse_national_numbers;

/// Into which family, and why.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeFamily {
    /// The family that stands for both from now on.
    #[schema(max_length = 36)]
    pub into: Id,
    /// Why they are one.
    #[schema(min_length = 1, max_length = 2_000)]
    pub reason: String,
}

/// Nothing needs to be said.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoMerge {}

/// A merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MergeView {
    /// Id, for undoing it.
    pub id: Id,
    /// The family that is no longer counted by itself.
    pub family_id: Id,
    /// The family that stands for both.
    pub into: Id,
    /// When.
    pub merged_at: Moment,
    /// When it was undone.
    pub undone_at: Option<Moment>,
}

/// Merges a family into another one.
///
/// # Errors
/// [`Error::Guard`] `mergedAlready` when either of them is merged; [`Error::Invalid`] for a family into itself;
/// [`Error::NotFound`], also when the caller may not see it.
pub fn merge(
    ctx: &Ctx,
    principal: &Principal,
    id: &str,
    command: &MergeFamily,
    key: Option<&IdempotencyKey>,
) -> Result<MergeView, Error> {
    require(principal, Scope::FamiliesWrite)?;
    refuse_national_numbers(&[("reason", Some(&command.reason))])?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let row = family::find(conn, &principal.reach(), id)?;
        let into = family::find(conn, &principal.reach(), &command.into).map_err(|error| match error {
            StoreError::NotFound => Error::Invalid(vec![Issue::body("into", "is not a family")]),
            other => other.into(),
        })?;
        if row.id == into.id {
            return Err(Error::Invalid(vec![Issue::body("into", "is the family itself")]));
        }
        if row.merged_into.is_some() || into.merged_into.is_some() {
            return Err(guard("mergedAlready", "one of the two was merged before; merge the one that stands for it"));
        }
        family::hold(conn, &into).map_err(|error| Error::from(error).without_version())?;
        family::point(conn, &row, Some(&into.id)).map_err(|error| Error::from(error).without_version())?;
        let merge = MergeRow {
            id: ctx.id(at),
            family_id: row.id.clone(),
            into_id: into.id,
            reason: command.reason.clone(),
            merged_by: principal.client_id.clone(),
            merged_at: at,
            undone_by: None,
            undone_at: None,
        };
        family::insert_merge(conn, &merge)?;
        announce(ctx, conn, "family.merged", &merge, row.version + 1, at)?;
        Ok(shown(merge))
    })
}

/// Undoes a merge: both families count by themselves again.
///
/// # Errors
/// [`Error::Guard`] `undoneAlready`; [`Error::NotFound`], also when the caller may not see it.
pub fn undo(ctx: &Ctx, principal: &Principal, id: &str, key: Option<&IdempotencyKey>) -> Result<MergeView, Error> {
    require(principal, Scope::FamiliesWrite)?;
    once(ctx, principal, key, |conn| {
        let at = ctx.now();
        let merge = family::find_merge(conn, &principal.reach(), id)?;
        if !family::undo_merge(conn, id, &principal.client_id, at)? {
            return Err(guard("undoneAlready", "this merge was undone before"));
        }
        let row = family::find(conn, &principal.reach(), &merge.family_id)?;
        family::point(conn, &row, None).map_err(|error| Error::from(error).without_version())?;
        let merge = MergeRow { undone_at: Some(at), ..merge };
        announce(ctx, conn, "family.separated", &merge, row.version + 1, at)?;
        Ok(shown(merge))
    })
}

fn announce(ctx: &Ctx, conn: &mut Conn, kind: &str, merge: &MergeRow, version: i32, at: Moment) -> Result<(), Error> {
    let data = serde_json::json!({ "familyId": merge.family_id, "into": merge.into_id, "mergeId": merge.id });
    let path = format!("/v1/families/{}", merge.family_id);
    record::event(ctx, conn, kind, &merge.family_id, version, &path, at, Audience::Team, &data)
}

fn guard(name: &'static str, detail: &str) -> Error {
    Error::Guard { name, detail: detail.to_owned(), allowed: Vec::new() }
}

fn shown(merge: MergeRow) -> MergeView {
    MergeView {
        id: merge.id,
        family_id: merge.family_id,
        into: merge.into_id,
        merged_at: merge.merged_at,
        undone_at: merge.undone_at,
    }
}
