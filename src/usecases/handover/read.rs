//! Read one handover. For the partner that accepted it this opens the identity of the family, through the gate.

use super::shown;
use super::view::{HandoverFamily, HandoverFamilyMember, HandoverView};
use crate::domain::access::{Principal, Reach, Scope};
use crate::domain::consent::{ConsentCategory, fault};
use crate::domain::family::{HouseholdIdentity, MemberIdentity, MemberRole};
use crate::domain::handover::{Actor, PartnerView, partner_view};
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::family::MemberRow;
use crate::store::handover::{self, HandoverRow};
use crate::store::types::from_json;
use crate::store::{agreement, consent, family};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::gate;

/// Why a partner opens an identity when it does not say.
const PURPOSE: &str = "handover";

/// Reads one handover. Reading changes nothing: a partner says by a step of its own that it has received it.
///
/// # Errors
/// [`Error::NotFound`], also when the caller may not see it; [`Error::MissingScope`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str, purpose: Option<&str>) -> Result<HandoverView, Error> {
    require(principal, Scope::HandoversRead)?;
    let actor = shown::actor(principal)?;
    let (mut view, opens) = ctx.db.read(|conn| {
        let row = handover::find(conn, &principal.reach(), id)?;
        let opens = actor == Actor::Partner && partner_view((row.status, row.held_from)) == PartnerView::Identity;
        Ok::<_, Error>((shown::one(conn, row, actor)?, opens))
    })?;
    if opens {
        let purpose = purpose.unwrap_or(PURPOSE);
        match ctx.db.write(|conn| disclose(ctx, conn, principal, id, purpose))? {
            Disclosed::Family(family) => view.family = Some(family),
            Disclosed::Withheld(why) => view.family_withheld = Some(why),
        }
    }
    Ok(view)
}

enum Disclosed {
    Family(HandoverFamily),
    Withheld(String),
}

/// Opens the family, if the handover is still this partner's and the consent still holds, both looked at now.
fn disclose(ctx: &Ctx, conn: &mut Conn, principal: &Principal, id: &str, purpose: &str) -> Result<Disclosed, Error> {
    let at = ctx.now();
    let row = handover::find(conn, &principal.reach(), id)?;
    if partner_view((row.status, row.held_from)) != PartnerView::Identity {
        return Err(Error::NotFound);
    }
    let categories = match covered(conn, &row, at)? {
        Ok(categories) => categories,
        Err(why) => return Ok(Disclosed::Withheld(why)),
    };
    if !agreement::in_force(conn, &row.organization_id, at.local_date())? {
        return Ok(Disclosed::Withheld("agreementMissing".to_owned()));
    }
    if !categories.contains(&ConsentCategory::Contact) {
        return Ok(Disclosed::Withheld("consentWithoutContact".to_owned()));
    }
    let Some(family_id) = &row.family_id else { return Ok(Disclosed::Withheld("familyUnknown".to_owned())) };
    let members = family::members(conn, std::slice::from_ref(family_id))?;
    let (household, people) =
        gate::open_family::<HouseholdIdentity, MemberIdentity>(ctx, conn, principal, family_id, purpose, at)?;
    Ok(match household {
        Some(household) => Disclosed::Family(told(household, &members, &people, &categories)),
        None => Disclosed::Withheld("familyUnknown".to_owned()),
    })
}

/// What the consent of this handover covers now, or why it does not hold.
fn covered(conn: &mut Conn, row: &HandoverRow, at: Moment) -> Result<Result<Vec<ConsentCategory>, String>, Error> {
    let (Some(family_id), Some(consent_id)) = (&row.family_id, &row.consent_id) else {
        return Ok(Err("consentMissing".to_owned()));
    };
    let consent = consent::find(conn, &Reach::Team, consent_id)?;
    let families = family::all_of(conn, family_id)?;
    match fault(Some(&consent.terms()), &families, &row.organization_id, at) {
        Some(fault) => Ok(Err(fault.guard().to_owned())),
        None => Ok(Ok(from_json(&consent.categories)?)),
    }
}

/// Only what the family allows to tell.
fn told(
    household: HouseholdIdentity,
    members: &[MemberRow],
    people: &[(Id, MemberIdentity)],
    categories: &[ConsentCategory],
) -> HandoverFamily {
    let allows = |category| categories.contains(&category);
    let shown = members.iter().filter(|member| member.role != MemberRole::Child || allows(ConsentCategory::Children));
    let members = shown.map(|member| {
        let person = people.iter().find(|(owner, _)| *owner == member.id).map(|(_, person)| person);
        HandoverFamilyMember {
            role: member.role,
            first_name: person.and_then(|person| person.first_name.clone()),
            last_name: person.and_then(|person| person.last_name.clone()),
            birth_date: person.and_then(|person| person.birth_date).filter(|_| allows(ConsentCategory::Children)),
            school_id: member.school_id.clone().filter(|_| allows(ConsentCategory::School)),
        }
    });
    HandoverFamily {
        members: members.collect(),
        name: household.name,
        phone: household.phone,
        email: household.email,
        street: household.street,
        number: household.number,
    }
}
