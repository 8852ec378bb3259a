//! Suggestions for a case: its words, its confirmed needs, its children; not the services that declined it already.

use crate::domain::access::{Principal, Scope};
use crate::domain::language::Language;
use crate::store::case;
use crate::usecases::asked;
use crate::usecases::ctx::{Ctx, require};
use crate::usecases::error::Error;
use crate::usecases::suggestion::ask::{SHOWN, answer};
use crate::usecases::suggestion::view::Suggestions;

/// Suggests services for a case.
///
/// # Errors
/// [`Error::MissingScope`]; [`Error::NotFound`], also when the caller may not see the case.
pub fn suggest(ctx: &Ctx, principal: &Principal, id: &str, language: Language) -> Result<Suggestions, Error> {
    require(principal, Scope::CasesRead)?;
    ctx.db.read(|conn| {
        let row = case::find(conn, &principal.reach(), id)?;
        let question = asked::question(conn, &row, ctx.now(), SHOWN)?;
        answer(ctx, conn, &question, language)
    })
}
