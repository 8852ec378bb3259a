//! From a notice to a draft, at the moment of sending: to whom, what is true now, and may it still be said.

use crate::domain::calendar::{IsoWeek, add_working_days};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::notice::{Draft, Matter, NotSent, Notice};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::types::from_json;
use crate::store::{agreement, offer, subscription};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::outbox::claim::Claimed;
use crate::usecases::outbox::settle::Outcome;
use crate::usecases::outbox::{freshness, weekly};

/// Working days within which a partner answers an offer (referral practice of the contact point).
const ANSWER_WITHIN: u32 = 5;

/// What a notice has become.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    /// It can be written and sent.
    Ready(Box<Draft>),
    /// It cannot, or may not be said any more.
    Not(Outcome),
}

/// Prepares a message that was taken. Called by the worker, outside any transaction. What can never be prepared has failed
/// for good: it must not keep the messages behind it waiting.
///
/// # Errors
/// [`Error::Unavailable`] and [`Error::BrokenOff`], which pass.
pub fn prepare(ctx: &Ctx, claimed: &Claimed) -> Result<Prepared, Error> {
    let now = ctx.now();
    let prepared = ctx.db.read(|conn| match from_json(&claimed.notice)? {
        Notice::WeeklyTarget { subscription_id, week } => weekly_mail(ctx, conn, claimed, &subscription_id, &week, now),
        Notice::FreshnessAsked { mail_id } => Ok(match freshness::draft(ctx, conn, &mail_id, &claimed.id, now)? {
            Some(draft) => Prepared::Ready(Box::new(draft)),
            None => dropped("there is nothing left to ask about"),
        }),
        Notice::HandoverOffered { handover_id } => offered(ctx, conn, claimed, &handover_id, now),
    });
    match prepared {
        Err(error) if !matches!(error, Error::Unavailable | Error::BrokenOff) => {
            tracing::error!(event = "letter.unprepared", id = claimed.id, reason = %error);
            let text = "the message could not be prepared; the log says why".to_owned();
            Ok(Prepared::Not(Outcome::Failed(NotSent::Permanent(text))))
        }
        prepared => prepared,
    }
}

fn dropped(reason: &str) -> Prepared {
    Prepared::Not(Outcome::Dropped(reason.to_owned()))
}

fn weekly_mail(
    ctx: &Ctx,
    conn: &mut Conn,
    claimed: &Claimed,
    subscription_id: &str,
    week: &str,
    now: Moment,
) -> Result<Prepared, Error> {
    let row = match subscription::find(conn, subscription_id) {
        Err(StoreError::NotFound) => return Ok(dropped("the subscription is gone")),
        row => row?,
    };
    if row.ended_at.is_some() {
        return Ok(dropped("the subscription was ended"));
    }
    let week: IsoWeek = week.parse().map_err(|_| Error::Internal(format!("{week} is not a week")))?;
    let draft = weekly::draft(ctx, conn, &row, week, &claimed.id, now.local_date())?;
    Ok(Prepared::Ready(Box::new(draft)))
}

fn offered(ctx: &Ctx, conn: &mut Conn, claimed: &Claimed, handover_id: &str, now: Moment) -> Result<Prepared, Error> {
    let offer = match offer::find(conn, handover_id) {
        Err(StoreError::NotFound) => return Ok(dropped("the handover is gone")),
        offer => offer?,
    };
    if !matches!(offer.status.as_str(), "offered" | "acknowledged") {
        return Ok(dropped(&format!("the handover is no longer offered but {}", offer.status)));
    }
    if let Some(reason) = consent_fault(conn, &offer, now)? {
        return Ok(dropped(reason));
    }
    if !agreement::in_force(conn, &offer.organization_id, now.local_date())? {
        return Ok(dropped("no agreement with the organisation is in force"));
    }
    let Some(to) = offer::address(conn, &offer)? else {
        let text = "the social map has no mail address for this partner".to_owned();
        return Ok(Prepared::Not(Outcome::Failed(NotSent::Permanent(text))));
    };
    let offered_on = offer.offered_at.unwrap_or(now).local_date();
    Ok(Prepared::Ready(Box::new(Draft {
        id: claimed.id.clone(),
        to,
        language: Language::Dutch,
        matter: Matter::HandoverOffered {
            case_number: offer.case_number,
            service: offer.service,
            answer_by: add_working_days(offered_on, ANSWER_WITHIN),
            answer_url: format!("{}/v1/handovers/{handover_id}", ctx.public_url),
        },
        unsubscribe_url: None,
    })))
}

/// Why the consent does not carry the message any more, if so.
fn consent_fault(conn: &mut Conn, offer: &offer::Offer, now: Moment) -> Result<Option<&'static str>, Error> {
    let Some(consent_id) = &offer.consent_id else {
        return Ok(Some("there is no consent for this handover"));
    };
    let consent = match offer::consent(conn, consent_id) {
        Err(StoreError::NotFound) => return Ok(Some("the consent is gone")),
        consent => consent?,
    };
    Ok(if consent.withdrawn_at.is_some_and(|at| at <= now) {
        Some("the consent was withdrawn")
    } else if consent.valid_until.is_some_and(|day| day < now.local_date()) {
        Some("the consent has expired")
    } else if consent.recipient_organization_id != offer.organization_id {
        Some("the consent is for another organisation")
    } else {
        None
    })
}
