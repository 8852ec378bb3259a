//! Somebody wants the weekly mail.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::credentials::secret;
use crate::domain::access::Principal;
use crate::domain::ids::Id;
use crate::domain::language::Language;
use crate::store::subscription::{self, Subscription};
use crate::store::target;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};
use crate::usecases::once::{IdempotencyKey, once};
use crate::usecases::subscription::view::{SubscriptionView, allow};

/// Who wants it, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscribe {
    /// Address of the subscriber: a professional.
    #[schema(max_length = 254, format = Email, pattern = r"^[^\s@<>,;]+@[^\s@<>,;]+$")]
    #[validate(email(message = "must be a mail address"))]
    pub email: String,
    /// Language of the mail.
    pub language: Language,
    /// The target; without it the one whose period runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_id: Option<Id>,
}

/// Makes a subscription. An address has one: whoever subscribes again keeps it, in the language and for the target that
/// are named now.
///
/// # Errors
/// [`Error::Invalid`] for an unknown target; [`Error::MissingScope`], [`Error::Forbidden`] outside the team.
pub fn subscribe(
    ctx: &Ctx,
    principal: &Principal,
    command: &Subscribe,
    key: Option<&IdempotencyKey>,
) -> Result<SubscriptionView, Error> {
    allow(principal)?;
    once(ctx, principal, key, |conn| {
        let now = ctx.now();
        let kept = match &command.target_id {
            Some(id) => target::all(conn)?.into_iter().find(|kept| kept.target.id == *id),
            None => target::on(conn, now.local_date())?,
        };
        let Some(kept) = kept else {
            return Err(Error::Invalid(vec![Issue::body("targetId", "is not a target; see GET /v1/targets")]));
        };
        let email = command.email.trim().to_lowercase();
        let language = command.language.as_str();
        if let Some(known) = subscription::of_address(conn, &email)? {
            // A subscription goes on with the target that runs; only a target that is named changes it.
            let target_id = command.target_id.as_ref().unwrap_or(&known.target_id).clone();
            if known.language == language && known.target_id == target_id {
                return Ok(known.into());
            }
            let changed =
                Subscription { language: language.to_owned(), target_id, version: known.version + 1, ..known };
            subscription::change(conn, &changed).map_err(|error| Error::from(error).without_version())?;
            return Ok(changed.into());
        }
        let id = ctx.id(now);
        let row = Subscription {
            unsubscribe_token: secret::hash(&ctx.master_key.token("unsubscribe", &id)),
            id,
            email,
            language: language.to_owned(),
            target_id: kept.target.id,
            created_by: principal.client_id.clone(),
            created_at: now,
            ended_at: None,
            version: 1,
        };
        subscription::insert(conn, &row)?;
        Ok(row.into())
    })
}
