//! What is sent with a step of a handover, and what it brings to the row.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use validator::Validate;

use super::view::{HandoverContact, IntroductionView};
use crate::domain::handover::state::{Offer, Request, Step};
use crate::domain::handover::{Attendee, HandoverOutcome, HandoverStatus, IntroductionMode, RejectionReason, Side};
use crate::domain::moment::Moment;
use crate::store::handover::HandoverRow;
use crate::store::types::to_json;
use crate::usecases::error::{Error, Issue};
use crate::usecases::words::refuse_national_numbers;

/// A step of a handover.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveHandover {
    /// Where to.
    pub to: HandoverStatus,
    /// Why, in words.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
    /// Why, as a code. For declining: `no_capacity`, `waiting_list`, `not_eligible`, `out_of_area`, `wrong_service`, `other`.
    #[schema(max_length = 60, pattern = "^[a-z][a-z_]*$")]
    pub reason_code: Option<String>,
    /// Day on which somebody looks again; for `held` and `on_hold`.
    #[schema(value_type = Option<String>, format = Date)]
    pub review_on: Option<NaiveDate>,
    /// Person at the partner; for `accepted`.
    #[validate(nested)]
    pub contact: Option<MoveContact>,
    /// The planned introduction; for `intro_planned`.
    #[validate(nested)]
    pub introduction: Option<MoveIntroduction>,
    /// Who was there; for `introduced`, or for a no-show.
    #[schema(max_items = 4)]
    pub attended: Option<Vec<Attendee>>,
    /// What became of the guidance; for `completed`.
    pub outcome: Option<HandoverOutcome>,
    /// What is being done with the family.
    #[schema(max_length = 2_000)]
    pub activity: Option<String>,
    /// Whose wish it is; for `withdrawn`.
    pub by: Option<Side>,
    /// Another worker of the team who vouches for it, id or mail address; for `entered_in_error`.
    #[schema(max_length = 254)]
    pub second_person: Option<String>,
}

/// A person at the partner.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveContact {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Phone.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Mail address.
    #[schema(max_length = 254, format = Email)]
    #[validate(email(message = "must be a mail address"))]
    pub email: Option<String>,
}

impl MoveContact {
    fn view(&self) -> HandoverContact {
        HandoverContact { name: self.name.clone(), phone: self.phone.clone(), email: self.email.clone() }
    }
}

/// A planned introduction.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveIntroduction {
    /// When.
    pub at: Moment,
    /// Where.
    #[schema(min_length = 1, max_length = 200)]
    pub place: String,
    /// How.
    pub mode: IntroductionMode,
}

fn said(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

impl MoveHandover {
    /// Refuses what can be seen to be wrong without looking at the handover.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub(super) fn check(&self) -> Result<(), Error> {
        let place = self.introduction.as_ref().map(|introduction| introduction.place.as_str());
        refuse_national_numbers(&[
            ("reason", self.reason.as_deref()),
            ("activity", self.activity.as_deref()),
            ("contact.name", self.contact.as_ref().map(|contact| contact.name.as_str())),
            ("introduction.place", place),
        ])?;
        if self.to == HandoverStatus::Rejected && self.reason_code.is_some() && self.rejection().is_none() {
            let list: Vec<&str> = RejectionReason::ALL.iter().map(|code| code.as_str()).collect();
            return Err(Error::Invalid(vec![Issue::body("reasonCode", format!("must be one of {}", list.join(", ")))]));
        }
        Ok(())
    }

    /// The reason for declining, if it is on the list.
    pub(super) fn rejection(&self) -> Option<RejectionReason> {
        self.reason_code.as_deref().and_then(|code| code.parse().ok())
    }

    /// What the state machine wants to know.
    pub(super) fn request(&self, today: NaiveDate, second_person: bool, offer: Offer) -> Request {
        let reachable = self.contact.as_ref().is_some_and(|contact| {
            !contact.name.trim().is_empty() && (said(contact.phone.as_ref()) || said(contact.email.as_ref()))
        });
        Request {
            to: self.to,
            today,
            reasoned: said(self.reason.as_ref()) || self.reason_code.is_some(),
            rejection_coded: self.rejection().is_some(),
            review_on: self.review_on,
            contact_reachable: reachable,
            introduction_planned: self.introduction.is_some(),
            attended: self.attended.clone(),
            outcome: self.outcome,
            by: self.by,
            second_person,
            offer,
        }
    }

    /// Puts what came with the step in the row.
    ///
    /// # Errors
    /// When a value cannot be kept, a fault of ours.
    pub(super) fn apply(&self, row: &mut HandoverRow, step: &Step, at: Moment) -> Result<(), Error> {
        let waits = matches!(step.to, HandoverStatus::Held | HandoverStatus::OnHold);
        row.review_on = self.review_on.filter(|_| waits);
        if step.to == HandoverStatus::Accepted && step.event != "resumed" {
            row.contact = self.contact.as_ref().map(|contact| to_json(&contact.view())).transpose()?;
            row.accepted_at = Some(at);
        }
        if let (HandoverStatus::IntroPlanned, Some(planned)) = (step.to, &self.introduction) {
            let view = IntroductionView { at: planned.at, place: planned.place.clone(), mode: planned.mode };
            row.introduction = Some(to_json(&view)?);
        }
        if let (HandoverStatus::Introduced | HandoverStatus::IntroPlanned, Some(attended)) = (step.to, &self.attended) {
            row.attended = Some(to_json(attended)?);
        }
        if step.to == HandoverStatus::Completed {
            row.outcome = self.outcome;
        }
        if self.activity.is_some() {
            row.activity.clone_from(&self.activity);
        }
        Ok(())
    }

    /// What the timeline keeps beside states and reasons: codes and times.
    pub(super) fn data(&self, step: &Step) -> Value {
        json!({
            "event": step.event,
            "reviewOn": self.review_on,
            "introductionAt": self.introduction.as_ref().map(|introduction| introduction.at),
            "mode": self.introduction.as_ref().map(|introduction| introduction.mode),
            "attended": self.attended,
            "outcome": self.outcome,
            "by": step.ended_by,
        })
    }
}
