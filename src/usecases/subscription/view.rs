//! How a subscription is shown: with its address, to the team only.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::access::{Party, Principal, Scope};
use crate::domain::ids::Id;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::store::subscription::Subscription;
use crate::usecases::ctx::require;
use crate::usecases::error::Error;

/// A subscription to the weekly mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionView {
    /// Id.
    pub id: Id,
    /// Address of the subscriber.
    pub email: String,
    /// Language of the mail.
    pub language: Language,
    /// The target it is about; when its period is over, the mail goes on with the next one.
    pub target_id: Id,
    /// Since when. The first mail is that of the Monday after.
    pub created_at: Moment,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

impl From<Subscription> for SubscriptionView {
    fn from(row: Subscription) -> Self {
        Self {
            language: row.language.parse().unwrap_or(Language::Dutch),
            id: row.id,
            email: row.email,
            target_id: row.target_id,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

/// Only the team manages subscriptions: they are addresses of people.
pub(super) fn allow(principal: &Principal) -> Result<(), Error> {
    require(principal, Scope::TargetsRead)?;
    match principal.party {
        Party::Team => Ok(()),
        Party::Partner(_) | Party::AlertPoint => Err(Error::Forbidden("only the team manages subscriptions")),
    }
}
