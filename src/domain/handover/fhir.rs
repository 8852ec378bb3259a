//! What a status is called in FHIR R4: `Task.status` (<https://hl7.org/fhir/R4/valueset-task-status.html>) and, where
//! that is too coarse, `Task.businessStatus`. Referral exchange as in the Gravity SDOH Clinical Care guide.

use super::HandoverStatus;

/// `Task.status` and `Task.businessStatus` of a handover.
#[must_use]
pub const fn task_status(status: HandoverStatus) -> (&'static str, Option<&'static str>) {
    match status {
        HandoverStatus::Draft => ("draft", None),
        HandoverStatus::Held => ("draft", Some("held-by-source")),
        HandoverStatus::Offered => ("requested", None),
        HandoverStatus::Acknowledged => ("requested", Some("acknowledged")),
        HandoverStatus::Accepted => ("accepted", None),
        HandoverStatus::IntroPlanned => ("accepted", Some("introduction-planned")),
        HandoverStatus::Introduced => ("in-progress", Some("introduced")),
        HandoverStatus::TakenOver => ("in-progress", Some("taken-over")),
        HandoverStatus::OnHold => ("on-hold", None),
        HandoverStatus::Completed => ("completed", None),
        HandoverStatus::Rejected => ("rejected", None),
        HandoverStatus::Failed => ("failed", None),
        HandoverStatus::Withdrawn => ("cancelled", None),
        HandoverStatus::EnteredInError => ("entered-in-error", None),
    }
}
