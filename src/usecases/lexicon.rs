//! The lexicon as it is now: the needs and the wording that come with the program, and what coordinators added.
//!
//! Before every use one small query asks whether any changed, so that one that was added anywhere counts for the next
//! question of every replica.

use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::routing::Lexicon;
use crate::store::conn::Conn;
use crate::store::{counter, need_code, phrase};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Name of the counter that counts changes of the phrases.
const COUNTER: &str = "lexicon";

/// Where the lexicon is kept between questions, with the count that it belongs to.
#[derive(Default)]
pub struct LexiconCell(Mutex<Option<(i64, Arc<Lexicon>)>>);

/// The lexicon as it is now.
///
/// # Errors
/// Any failure of the database.
pub fn current(ctx: &Ctx, conn: &mut Conn) -> Result<Arc<Lexicon>, Error> {
    let count = counter::current(conn, COUNTER)?;
    if count == 0 {
        return built_in();
    }
    // Whoever comes while it is being built waits for it: the phrases are read anew, what was counted is not.
    let mut kept = ctx.own_lexicon.0.lock().unwrap_or_else(PoisonError::into_inner);
    match kept.as_ref() {
        Some((of, lexicon)) if *of == count => return Ok(lexicon.clone()),
        _ => {}
    }
    let (needs, phrases) = (need_code::all(conn)?, phrase::all(conn)?);
    let lexicon = Arc::new(built_in()?.with(&needs, &phrases).map_err(|fault| Error::Internal(fault.to_string()))?);
    *kept = Some((count, lexicon.clone()));
    Ok(lexicon)
}

/// The lexicon as it comes with the program. Read beside the start; whoever asks before that waits for it.
///
/// # Errors
/// Never with the data of a program that was tested.
pub fn built_in() -> Result<Arc<Lexicon>, Error> {
    Lexicon::built_in().map_err(|fault| Error::Internal(fault.to_string()))
}

/// Notes that needs or phrases changed.
///
/// # Errors
/// Any failure of the database.
pub fn touch(conn: &mut Conn) -> Result<(), Error> {
    counter::next(conn, COUNTER)?;
    Ok(())
}
