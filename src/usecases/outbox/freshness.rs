//! "Is this still right?": once a month to everybody who answers for entries that were not checked for a year. Put in the
//! outbox when it is due, written when it is sent, shown without sending.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use crate::credentials::secret;
use crate::domain::ids::Id;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::notice::{Draft, Matter, Notice, StaleEntry};
use crate::domain::socialmap::Record;
use crate::domain::socialmap::freshness::{is_asked, link_until, monthly_due};
use crate::store::conn::Conn;
use crate::store::freshness::{self, FreshnessMail};
use crate::store::outbox;
use crate::store::types::{from_json, to_json};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Entries that one mail asks about at most; the rest comes with the next one.
const MOST: usize = 200;

/// Puts the mails of the month that runs in the outbox, if it is time: once per month, whoever asks and how often.
/// Returns how many. Called by the worker.
///
/// # Errors
/// Any failure of the database.
pub fn enqueue_freshness(ctx: &Ctx) -> Result<usize, Error> {
    let due = monthly_due(ctx.now());
    let had = || ctx.db.read(|conn| freshness::has_run(conn, &due.month).map_err(Error::from));
    if !due.is_due(ctx.now()) || had()? {
        return Ok(0);
    }
    ctx.db.write(|conn| {
        if freshness::has_run(conn, &due.month)? {
            return Ok(0);
        }
        freshness::take_month(conn, &due.month, ctx.now())?;
        enqueue(ctx, conn, &due.month)
    })
}

/// The same for the operator, due or not: to everybody who has not had this month.
///
/// # Errors
/// Any failure of the database.
pub fn enqueue_freshness_now(ctx: &Ctx) -> Result<usize, Error> {
    let month = monthly_due(ctx.now()).month;
    ctx.db.write(|conn| enqueue(ctx, conn, &month))
}

fn enqueue(ctx: &Ctx, conn: &mut Conn, month: &str) -> Result<usize, Error> {
    let now = ctx.now();
    let asked = to_ask(conn, month, now)?;
    for (assurer, services) in &asked {
        let (id, outbox_id) = (ctx.id(now), ctx.id(now));
        let mail = FreshnessMail {
            assurer: assurer.clone(),
            month: month.to_owned(),
            services: to_json(services)?,
            link: secret::hash(&token(ctx, &id)),
            made_on: now.local_date(),
            valid_until: link_until(now.local_date()),
            outbox_id: outbox_id.clone(),
            id,
        };
        freshness::insert(conn, &mail)?;
        let notice = Notice::FreshnessAsked { mail_id: mail.id.clone() };
        outbox::enqueue(conn, &outbox_id, &notice, &mail.id, now)?;
    }
    Ok(asked.len())
}

/// The mails that would be sent now, without sending any. For the operator.
///
/// # Errors
/// Any failure of the database.
pub fn preview_freshness(ctx: &Ctx) -> Result<Vec<Draft>, Error> {
    let now = ctx.now();
    ctx.db.read(|conn| {
        let mut drafts = Vec::new();
        for (assurer, services) in to_ask(conn, &monthly_due(now).month, now)? {
            let entries = still_asked(conn, &assurer, &services, now.local_date())?;
            let until = link_until(now.local_date());
            drafts.push(letter(&ctx.id(now), &assurer, entries, "(link)".to_owned(), until));
        }
        Ok(drafts)
    })
}

/// Who is to be asked about what: the entries that were checked longest ago first.
fn to_ask(conn: &mut Conn, month: &str, now: Moment) -> Result<BTreeMap<String, Vec<Id>>, Error> {
    let today = now.local_date();
    let had: HashSet<String> = freshness::had(conn, month)?.into_iter().collect();
    let mut asked: BTreeMap<String, Vec<(Option<NaiveDate>, Id)>> = BTreeMap::new();
    for (service, _) in freshness::active(conn)? {
        let checked = checked(&service);
        if let Some(assurer) = assurer(&service).filter(|_| is_asked(checked, today))
            && !had.contains(&assurer)
        {
            asked.entry(assurer).or_default().push((checked, service.id));
        }
    }
    let shortened = |(assurer, mut services): (String, Vec<(Option<NaiveDate>, Id)>)| {
        services.sort_unstable();
        services.truncate(MOST);
        (assurer, services.into_iter().map(|(_, id)| id).collect())
    };
    Ok(asked.into_iter().map(shortened).collect())
}

fn checked(service: &Record) -> Option<NaiveDate> {
    service.get("assured_date").and_then(|cell| cell.parse().ok())
}

fn assurer(service: &Record) -> Option<String> {
    service.get("assurer_email").map(|address| address.trim().to_lowercase()).filter(|address| address.contains('@'))
}

/// What of it still has to be asked: somebody may have looked in the meantime, or answer for it no more.
fn still_asked(conn: &mut Conn, of: &str, ids: &[Id], today: NaiveDate) -> Result<Vec<StaleEntry>, Error> {
    let rows = freshness::among(conn, ids)?.into_iter();
    let asked = rows.filter(|(row, _)| is_asked(checked(row), today) && assurer(row).as_deref() == Some(of));
    Ok(asked
        .map(|(row, organization)| StaleEntry {
            service: row.get("name").unwrap_or_default().to_owned(),
            organization,
            checked: checked(&row),
        })
        .collect())
}

/// The letter of a mail, as it is true now; nothing where there is nothing to ask any more.
pub(super) fn draft(ctx: &Ctx, conn: &mut Conn, mail_id: &str, id: &Id, now: Moment) -> Result<Option<Draft>, Error> {
    let mail = freshness::find(conn, mail_id)?;
    let services: Vec<Id> = from_json(&mail.services)?;
    let entries = still_asked(conn, &mail.assurer, &services, now.local_date())?;
    if entries.is_empty() || mail.valid_until < now.local_date() {
        return Ok(None);
    }
    let url = format!("{}/m/{}", ctx.public_url, token(ctx, &mail.id));
    Ok(Some(letter(id, &mail.assurer, entries, url, mail.valid_until)))
}

fn letter(id: &Id, to: &str, entries: Vec<StaleEntry>, url: String, until: NaiveDate) -> Draft {
    Draft {
        id: id.clone(),
        to: to.to_owned(),
        language: Language::Dutch,
        matter: Matter::Freshness { entries, confirm_url: url, valid_until: until },
        unsubscribe_url: None,
    }
}

fn token(ctx: &Ctx, mail_id: &str) -> String {
    ctx.master_key.token("freshness", mail_id)
}
