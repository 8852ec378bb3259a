//! The link in the mail that asks whether entries are still right. Looking changes nothing, because mail scanners follow
//! links; the button on the page confirms. The link is for the services of its mail, as long as its reader answers for
//! them, and until its day.

use chrono::NaiveDate;

use crate::credentials::secret;
use crate::domain::ids::Id;
use crate::domain::socialmap::Record;
use crate::store::conn::Conn;
use crate::store::freshness::{self, FreshnessMail};
use crate::store::types::from_json;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::map::change::assure;
use crate::usecases::map::write::How;

/// An entry on the page behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The service.
    pub id: Id,
    /// Its name.
    pub service: String,
    /// Name of its organisation.
    pub organization: String,
    /// When it was last checked.
    pub checked: Option<NaiveDate>,
    /// Whether it was confirmed since the mail was made.
    pub is_done: bool,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behind {
    /// Entries to confirm, or confirmed already.
    Entries(Vec<Asked>),
    /// Its day is over.
    Expired,
}

/// What stands behind a link. Changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for a link that we did not make.
pub fn look(ctx: &Ctx, token: &str) -> Result<Behind, Error> {
    let today = ctx.now().local_date();
    ctx.db.read(|conn| {
        let mail = freshness::by_link(conn, &secret::hash(token))?;
        if mail.valid_until < today {
            return Ok(Behind::Expired);
        }
        Ok(Behind::Entries(entries(conn, &mail)?))
    })
}

/// Confirms the entries behind a link that are named and not confirmed since; doing so twice is the same as once.
/// Answers what stands behind it then.
///
/// # Errors
/// [`Error::NotFound`] for a link that we did not make.
pub fn confirm(ctx: &Ctx, token: &str, named: &[Id]) -> Result<Behind, Error> {
    let hash = secret::hash(token);
    ctx.db.write(|conn| {
        let at = ctx.now();
        let mail = freshness::by_link(conn, &hash)?;
        if mail.valid_until < at.local_date() {
            return Ok(Behind::Expired);
        }
        let how = How { action: "confirm", actor: "link", organization_id: None, because: Some(&mail.id), at };
        for entry in entries(conn, &mail)? {
            if !entry.is_done && named.contains(&entry.id) {
                assure(ctx, conn, &entry.id, at, &how)?;
            }
        }
        Ok(Behind::Entries(entries(conn, &mail)?))
    })
}

fn entries(conn: &mut Conn, mail: &FreshnessMail) -> Result<Vec<Asked>, Error> {
    let ids: Vec<Id> = from_json(&mail.services)?;
    let answers =
        |row: &Record| row.get("assurer_email").is_some_and(|address| address.trim().to_lowercase() == mail.assurer);
    let rows = freshness::among(conn, &ids)?.into_iter().filter(|(row, _)| answers(row));
    Ok(rows
        .map(|(row, organization)| {
            let checked = row.get("assured_date").and_then(|cell| cell.parse::<NaiveDate>().ok());
            Asked {
                service: row.get("name").unwrap_or_default().to_owned(),
                is_done: checked.is_some_and(|checked| checked >= mail.made_on),
                id: row.id,
                organization,
                checked,
            }
        })
        .collect())
}
