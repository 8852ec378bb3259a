//! How much of a handover its partner sees: nothing before it was offered and after it was declined or withdrawn, a card
//! without a name until it says yes, the identity as long as it works with the family. GDPR article 5(1)(c): no more
//! than the purpose needs.

use super::{HandoverStatus, Standing};

/// What the partner sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerView {
    /// For the partner it does not exist.
    Nothing,
    /// The card and the process; nothing that names.
    Card,
    /// The card, and the identity through the gate.
    Identity,
}

/// How much the partner sees of a handover that stands so.
#[must_use]
pub const fn partner_view((status, held_from): Standing) -> PartnerView {
    match status {
        HandoverStatus::Offered | HandoverStatus::Acknowledged | HandoverStatus::Completed | HandoverStatus::Failed => {
            PartnerView::Card
        }
        HandoverStatus::Accepted
        | HandoverStatus::IntroPlanned
        | HandoverStatus::Introduced
        | HandoverStatus::TakenOver => PartnerView::Identity,
        HandoverStatus::OnHold => match held_from {
            Some(_) => PartnerView::Identity,
            None => PartnerView::Card,
        },
        HandoverStatus::Draft
        | HandoverStatus::Held
        | HandoverStatus::Rejected
        | HandoverStatus::Withdrawn
        | HandoverStatus::EnteredInError => PartnerView::Nothing,
    }
}

/// Every status in which a partner sees at least the card; the predicate of every query on a partner's behalf.
#[must_use]
pub fn visible_to_partner() -> Vec<HandoverStatus> {
    let shown = |status: &HandoverStatus| partner_view((*status, None)) != PartnerView::Nothing;
    HandoverStatus::ALL.iter().copied().filter(shown).collect()
}
