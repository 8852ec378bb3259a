//! Suggestions for a case: its words, its confirmed needs, its children; not the services that declined it already.
//! Where nothing fits, that is kept as a gap in the offer: once for what the case asks, not each time that it is read.

use crate::domain::access::{Principal, Scope};
use crate::domain::casework::CaseStatus;
use crate::domain::language::Language;
use crate::store::case;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::suggestion::ask::{SHOWN, answer};
use crate::usecases::suggestion::view::Suggestions;
use crate::usecases::{asked, atlas, lexicon, missing};

/// Suggests services for a case.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::NotFound`], also when the caller may not see the case.
pub fn suggest(ctx: &Ctx, principal: &Principal, id: &str, language: Language) -> Result<Suggestions, Error> {
    require(principal, Scope::CasesRead)?;
    let (answer, news) = ctx.db.read(|conn| {
        let row = case::find(conn, &principal.reach(), id)?;
        let question = asked::question(conn, &row, ctx.now(), SHOWN)?;
        let (atlas, lexicon) = (atlas::current(ctx, conn)?, lexicon::current(ctx, conn)?);
        let (answer, missing) = answer(&atlas, &lexicon, &question, language)?;
        let news = row.status != CaseStatus::Closed && missing::is_news(conn, id, &missing)?;
        Ok::<_, Error>((answer, news.then_some(missing)))
    })?;
    if let Some(missing) = news {
        missing::note(ctx, id, &missing)?;
    }
    Ok(answer)
}
