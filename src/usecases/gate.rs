//! The one gate to persons: identities are sealed here and opened here, and every opening leaves a line in the access log.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::access::Principal;
use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::store::conn::Conn;
use crate::store::identity::{self, Sealed};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::record;

/// Whose identity it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A household: name, phone, mail, street.
    Household,
    /// A member of it: names, birth date.
    Member,
    /// The professional who asked.
    Asker,
}

impl Kind {
    /// The text in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Member => "member",
            Self::Asker => "asker",
        }
    }
}

/// Seals an identity and keeps it; returns the id of the sealed row.
///
/// # Errors
/// Any failure of the database.
pub fn close<T: Serialize>(
    ctx: &Ctx,
    conn: &mut Conn,
    kind: Kind,
    owner_id: &str,
    family_id: Option<&str>,
    identity: &T,
    at: Moment,
) -> Result<Id, Error> {
    let plain = serde_json::to_vec(identity).map_err(|error| Error::Internal(error.to_string()))?;
    let id = ctx.id(at);
    identity::insert(
        conn,
        &Sealed {
            id: id.clone(),
            kind: kind.as_str().to_owned(),
            family_id: family_id.map(str::to_owned),
            owner_id: owner_id.to_owned(),
            sealed: ctx.master_key.seal(owner_id, &plain)?,
            created_at: at,
        },
    )?;
    Ok(id)
}

/// Opens the asker of a case, if one was noted, and logs it.
///
/// # Errors
/// Any failure of the database; [`Error::Internal`] under another master key.
pub fn open_asker<T: DeserializeOwned>(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    case_id: &str,
    purpose: &str,
    at: Moment,
) -> Result<Option<T>, Error> {
    let Some(sealed) = identity::of_owner(conn, case_id)? else {
        return Ok(None);
    };
    record::access(ctx, conn, principal, "identity.read", Kind::Asker.as_str(), case_id, purpose, at)?;
    open(ctx, &sealed).map(Some)
}

/// Opens a household and its members, and logs it as one reading of the family.
///
/// # Errors
/// Any failure of the database; [`Error::Internal`] under another master key.
#[expect(clippy::type_complexity, reason = "a row of columns, used in one place")]
pub fn open_family<H: DeserializeOwned, M: DeserializeOwned>(
    ctx: &Ctx,
    conn: &mut Conn,
    principal: &Principal,
    family_id: &str,
    purpose: &str,
    at: Moment,
) -> Result<(Option<H>, Vec<(Id, M)>), Error> {
    record::access(ctx, conn, principal, "identity.read", "family", family_id, purpose, at)?;
    let mut household = None;
    let mut members = Vec::new();
    for sealed in identity::of_family(conn, family_id)? {
        if sealed.kind == Kind::Household.as_str() {
            household = Some(open(ctx, &sealed)?);
        } else {
            let member = open(ctx, &sealed)?;
            members.push((sealed.owner_id, member));
        }
    }
    Ok((household, members))
}

fn open<T: DeserializeOwned>(ctx: &Ctx, sealed: &Sealed) -> Result<T, Error> {
    let plain = ctx.master_key.open(&sealed.owner_id, &sealed.sealed)?;
    // Not serde's own message: it repeats what it could not read.
    serde_json::from_slice(&plain).map_err(|_| Error::Internal("a sealed identity cannot be read".to_owned()))
}
