//! Read one case, with the asker: that opens an identity, so it leaves a line in the access log.

use crate::domain::access::{Principal, Scope};
use crate::domain::ids::Id;
use crate::store::case;
use crate::usecases::case::view::{Asker, AskerIdentity, CaseView};
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::gate;

/// Reads one case. `purpose` says why the asker's identity is opened; casework when nothing is said.
///
/// # Errors
/// [`Error::NotFound`], also when the caller may not see it; [`Error::MissingScope`].
pub fn read(ctx: &Ctx, principal: &Principal, id: &str, purpose: Option<&str>) -> Result<CaseView, Error> {
    require(principal, Scope::CasesRead)?;
    let (mut view, has_asker) = ctx.db.read(|conn| {
        let row = case::find(conn, &principal.reach(), id)?;
        let needs = case::needs_of(conn, std::slice::from_ref(&row.id))?.into_iter().map(|(_, need)| need).collect();
        let has_asker = crate::store::identity::of_owner(conn, id)?.is_some();
        Ok::<_, Error>((CaseView::new(row, needs)?, has_asker))
    })?;
    if has_asker {
        view.asker = open_asker(ctx, principal, &view.id, purpose, view.asker)?;
    }
    Ok(view)
}

fn open_asker(
    ctx: &Ctx,
    principal: &Principal,
    case_id: &Id,
    purpose: Option<&str>,
    shown: Option<Asker>,
) -> Result<Option<Asker>, Error> {
    let identity: Option<AskerIdentity> = ctx
        .db
        .write(|conn| gate::open_asker(ctx, conn, principal, case_id, purpose.unwrap_or("casework"), ctx.now()))?;
    Ok(match identity {
        None => shown,
        Some(identity) => Some(Asker {
            name: identity.name,
            phone: identity.phone,
            email: identity.email,
            ..shown.unwrap_or_default()
        }),
    })
}
